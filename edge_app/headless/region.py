"""The region that is analysed where nobody places it on a screen."""

from __future__ import annotations

from edge_app.errors import CaptureError
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Frame, GreyImage, Roi
from edge_app.scanner_screen import central_region, image_field


class SourceRegion:
    """The region in the frames of one source, found at the first frame and again whenever their size changes."""

    def __init__(self, requested: Roi | None, name: str, profile_lookup: ProfileLookup) -> None:
        """requested: source px; None: the middle of the image field. name: of the source, for errors."""
        self._requested, self._name, self._profile_lookup = requested, name, profile_lookup
        self._found: tuple[tuple[int, int], Roi] | None = None  # for frames of this size

    def of(self, frame: Frame) -> Roi:
        """Source px. Raises CaptureError if the requested region is not in the image."""
        size = frame.width, frame.height
        if self._found is None or self._found[0] != size:
            field = self._profile_lookup.field(frame)
            self._found = size, _resolved(frame.pixels, self._requested, self._name, field)
        return self._found[1]


def _resolved(pixels: GreyImage, requested: Roi | None, name: str, field: Roi | None) -> Roi:
    """The requested region, or the middle of the image field, which is located if it is not given.

    Raises CaptureError if the region is not in the image: cut to it, it would be another one.
    """
    if requested is None:
        return central_region(field or image_field(pixels))
    height, width = pixels.shape
    if requested.x < 0 or requested.y < 0 or requested.x + requested.w > width or requested.y + requested.h > height:
        region = f"{requested.x},{requested.y},{requested.w},{requested.h}"
        raise CaptureError(f"{name}: the region {region} is not inside the image of {width} x {height} pixels; name one that is")
    return requested
