"""Data sets of needle EMG: recordings with every potential in them, by patients."""
