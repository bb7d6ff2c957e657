"""The devices on which a bundle's measured figures hold, each at one setting. On any other device no label is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edge_app.records import Frame

SCALE_TOLERANCE = 0.02  # relative; a setting of the depth differs by far more, a ruler read twice by less


@dataclass(frozen=True)
class ValidatedDevice:
    """A device at the setting at which its images were validated. What is not known of a frame does not match."""

    device: str  # `Frame.source`
    preset: str | None  # the scanner's setting, as its device profile names it; None: the device has only one
    mm_per_pixel: tuple[float, float] | None = None  # mm, smallest and largest; None: the images have no scale
    mirrored: bool | None = None  # None: the device does not say

    def matches(self, frame: Frame, preset: str | None) -> bool:
        """Whether the frame is from this device at this setting. preset: of the frame's device profile."""
        if frame.recorded:
            return False
        if (frame.source, preset) != (self.device, self.preset) or frame.mirrored is not self.mirrored:
            return False
        if self.mm_per_pixel is None or frame.mm_per_pixel is None:
            return self.mm_per_pixel is None and frame.mm_per_pixel is None
        low, high = self.mm_per_pixel
        return low * (1 - SCALE_TOLERANCE) <= frame.mm_per_pixel <= high * (1 + SCALE_TOLERANCE)


def find_validated(devices: Iterable[ValidatedDevice], frame: Frame, preset: str | None) -> ValidatedDevice | None:
    """The one of the devices that is the frame's, at its setting; None where none is."""
    return next((device for device in devices if device.matches(frame, preset)), None)
