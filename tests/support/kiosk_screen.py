"""What an eye sees of the kiosk: its texts, its image, and where on the screen they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtQuick import QQuickItem

from edge_app.records import Finding, GreyImage
from edge_app.ui.kiosk import Kiosk
from tests.support.fakes import textured

PATIENCE_MS = 120_000


def dark_and_bright() -> GreyImage:
    """480 x 640: dark on the left, bright on the right."""
    pixels = textured(480, 640, mean=60)
    pixels[:, 320:] = textured(480, 320, mean=190)
    return pixels


def item(kiosk: Kiosk, name: str) -> QQuickItem:
    """The visible tree is searched: what a Repeater makes has no parent in the tree of objects."""
    waiting: list[QQuickItem] = [kiosk.view.rootObject()]
    while waiting:
        thing = waiting.pop()
        if thing.objectName() == name:
            return thing
        waiting.extend(thing.childItems())
    raise AssertionError(f"{name} is not on the screen")


def said(kiosk: Kiosk, name: str) -> str:
    return str(item(kiosk, name).property("text"))


def seen(kiosk: Kiosk, name: str) -> bool:
    return bool(item(kiosk, name).isVisible())


def middle(kiosk: Kiosk, name: str) -> QPoint:
    thing = item(kiosk, name)
    return thing.mapToScene(QPointF(thing.width() / 2, thing.height() / 2)).toPoint()


def shown(kiosk: Kiosk) -> Finding:
    assert isinstance(kiosk.live.displayed, Finding)
    return kiosk.live.displayed


def wait_for_finding(kiosk: Kiosk, qtbot: Any) -> None:
    qtbot.waitUntil(
        lambda: isinstance(kiosk.live.displayed, Finding) and kiosk.live.readout.label is not None, timeout=PATIENCE_MS
    )


def photograph(kiosk: Kiosk) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The image's part of the screen, (h, w, 3) BGR."""
    image = item(kiosk, "image")
    grab = kiosk.view.grabWindow()
    whole = np.asarray(grab.constBits()).reshape(grab.height(), grab.bytesPerLine() // 4, 4)
    corner = image.mapToScene(QPointF(0, 0)).toPoint()
    across, down = slice(corner.x(), corner.x() + int(image.width())), slice(corner.y(), corner.y() + int(image.height()))
    pixels: np.ndarray[Any, np.dtype[np.uint8]] = whole[down, across, :3].copy()
    return pixels


def coloured(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> float:
    """Share of pixels that are not grey."""
    return float((np.ptp(pixels.astype(int), axis=2) > 12).mean())
