"""A magnified piece of a frame, shown beside the finger that hides it."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Property, QObject, QPointF, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickPaintedItem

from edge_app.records import Frame, GreyImage
from edge_app.ui.live_model import LiveModel


class Loupe(QQuickPaintedItem):
    """Paints what lies around a point of the frame that its holder has, black where the frame ends."""

    holderChanged = Signal()
    pointChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._holder: QObject | None = None
        self._point, self._across = QPointF(), 0.0
        self.setOpaquePainting(True)
        self.visibleChanged.connect(self.update)

    @Slot()
    def follow(self) -> None:
        """There is another frame. Qt paints what is hidden, too, once it is told to."""
        if self.isVisible():
            self.update()

    def _get_holder(self) -> QObject | None:
        return self._holder

    def _set_holder(self, holder: QObject) -> None:
        self._holder = holder
        if isinstance(holder, LiveModel):
            holder.displayedChanged.connect(self.follow)

    def _get_point(self) -> QPointF:
        return self._point

    def _set_point(self, point: QPointF) -> None:
        self._point = point
        self.update()
        self.pointChanged.emit()

    def _get_across(self) -> float:
        return self._across

    def _set_across(self, across: float) -> None:
        self._across = across
        self.update()
        self.pointChanged.emit()

    holder = Property(QObject, _get_holder, _set_holder, notify=holderChanged)  # has `frame: Frame | None`
    point = Property(QPointF, _get_point, _set_point, notify=pointChanged)  # in its middle, source px
    across = Property(float, _get_across, _set_across, notify=pointChanged)  # how many source px it shows

    def paint(self, painter: QPainter) -> None:
        """Called by Qt."""
        frame: Frame | None = getattr(self._holder, "frame", None)
        ratio = self.window().effectiveDevicePixelRatio()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        if frame is None or min(width, height) < 1 or self._across <= 0:
            return
        grey = magnified(frame.pixels, (self._point.x(), self._point.y()), self._across, (width, height))
        image = QImage(grey.data, width, height, grey.strides[0], QImage.Format.Format_Grayscale8)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, image)


def magnified(pixels: GreyImage, point: tuple[float, float], across: float, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """(height, width) uint8: `across` source px of an image, magnified to `size` = (width, height) px around a point.

    point: (x, y) in source px; (0, 0) is the middle of the first pixel. What lies outside the image is black.
    """
    width, height = size
    scale = width / across
    to_screen = np.array([[scale, 0, (width - 1) / 2 - scale * point[0]], [0, scale, (height - 1) / 2 - scale * point[1]]])
    return cv2.warpAffine(pixels, to_screen, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)  # type: ignore[return-value]
