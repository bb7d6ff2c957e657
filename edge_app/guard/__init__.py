"""Whether a frame is fit for analysis."""
