"""Reports: text, tables, plots, one HTML page."""
