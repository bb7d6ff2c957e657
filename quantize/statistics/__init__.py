"""Metrics with intervals, paired tests, calibration."""
