"""Millimetres per pixel, read off the scanner's depth ruler."""
