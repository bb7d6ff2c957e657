"""What is found in a frame (field, text, muscle, colour), and which damage of one is noticed."""
