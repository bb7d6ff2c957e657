"""What a network reaches on a processor at most: its layers, the measured peaks, predictions for boards nobody measured."""
