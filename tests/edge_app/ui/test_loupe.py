"""The loupe beside the finger: what it shows, and that it covers neither the finger nor what that points at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtTest import QTest

from edge_app.records import Roi
from edge_app.ui.kiosk import Kiosk
from edge_app.ui.loupe import magnified
from tests.kiosk_driver import film
from tests.kiosk_driver.hand import Hand
from tests.support.clinic import begun
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk


@given(st.integers(5, 34), st.integers(5, 24), st.integers(2, 9))
def test_the_point_is_in_its_middle_magnified(x: int, y: int, scale: int) -> None:
    pixels = np.zeros((30, 40), np.uint8)
    pixels[y, x] = 255
    side = 9 * scale
    shown = magnified(pixels, (x, y), 9.0, (side, side))
    assert shown.shape == (side, side)
    down, across = np.unravel_index(int(shown.argmax()), shown.shape)
    assert abs(down - (side - 1) / 2) <= 0.5 and abs(across - (side - 1) / 2) <= 0.5
    middle = np.average(np.indices(shown.shape).reshape(2, -1), axis=1, weights=shown.ravel())
    assert middle == pytest.approx([(side - 1) / 2] * 2, abs=0.2)


def test_outside_the_image_it_is_black() -> None:
    shown = magnified(np.full((30, 40), 200, np.uint8), (0.0, 0.0), 8.0, (80, 80))
    assert not shown[:30].any() and not shown[:, :30].any() and (shown[45:, 45:] == 200).all()


def test_hidden_it_magnifies_nothing(start: StartKiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It did so with every live frame: two milliseconds each."""
    made: list[object] = []

    def counted(*given: Any) -> object:
        made.append(given)
        return magnified(*given)

    monkeypatch.setattr("edge_app.ui.loupe.magnified", counted)
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), roi=Roi(20, 40, 120, 100))
    hand = Hand(kiosk)
    hand.images(5)
    assert len(made) <= 1  # as the screen came up
    shown = hand.hold("corner11")
    hand.wait(lambda: len(made) > 1, "the loupe")
    let_go(kiosk, hand, shown)


def box(hand: Hand, name: str) -> QRectF:
    thing = hand.find(name)
    assert thing is not None, name
    return thing.mapRectToScene(QRectF(0, 0, thing.width(), thing.height()))


def let_go(kiosk: Kiosk, hand: Hand, here: QPoint) -> None:
    QTest.touchEvent(kiosk.view, hand.panel).release(0, here, kiosk.view).commit()


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
@pytest.mark.parametrize("roi", [Roi(20, 40, 120, 100), Roi(180, 100, 120, 120)])
def test_while_a_corner_of_the_region_is_dragged(start: StartKiosk, size: tuple[int, int], roi: Roi) -> None:
    kiosk = start(Probe(pixels=textured(240, 320, mean=60)), roi=roi, size=size)
    hand = Hand(kiosk)
    hand.images(2)
    for name, right, down in (("corner-1-1", 0, 0), ("corner11", 1, 1)):
        assert hand.find("loupe") is None
        here = hand.hold(name)
        loupe, region = box(hand, "loupe"), box(hand, "region")
        corner = QPointF(region.right() if right else region.left(), region.bottom() if down else region.top())
        assert not loupe.contains(corner) and not loupe.contains(QPointF(here))
        assert loupe.left() >= 0 and loupe.top() >= 0 and loupe.right() <= size[0] and loupe.bottom() <= size[1]
        let_go(kiosk, hand, here)


def test_while_a_caliper_is_placed(start: StartKiosk, folder: Path) -> None:
    kiosk, hand, exam = begun(start, folder, mm_per_pixel=0.2)
    hand.images(3)
    film.freeze(hand, exam)
    hand.touch("measure")
    hand.touch("addDistance")
    for across in (0.3, 0.6):
        hand.wait(lambda: hand.ready("still"), "the still image")
        here = hand.place("still", across)
        QTest.touchEvent(kiosk.view, hand.panel).press(0, here, kiosk.view).commit()
        assert not box(hand, "loupe").contains(QPointF(here))
        let_go(kiosk, hand, here)
    assert hand.find("loupe") is None and exam.calipers.property("rows")[-1]["placed"] == "by hand"
    here = hand.hold("grip1")
    loupe, start_px, zoom = box(hand, "loupe"), exam.calipers.property("ends")[1], box(hand, "still").width() / 320
    still = box(hand, "still")
    assert not loupe.contains(QPointF(still.left() + start_px[0] * zoom, still.top() + start_px[1] * zoom))
    assert not loupe.contains(QPointF(here))
    let_go(kiosk, hand, here)
    assert hand.find("loupe") is None
