"""Exams as DICOM objects, on a medium or sent to a server."""
