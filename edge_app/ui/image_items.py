"""The image on the screen: a frame, and over its region the heatmap computed from that same frame."""

from __future__ import annotations

import time

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickPaintedItem

from edge_app.imaging.heatmap import MUSCLE_GREY, coloured, heat_layer, over_grey
from edge_app.records import Finding, FloatMap, Frame
from edge_app.tracing.tracer import Stage
from edge_app.ui.live_model import LiveModel
from edge_app.ui.scale_calibration import ScaleCalibration
from edge_app.ui.setting_marking import SettingMarking
from edge_app.worker import frame_of


class LiveImage(QQuickPaintedItem):
    """Paints `live.displayed` over its whole area; QML gives it the frame's aspect ratio.

    OpenCV scales to the screen's own resolution, so that Qt only copies: this takes a third of QPainter's time.
    """

    liveChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._live: LiveModel | None = None
        self.setOpaquePainting(True)

    def _get_live(self) -> LiveModel | None:
        return self._live

    def _set_live(self, live: LiveModel) -> None:
        self._live = live
        live.displayedChanged.connect(self.update)
        live.heatChanged.connect(self.update)

    live = Property(QObject, _get_live, _set_live, notify=liveChanged)

    def paint(self, painter: QPainter) -> None:
        """Called by Qt. The buffers live as long as this call, so nothing is copied or kept."""
        if self._live is None or self._live.displayed is None:
            return
        began_ns = time.monotonic_ns()
        displayed, trace = self._live.displayed, self._live.trace
        frame, ratio = frame_of(displayed), self.window().effectiveDevicePixelRatio()
        size = round(self.width() * ratio), round(self.height() * ratio)
        if min(size) < 1:
            return
        paint_frame(painter, frame, size, ratio)
        if isinstance(displayed, Finding) and self._live.may_show_finding and self._live.heat_on:
            heat = heat_of(displayed, self._live.heat_class)
            if heat.any():
                overlay_ns = time.monotonic_ns()
                paint_heat(painter, displayed, size, ratio, self._live.heat_opacity, heat)
                trace.span(Stage.OVERLAY, frame, overlay_ns)
        trace.painted(frame, began_ns)


class HeatBar(QQuickPaintedItem):
    """The heatmap's colours from 1 at the top to 0 at the bottom, as they look over muscle at the current opacity."""

    liveChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._live: LiveModel | None = None
        self.setOpaquePainting(True)

    def _get_live(self) -> LiveModel | None:
        return self._live

    def _set_live(self, live: LiveModel) -> None:
        self._live = live
        live.heatChanged.connect(self.update)

    live = Property(QObject, _get_live, _set_live, notify=liveChanged)

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        ratio = self.window().effectiveDevicePixelRatio()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        if self._live is not None and width >= 1 and height >= 1:
            muscle = np.full((height, width), MUSCLE_GREY, np.uint8)
            levels = np.tile(np.rint(np.linspace(255, 0, height)).astype(np.uint8)[:, None], (1, width))
            bar = over_grey(muscle, coloured(levels, self._live.heat_opacity))
            painter.drawImage(0, 0, _image(bar, QImage.Format.Format_RGB888, ratio))


class StillImage(QQuickPaintedItem):
    """Paints the frame held by what is tapped on, and nothing over it."""

    tapsChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._taps: ScaleCalibration | SettingMarking | None = None
        self.setOpaquePainting(True)

    def _get_taps(self) -> ScaleCalibration | SettingMarking | None:
        return self._taps

    def _set_taps(self, taps: ScaleCalibration | SettingMarking) -> None:
        self._taps = taps

    taps = Property(QObject, _get_taps, _set_taps, notify=tapsChanged)

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        frame = self._taps.frame if self._taps else None
        ratio = self.window().effectiveDevicePixelRatio()
        size = round(self.width() * ratio), round(self.height() * ratio)
        if frame is not None and min(size) >= 1:
            paint_frame(painter, frame, size, ratio)


def paint_frame(painter: QPainter, frame: Frame, size: tuple[int, int], ratio: float) -> None:
    """Paint a frame over `size` = (width, height) pixels of the screen, `ratio` of which are one of Qt's."""
    painter.drawImage(0, 0, _image(_scaled(frame, *size), QImage.Format.Format_RGB32, ratio))


def heat_of(finding: Finding, label: str) -> FloatMap:
    """A finding's heat (h, w) for a class of its bundle; for "abnormal" where `label` is empty or no class of it."""
    classes = finding.classes
    return finding.heat if classes is None or label not in classes.labels else classes.heat[classes.labels.index(label)]


def paint_heat(
    painter: QPainter,
    finding: Finding,
    size: tuple[int, int],
    ratio: float,
    opacity: float,
    heat: FloatMap | None = None,
) -> None:
    """Paint a finding's heat where its frame was painted over `size`. opacity: 0-1, of the strongest evidence.

    heat: (h, w), if it is that of another class than "abnormal".
    """
    across, down = size[0] / finding.frame.width, size[1] / finding.frame.height
    roi = finding.roi
    left, top = round(roi.x * across), round(roi.y * down)
    right, bottom = round((roi.x + roi.w) * across), round((roi.y + roi.h) * down)
    drawn = heat_layer(finding.heat if heat is None else heat, (max(1, right - left), max(1, bottom - top)), opacity)
    layer = _image(drawn, QImage.Format.Format_ARGB32_Premultiplied, ratio)
    painter.drawImage(left / ratio, top / ratio, layer)  # type: ignore[call-overload]


def _scaled(frame: Frame, width: int, height: int) -> npt.NDArray[np.uint8]:
    """(height, width, 4) uint8, in the memory layout of Qt's RGB32."""
    halves = 2 * width <= frame.width and 2 * height <= frame.height  # from here on, bilinear scaling skips pixels
    grey = cv2.resize(frame.pixels, (width, height), interpolation=cv2.INTER_AREA if halves else cv2.INTER_LINEAR)
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGRA)  # type: ignore[return-value]


def _image(pixels: npt.NDArray[np.uint8], form: QImage.Format, ratio: float) -> QImage:
    """A view of the pixels, not a copy: it must not outlive them."""
    height, width, _ = pixels.shape
    image = QImage(pixels.data, width, height, pixels.strides[0], form)
    image.setDevicePixelRatio(ratio)
    return image
