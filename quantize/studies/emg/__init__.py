"""Studies of the needle-EMG simulator."""
