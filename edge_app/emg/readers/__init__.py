"""Readers of needle EMG recordings, a file for each form. Each gives a `Trace`, or raises a sentence that names file and cure."""
