"""What leaves the device, and only when asked: DICOM, PDF report, JSON and CSV."""
