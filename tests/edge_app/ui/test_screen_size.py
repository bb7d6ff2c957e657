"""A large screen shows more, and a small one everything as large as it fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from tests.support.clinic import begun, take
from tests.support.kiosk import StartKiosk

FULL_HD_OF_15_6_INCHES = 5.56  # px/mm


def test_a_large_screen_shows_more_and_a_small_one_as_large_as_it_fits(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder)
    screen = kiosk.view.rootObject()

    def unit(width: int, height: int, pixels_per_mm: float) -> float:
        screen.setProperty("pixelsPerMm", pixels_per_mm)
        kiosk.view.resize(width, height)
        QGuiApplication.processEvents()
        freeze = hand.find("freeze")
        assert freeze is not None
        return freeze.height() / 64

    assert unit(800, 480, 5.25) == pytest.approx(1)
    assert unit(1600, 900, 3.6) == pytest.approx(1.875), "as large as it fits, whatever its density"
    assert unit(1920, 1080, 12.4) == pytest.approx(2.25), "of 7 inches: not larger than fits"
    assert unit(1920, 1080, FULL_HD_OF_15_6_INCHES) == pytest.approx(1.38, abs=0.01)
    assert unit(1080, 1920, FULL_HD_OF_15_6_INCHES) == pytest.approx(1.38, abs=0.01)
    assert unit(1920, 1080, 3.6) == pytest.approx(2.25 / 1.9), "of 24 inches: no more units than the layout is for"
    for silent in (0.0, 96 / 25.4, 100 / 25.4):
        assert unit(1920, 1080, silent) == pytest.approx(1.38, abs=0.01), "a screen that does not say its size"
    assert hand.find("foundHere") is None, "nothing so far"
    take(hand, exam)
    here = hand.find("foundHere")
    assert here is not None and "Echo intensity: " in here.property("text")
    unit(800, 480, 5.25)
    hand.wait(lambda: hand.find("soFar") is None, "the panel of a small screen")
