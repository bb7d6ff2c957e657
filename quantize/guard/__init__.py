"""Fits the guard's texture model on real and simulated muscle and on what is no muscle, and measures what it does."""
