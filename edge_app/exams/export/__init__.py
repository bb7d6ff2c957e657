"""Exports, made only on request: DICOM, PDF report, JSON and CSV."""
