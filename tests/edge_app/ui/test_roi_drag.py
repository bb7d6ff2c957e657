"""The region follows a finger or a mouse, and the analysis follows the region."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from edge_app.records import Finding, Roi
from edge_app.ui.kiosk import Kiosk
from tests.support.fakes import Probe
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import (
    PATIENCE_MS,
    dark_and_bright,
    item,
    middle,
    said,
    shown,
    wait_for_finding,
)


def test_a_frozen_image_is_judged_where_its_region_is_moved_to(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=dark_and_bright()), roi=Roi(40, 150, 200, 200))
    wait_for_finding(kiosk, qtbot)
    QTest.keyClick(kiosk.view, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: not kiosk.live.is_reviewing, timeout=PATIENCE_MS)
    dark = kiosk.live.displayed
    assert isinstance(dark, Finding) and said(kiosk, "label") == "Normal"
    here, by = middle(kiosk, "region"), QPoint(round(340 * item(kiosk, "image").width() / 640), 0)
    begin_drag(kiosk, here, by)
    assert kiosk.live.is_reviewing and said(kiosk, "label") == "No finding" and not kiosk.live.may_show_finding
    QTest.mouseRelease(kiosk.view, Qt.MouseButton.LeftButton, pos=here + by)
    qtbot.waitUntil(lambda: not kiosk.live.is_reviewing, timeout=PATIENCE_MS)
    bright = kiosk.live.displayed
    assert isinstance(bright, Finding) and bright.frame is dark.frame and bright.roi != dark.roi
    assert said(kiosk, "label") == "Abnormal"
    QTest.keyClick(kiosk.view, Qt.Key.Key_F)
    assert kiosk.worker.roi == bright.roi, "the region stays where it was placed"


def begin_drag(kiosk: Kiosk, start: QPoint, by: QPoint) -> None:
    QTest.mousePress(kiosk.view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(kiosk.view, start + by * step / 5)


def drag(kiosk: Kiosk, start: QPoint, by: QPoint) -> None:
    begin_drag(kiosk, start, by)
    QTest.mouseRelease(kiosk.view, Qt.MouseButton.LeftButton, pos=start + by)


@pytest.mark.parametrize("pointer", ["mouse", "finger"])
def test_dragging_the_region_changes_what_is_analysed(start: StartKiosk, qtbot: Any, pointer: str) -> None:
    kiosk = start(Probe(pixels=dark_and_bright()), roi=Roi(40, 150, 200, 200))
    wait_for_finding(kiosk, qtbot)
    assert said(kiosk, "label") == "Normal"
    zoom = item(kiosk, "image").width() / 640
    here, by = middle(kiosk, "region"), QPoint(round(340 * zoom), 0)
    if pointer == "mouse":
        drag(kiosk, here, by)
    else:
        panel = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
        QTest.touchEvent(kiosk.view, panel).press(0, here, kiosk.view).commit()
        for step in range(1, 6):
            QTest.touchEvent(kiosk.view, panel).move(0, here + by * step / 5, kiosk.view).commit()
        QTest.touchEvent(kiosk.view, panel).release(0, here + by, kiosk.view).commit()
    qtbot.waitUntil(lambda: said(kiosk, "label") == "Abnormal", timeout=PATIENCE_MS)
    roi = shown(kiosk).roi
    assert (roi.w, roi.h) == (200, 200)
    assert roi.x == pytest.approx(380, abs=3) and roi.y == 150


@pytest.mark.parametrize(("horizontal", "vertical", "by"), [(1, 1, (60, 40)), (-1, -1, (-20, -40)), (1, -1, (60, 30))])
def test_dragging_a_corner_resizes_the_region(
    start: StartKiosk, qtbot: Any, horizontal: int, vertical: int, by: tuple[int, int]
) -> None:
    before = Roi(200, 150, 200, 150)
    kiosk = start(Probe(pixels=dark_and_bright()), roi=before)
    wait_for_finding(kiosk, qtbot)
    zoom = item(kiosk, "image").width() / 640
    drag(kiosk, middle(kiosk, f"corner{horizontal}{vertical}"), QPoint(*by))
    qtbot.waitUntil(lambda: shown(kiosk).roi != before, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: shown(kiosk).roi == kiosk.worker.roi, timeout=PATIENCE_MS)
    roi = shown(kiosk).roi
    assert roi.w == pytest.approx(before.w + horizontal * by[0] / zoom, abs=3)
    assert roi.h == pytest.approx(before.h + vertical * by[1] / zoom, abs=3)


def test_every_corner_takes_a_touch_of_12_mm_inside_the_window(start: StartKiosk, qtbot: Any) -> None:
    kiosk = start(Probe(pixels=dark_and_bright()), roi=Roi(0, 0, 640, 480))
    wait_for_finding(kiosk, qtbot)
    millimetre = np.hypot(800, 480) / (7 * 25.4)  # px on a 7-inch panel
    for name in ("corner-1-1", "corner1-1", "corner-11", "corner11"):
        area = item(kiosk, name).mapRectToScene(item(kiosk, name).boundingRect())
        assert min(area.width(), area.height()) >= 12 * millimetre
        assert area.left() >= 0 and area.top() >= 0 and area.right() <= 800 and area.bottom() <= 480
    for name in ("freeze", "opacity"):
        assert item(kiosk, name).height() >= 12 * millimetre
