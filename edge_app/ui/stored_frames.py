"""Stored images on the screen: small in a list, or large with the heatmap that was computed from that same frame."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtQuick import QQuickPaintedItem

from edge_app.exams.store.rows import NOT_TIMED
from edge_app.records import Finding, Frame, GreyImage
from edge_app.ui.image_items import heat_of, paint_frame, paint_heat
from edge_app.worker import Displayed, frame_of

THUMBNAIL = 192  # px, its longer side: one of them is 64 units high, and a panel may have two pixels a unit


class StoredFrames(QObject):
    """The images that the screen may show now, by a key. Forgotten when they are left."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frames: dict[str, Displayed] = {}

    def show(self, key: str, displayed: Displayed) -> None:
        self._frames[key] = displayed
        self.changed.emit()

    def hide(self, *keys: str) -> None:
        for key in keys:
            self._frames.pop(key, None)
        self.changed.emit()

    def clear(self) -> None:
        self.hide(*self._frames)

    def of(self, key: str) -> Displayed | None:
        return self._frames.get(key)


class StoredPixels(QQuickPaintedItem):
    """Paints the image of a key as large as it fits in its area, in the middle, with its heatmap while `heatOpacity` is not 0.

    The heatmap is that of `heatClass`, a class of the image's bundle, or of "abnormal".
    """

    given = Signal()  # what it shows

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._frames: StoredFrames | None = None
        self._key, self._heat_opacity, self._heat_class = "", 0.0, ""

    def _set_frames(self, frames: StoredFrames) -> None:
        self._frames = frames
        frames.changed.connect(self._repaint)
        self.given.emit()

    def _set_key(self, key: str) -> None:
        self._key = key
        self._repaint()

    def _set_heat_opacity(self, opacity: float) -> None:
        self._heat_opacity = opacity
        self._repaint()

    def _set_heat_class(self, label: str) -> None:
        self._heat_class = label
        self._repaint()

    @Slot()
    def _repaint(self) -> None:
        self.update()
        self.given.emit()

    def _shown(self) -> Displayed | None:
        return self._frames.of(self._key) if self._frames else None

    frames = Property(QObject, lambda self: self._frames, _set_frames, notify=given)
    key = Property(str, lambda self: self._key, _set_key, notify=given)
    heatOpacity = Property(float, lambda self: self._heat_opacity, _set_heat_opacity, notify=given)
    heatClass = Property(str, lambda self: self._heat_class, _set_heat_class, notify=given)
    isThere = Property(bool, lambda self: self._shown() is not None, notify=given)

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        shown, ratio = self._shown(), self.window().effectiveDevicePixelRatio()
        if shown is None:
            return
        frame = frame_of(shown)
        scale = min(ratio * self.width() / frame.width, ratio * self.height() / frame.height)
        size = round(scale * frame.width), round(scale * frame.height)
        if min(size) < 1:
            return
        painter.translate((self.width() - size[0] / ratio) / 2, (self.height() - size[1] / ratio) / 2)
        paint_frame(painter, frame, size, ratio)
        if isinstance(shown, Finding) and self._heat_opacity > 0:
            heat = heat_of(shown, self._heat_class)
            if heat.any():
                paint_heat(painter, shown, size, ratio, self._heat_opacity, heat)


def thumbnail(pixels: GreyImage) -> Frame:
    """An image made small. pixels: (H, W) uint8."""
    height, width = pixels.shape
    scale = min(1.0, THUMBNAIL / max(height, width))
    size = max(1, round(scale * width)), max(1, round(scale * height))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Frame(small, 0, 0, None, "")


def without_heat(finding: Finding) -> Finding:
    """Of a device that was not validated, where no score may be shown either."""
    return replace(finding, heat=np.zeros_like(finding.heat), probability=None, timings=NOT_TIMED, classes=None)
