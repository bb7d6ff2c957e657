"""The scale of an image whose screen says none: two taps on a still image, and how far apart they are."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.device_profiles import DeviceProfiles
from edge_app.errors import CaptureError, StoreError
from edge_app.records import Frame
from edge_app.scanner_screen.scale.calibration import mm_per_pixel_of_taps
from edge_app.ui.error_text import encode_error
from edge_app.ui.live_model import LiveModel
from edge_app.ui.roi_geometry import field_seen

Point = tuple[float, float]  # source px
DISTANCES_MM = (1, 300)
FIRST_MM = 10  # scanners' rulers have a tick or a figure every centimetre


class ScaleCalibration(QObject):
    """What the QML of the two taps sees. Open while it keeps a frame; a device's scale is kept, a recording's is held."""

    changed = Signal()

    def __init__(self, live: LiveModel, profiles: DeviceProfiles, recorded: bool) -> None:
        super().__init__()
        self._live, self._profiles, self._recorded = live, profiles, recorded
        self.frame: Frame | None = None  # the still image
        self.points: tuple[Point, ...] = ()
        self.distance_mm = FIRST_MM
        self.mm_per_pixel: float | None = None
        self.fault = ""

    @Slot()
    def open(self) -> None:
        """Keep the image that is on the screen, for taps."""
        self.frame, self.points, self.distance_mm = self._live.frame, (), FIRST_MM
        self._measure()

    @Slot()
    def cancel(self) -> None:
        self.frame = None
        self.changed.emit()

    @Slot(float, float)
    def tap(self, x: float, y: float) -> None:
        """Set a point, source px; with two there, the nearer one moves."""
        if self.frame is None:
            return
        here = min(max(x, 0.0), self.frame.width - 1.0), min(max(y, 0.0), self.frame.height - 1.0)
        stay = self.points
        if len(stay) == 2:
            stay = (max(stay, key=lambda point: math.dist(point, here)),)
        self.points = (*stay, here)
        self._measure()

    @Slot(int)
    def step(self, mm: int) -> None:
        """Make the distance longer or shorter."""
        least, most = DISTANCES_MM
        self.distance_mm = min(max(self.distance_mm + mm, least), most)
        self._measure()

    @Slot()
    def confirm(self) -> None:
        """From the next frame on the scale holds; where it cannot be kept, the fault says why, and nothing is lost."""
        if self.frame is None or self.mm_per_pixel is None:
            return
        try:
            set_scale = self._profiles.set_session_scale if self._recorded else self._profiles.save_scale
            set_scale(self.frame, self.mm_per_pixel)
        except StoreError as exc:
            self.fault = encode_error(exc)
        else:
            self.frame = None
        self.changed.emit()

    def _measure(self) -> None:
        self.mm_per_pixel, self.fault = None, ""
        if len(self.points) == 2:
            try:
                self.mm_per_pixel = mm_per_pixel_of_taps(*self.points, self.distance_mm)
            except CaptureError as exc:
                self.fault = encode_error(exc)
        self.changed.emit()

    def _depth(self) -> float:
        """mm, of the ultrasound on the still image; 0 where the scale is not known."""
        return field_seen(self.frame.pixels).h * self.mm_per_pixel if self.frame and self.mm_per_pixel else 0.0

    def _marks(self) -> list[Any]:
        return [list(point) for point in self.points]

    isOpen = Property(bool, lambda self: self.frame is not None, notify=changed)
    frameWidth = Property(int, lambda self: self.frame.width if self.frame else 0, notify=changed)
    frameHeight = Property(int, lambda self: self.frame.height if self.frame else 0, notify=changed)
    marks = Property(list, _marks, notify=changed)
    distance = Property(int, lambda self: self.distance_mm, notify=changed)
    mmPerPixel = Property(float, lambda self: self.mm_per_pixel or 0.0, notify=changed)  # 0: not known
    depth = Property(float, _depth, notify=changed)
    faultText = Property(str, lambda self: self.fault, notify=changed)
    recorded = Property(bool, lambda self: self._recorded, constant=True)
