"""An image with the region that is judged, and where both lie in the image that nobody has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen import image_field


@dataclass(frozen=True)
class Window:
    """A part of the untouched image, in its pixels. Its edges may lie between pixels, and beyond the image."""

    x: float  # px, left edge
    y: float  # px, top edge
    w: float  # px
    h: float  # px


@dataclass(frozen=True)
class Scene:
    """An image, changed or not. A point (x, y) of it is at origin + scale * (x, y) in the untouched image, or mirrored there."""

    pixels: GreyImage  # (H, W)
    roi: Roi  # the region that is judged
    field: Roi  # box of the ultrasound; what a scanner draws beside it has no gain
    mm_per_pixel: float | None  # mm; None: unknown
    origin: tuple[float, float] = (0.0, 0.0)  # px of the untouched image, of the upper left corner
    scale: float = 1.0  # px of the untouched image for one px
    mirrored: bool = False  # left and right exchanged, last of all

    @classmethod
    def untouched(cls, pixels: GreyImage, roi: Roi, mm_per_pixel: float | None) -> Scene:
        """An image (H, W) as it came, with the field that the appliance finds in it."""
        return cls(pixels, roi, image_field(pixels), mm_per_pixel)

    def window(self, roi: Roi) -> Window:
        """Where a region of this image lies in the untouched one."""
        left = self.pixels.shape[1] - roi.x - roi.w if self.mirrored else roi.x
        return Window(
            self.origin[0] + self.scale * left, self.origin[1] + self.scale * roi.y, self.scale * roi.w, self.scale * roi.h
        )

    @property
    def roi_in_field(self) -> Roi:
        """The region in pixels of the field."""
        return Roi(self.roi.x - self.field.x, self.roi.y - self.field.y, self.roi.w, self.roi.h)

    def with_pixels(self, pixels: GreyImage) -> Scene:
        """The same scene with all of its image (H, W) changed."""
        return replace(self, pixels=pixels)

    def with_field(self, change: Callable[[GreyImage], GreyImage]) -> Scene:
        """The same scene with the ultrasound changed; change: the field's pixels (h, w) -> as many others."""
        pixels = self.pixels.copy()
        part = self.field.crop(pixels)
        part[:] = change(part)
        return replace(self, pixels=pixels)
