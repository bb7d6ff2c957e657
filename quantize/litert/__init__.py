"""Conversion to LiteRT and its quantisation."""
