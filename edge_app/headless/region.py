"""The region that is analysed where nobody places it on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from edge_app.errors import CaptureError
from edge_app.muscle_roi import MuscleTracker, RejectionReason, propose_muscle
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import AutomaticRoi, Frame, GreyImage, Roi
from edge_app.scanner_screen import central_region, image_field


class PlacedBy(str, Enum):
    """What placed a region."""

    GIVEN = "given"
    MUSCLE = "muscle proposal"
    MIDDLE = "middle of the field"


@dataclass(frozen=True)
class PlacedRegion:
    """A region, source px, and what placed it."""

    roi: Roi
    by: PlacedBy
    no_muscle: RejectionReason | None = None  # why it is the middle of the field, where the muscle was asked for


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

    def placed(self, frame: Frame) -> PlacedRegion:
        """The same, and what placed it."""
        return PlacedRegion(self.of(frame), PlacedBy.MIDDLE if self._requested is None else PlacedBy.GIVEN)


class MuscleRegion:
    """The muscle in each frame of one source, as steady as on the kiosk; the middle of the image field where none is proposed."""

    def __init__(self, name: str, profile_lookup: ProfileLookup) -> None:
        self._middle, self._profile_lookup = SourceRegion(None, name, profile_lookup), profile_lookup
        self._tracker = MuscleTracker()
        self._field: tuple[tuple[int, int], Roi] | None = None  # of frames of this size

    def placed(self, frame: Frame) -> PlacedRegion:
        """For the next frame of the source."""
        size = frame.width, frame.height
        if self._field is None or self._field[0] != size:
            self._field = size, self._profile_lookup.field(frame) or image_field(frame.pixels)
        view = self._field, frame.mm_per_pixel
        found = self._tracker.update(propose_muscle(frame.pixels, self._field[1], frame.mm_per_pixel), view)
        if isinstance(found, RejectionReason):
            return PlacedRegion(self._middle.of(frame), PlacedBy.MIDDLE, found)
        return PlacedRegion(found.region, PlacedBy.MUSCLE)


def region_of(requested: Roi | AutomaticRoi | None, name: str, profile_lookup: ProfileLookup) -> SourceRegion | MuscleRegion:
    """What places the region in the frames of one source; None: the middle of the image field."""
    if isinstance(requested, AutomaticRoi):
        return MuscleRegion(name, profile_lookup)
    return SourceRegion(requested, name, profile_lookup)


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
