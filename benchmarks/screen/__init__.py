"""Latency to the screen: the software part of glass-to-glass, from the hand-over of a frame by another process to the screen."""
