"""Sets the scale of images that do not show one: two taps on a still image, and the distance between them."""

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
DISTANCE_RANGE_MM = (1, 300)
DEFAULT_DISTANCE_MM = 10  # scanners' rulers have a tick or a number every centimetre


class ScaleCalibration(QObject):
    """The model behind the calibration's QML. Open while it holds a frame.

    A device's scale is saved; a recording's scale applies until the program ends.
    """

    changed = Signal()

    def __init__(self, live: LiveModel, profiles: DeviceProfiles, recorded: bool) -> None:
        super().__init__()
        self._live, self._profiles, self._recorded = live, profiles, recorded
        self.frame: Frame | None = None  # the still image
        self.points: tuple[Point, ...] = ()
        self.distance_mm = DEFAULT_DISTANCE_MM
        self.mm_per_pixel: float | None = None
        self.fault = ""

    @Slot()
    def open(self) -> None:
        """Hold the image on the screen, to tap on."""
        self.frame, self.points, self.distance_mm = self._live.frame, (), DEFAULT_DISTANCE_MM
        self._measure()

    @Slot()
    def cancel(self) -> None:
        self.frame = None
        self.changed.emit()

    @Slot(float, float)
    def tap(self, x: float, y: float) -> None:
        """Set a point, source px; if there are two already, the nearer one moves."""
        if self.frame is None:
            return
        here = min(max(x, 0.0), self.frame.width - 1.0), min(max(y, 0.0), self.frame.height - 1.0)
        others = self.points
        if len(others) == 2:
            others = (max(others, key=lambda point: math.dist(point, here)),)
        self.points = (*others, here)
        self._measure()

    @Slot(int)
    def step(self, mm: int) -> None:
        """Increase or decrease the distance."""
        shortest, longest = DISTANCE_RANGE_MM
        self.distance_mm = min(max(self.distance_mm + mm, shortest), longest)
        self._measure()

    @Slot()
    def confirm(self) -> None:
        """Apply the scale from the next frame on; if it cannot be saved, the fault says why and nothing is lost."""
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
        """Depth of the image field on the still image, mm; 0 while the scale is unknown."""
        return field_seen(self.frame.pixels).h * self.mm_per_pixel if self.frame and self.mm_per_pixel else 0.0

    def _marks(self) -> list[Any]:
        return [list(point) for point in self.points]

    isOpen = Property(bool, lambda self: self.frame is not None, notify=changed)
    frameWidth = Property(int, lambda self: self.frame.width if self.frame else 0, notify=changed)
    frameHeight = Property(int, lambda self: self.frame.height if self.frame else 0, notify=changed)
    marks = Property(list, _marks, notify=changed)
    distance = Property(int, lambda self: self.distance_mm, notify=changed)
    mmPerPixel = Property(float, lambda self: self.mm_per_pixel or 0.0, notify=changed)  # 0: unknown
    depth = Property(float, _depth, notify=changed)
    faultText = Property(str, lambda self: self.fault, notify=changed)
    recorded = Property(bool, lambda self: self._recorded, constant=True)
