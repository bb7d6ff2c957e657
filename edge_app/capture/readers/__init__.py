"""Recordings: stills, videos and DICOM files, one opener each."""
