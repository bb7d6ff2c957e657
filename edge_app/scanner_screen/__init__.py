"""Where on a scanner's screen the ultrasound is, how large it is, and what is written over it."""

from edge_app.field.finder import find_fields, image_field
from edge_app.field.shape import Field, Shape, central_region

__all__ = ["Field", "Shape", "central_region", "find_fields", "image_field"]
