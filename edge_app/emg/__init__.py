"""Needle EMG: recordings, their events, images of these, and a reading that can be followed."""
