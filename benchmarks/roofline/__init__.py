"""What a network could reach on a processor at most: its layers, the measured peaks, and predictions for boards nobody measured."""
