"""Millimetres per pixel, read from the scanner's depth ruler."""
