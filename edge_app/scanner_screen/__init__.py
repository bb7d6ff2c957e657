"""Where on a scanner's screen the ultrasound is, how large it is, and what is written over it."""

from edge_app.scanner_screen.geometry import Field, Shape, central_region
from edge_app.scanner_screen.locate import find_fields, image_field

__all__ = ["Field", "Shape", "central_region", "find_fields", "image_field"]
