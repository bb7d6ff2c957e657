"""Whether a frame is fit to be judged."""
