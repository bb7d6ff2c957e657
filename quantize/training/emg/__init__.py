"""Training of a network that tells the waveforms of needle EMG apart, from images of events."""
