"""Whether the ultrasound on a scanner's screen has the size, in pixels, that it had when its scale was set.

A linear probe is as wide as it is, and a scanner shows its image as high as the screen allows: at another depth the field has
another width. A curved array's field is wider for its height the deeper it is. Nothing has to be read for that. A sector of
beams from one point has the same shape at every depth.
"""

from __future__ import annotations

from edge_app.errors import CaptureError
from edge_app.records import IMAGE_FIELD, ON_SCREEN, Control, Frame, GreyImage, Roi
from edge_app.scanner_screen.locate import image_field

TOLERANCE = 0.04  # of width and height; the finder is 1 % off from image to image, half a centimetre at 60 mm is 8 %
MIN_SEEN = 0.25  # of the frame's width and height; less is found while little is visible, as with a probe in the air

Size = tuple[int, int]  # px, width and height
FIELD_CONTROL = f"{IMAGE_FIELD}{ON_SCREEN}"


def field_box(box: Roi, width: int, height: int) -> Roi | None:
    """The box of a field found in a width x height image, within it; None where it is all of the image, or nearly nothing.

    All of the image stands for a field that was not found as well.
    """
    inside = box.clipped(width, height)
    if (inside.w, inside.h) == (width, height) or inside.w < MIN_SEEN * width or inside.h < MIN_SEEN * height:
        return None
    return inside


def find_field_size(pixels: GreyImage, device: str) -> Size:
    """The size of the field on the (H, W) uint8 image of a device's screen. Raises CaptureError."""
    height, width = pixels.shape
    box = field_box(image_field(pixels), width, height)
    if box is None:
        raise CaptureError(
            f"no image field is found on the screen of {device}, or it is all of the screen; put the probe on the skin and "
            "try again"
        )
    return box.w, box.h


def field_control(size: Size) -> Control:
    """The control that says of a frame how large its image field is."""
    width, height = size
    return Control(FIELD_CONTROL, f"{width} x {height}")


def field_control_of(frame: Frame, remembered: Size) -> Control:
    """The same of a frame: as it is remembered, unless the frame shows another size."""
    if frame.field is None or not is_other_size((frame.field.w, frame.field.h), remembered):
        return field_control(remembered)
    return field_control((frame.field.w, frame.field.h))


def is_other_size(found: Size, remembered: Size) -> bool:
    """Whether a field is another one than is remembered.

    One that is only less high is not: where a receiver gets no echo from the depth, the image ends earlier.
    """
    wider, higher = (one / other - 1 for one, other in zip(found, remembered, strict=True))
    return abs(wider) > TOLERANCE or higher > TOLERANCE
