"""Exams as DICOM objects, written to a medium or sent to a server."""
