"""The parts of the report's page; `pdf_report.py` puts them together."""
