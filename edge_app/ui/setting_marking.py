"""Marks the text of a setting that a scanner only draws: two taps on a still image, around the text."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from edge_app.device_profiles import BUILT_IN, DeviceProfiles
from edge_app.errors import CaptureError, StoreError
from edge_app.records import SCREEN_SETTINGS, Frame, Roi, ScreenSetting
from edge_app.scanner_screen import find_fields
from edge_app.scanner_screen.setting_text import remember
from edge_app.ui.error_text import encode_error
from edge_app.ui.live_model import LiveModel

Point = tuple[float, float]  # source px
IMAGES = 8  # at most, that a text is remembered from: the still image and the newest since


class SettingMarking(QObject):
    """The model behind the marking's QML. Open while it holds a frame."""

    changed = Signal()

    def __init__(self, live: LiveModel, profiles: DeviceProfiles, recorded: bool) -> None:
        super().__init__()
        self._live, self._profiles, self._recorded = live, profiles, recorded
        self.frame: Frame | None = None  # the still image
        self._since: deque[Frame] = deque(maxlen=IMAGES - 1)
        self.points: tuple[Point, ...] = ()
        self._setting: ScreenSetting = SCREEN_SETTINGS[0]
        self.fault = ""
        live.readoutChanged.connect(self._watch)

    @Slot()
    def open(self) -> None:
        """Hold the image on the screen, to tap on."""
        self.frame, self.points, self.fault = self._live.frame, (), ""
        self._since.clear()
        self.changed.emit()

    @Slot(result=bool)
    def isPossible(self) -> bool:
        """Whether the live image is of a device whose profile can be kept."""
        frame = self._live.frame
        return frame is not None and not self._recorded and frame.source not in BUILT_IN

    @Slot()
    def cancel(self) -> None:
        self._close()
        self.changed.emit()

    @Slot()
    def chooseNext(self) -> None:
        """The text is of the next of the settings that there are."""
        self._setting = SCREEN_SETTINGS[(SCREEN_SETTINGS.index(self._setting) + 1) % len(SCREEN_SETTINGS)]
        self.changed.emit()

    @Slot(float, float)
    def tap(self, x: float, y: float) -> None:
        """Set a corner of the box, source px; if there are two already, a new box begins."""
        if self.frame is None:
            return
        here = min(max(x, 0.0), self.frame.width - 1.0), min(max(y, 0.0), self.frame.height - 1.0)
        self.points, self.fault = (*self.points, here) if len(self.points) == 1 else (here,), ""
        self.changed.emit()

    @Slot()
    def confirm(self) -> None:
        """Remember the text from the next frame on; if it cannot be, the fault says why and nothing is lost."""
        frame, box = self.frame, self._box()
        if frame is None or box is None:
            return
        try:
            text = remember([one.pixels for one in (frame, *self._since)], self._setting, box, find_fields(frame.pixels))
            self._profiles.change(frame.source, lambda known: known.with_setting_texts([text]))
        except (CaptureError, StoreError) as exc:
            self.fault = encode_error(exc)
        else:
            self._close()
        self.changed.emit()

    def _close(self) -> None:
        self.frame = None
        self._since.clear()

    @Slot()
    def _watch(self) -> None:
        """The live image goes on behind the still one: text that changes by itself is noticed."""
        if self.frame is not None and self._live.frame is not None and self._live.state.current:
            self._since.append(self._live.frame)

    def _box(self) -> Roi | None:
        """The rectangle between the points, with a pixel around it."""
        if len(self.points) < 2 or self.frame is None:
            return None
        (left, right), (top, bottom) = (sorted(math.floor(value) for value in axis) for axis in zip(*self.points, strict=True))
        box = Roi(max(left - 1, 0), max(top - 1, 0), 0, 0)
        return Roi(box.x, box.y, min(right + 2, self.frame.width) - box.x, min(bottom + 2, self.frame.height) - box.y)

    def _box_drawn(self) -> list[int]:
        box = self._box()
        return [box.x, box.y, box.w, box.h] if box else []

    def _marks(self) -> list[Any]:
        return [list(point) for point in self.points]

    isOpen = Property(bool, lambda self: self.frame is not None, notify=changed)
    frameWidth = Property(int, lambda self: self.frame.width if self.frame else 0, notify=changed)
    frameHeight = Property(int, lambda self: self.frame.height if self.frame else 0, notify=changed)
    marks = Property(list, _marks, notify=changed)
    box = Property(list, _box_drawn, notify=changed)  # x, y, w, h, source px; empty before the second tap
    setting = Property(str, lambda self: self._setting, notify=changed)
    faultText = Property(str, lambda self: self.fault, notify=changed)
