"""Reads a scanner's screen: where the ultrasound image is, its scale, and the text written over it."""

from edge_app.scanner_screen.geometry import Field, Shape, central_region
from edge_app.scanner_screen.locate import fields_if_found, find_fields, image_field

__all__ = ["Field", "Shape", "central_region", "fields_if_found", "find_fields", "image_field"]
