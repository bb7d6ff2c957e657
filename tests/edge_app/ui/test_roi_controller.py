"""The region and the muscle, on the real screen and by touch alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from edge_app.records import GreyImage, Roi
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.fakes import Probe, textured
from tests.support.kiosk import StartKiosk
from tests.support.kiosk_screen import shown
from tests.support.layered_limb import MM_PER_PIXEL, WIDTH, layered, level

ELSEWHERE = Roi(250, 280, 200, 160)
A_MM = float(np.hypot(800, 480)) / (7 * 25.4)  # px on a 7-inch panel


def limb(depth_mm: float = 8, thickness_mm: float = 20) -> GreyImage:
    """450 x 640: a muscle amid black margins."""
    screen = np.zeros((450, 640), np.uint8)
    screen[:, 110 : 110 + WIDTH] = layered(level(depth_mm), level(depth_mm + thickness_mm))
    return screen


def probing(start: StartKiosk, pixels: GreyImage, roi: Roi = ELSEWHERE, **options: object) -> tuple[Kiosk, Hand, Probe]:
    probe = Probe(pixels=pixels, mm_per_pixel=MM_PER_PIXEL)
    kiosk = start(probe, roi=roi, **options)
    hand = Hand(kiosk)
    hand.images(2)
    return kiosk, hand, probe


def muscle_of(kiosk: Kiosk, hand: Hand) -> Roi:
    """The region that is proposed."""
    hand.wait(lambda: kiosk.region.proposal is not None, "a proposal")
    assert kiosk.region.proposal is not None
    return kiosk.region.proposal.region


class Finger:
    """Down on something, moved in source pixels, and up again."""

    def __init__(self, kiosk: Kiosk, hand: Hand, name: str) -> None:
        thing, image = hand.find(name), hand.find("image")
        assert thing is not None and image is not None
        self._kiosk, self._zoom = kiosk, image.width() / 640
        self._panel = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
        self._start = thing.mapToScene(QPointF(thing.width() / 2, thing.height() / 2))
        QTest.touchEvent(kiosk.view, self._panel).press(0, self._start.toPoint(), kiosk.view).commit()

    def move(self, dx: float, dy: float) -> None:
        """From where it came down. Qt hands a movement on with a next image of the screen, on a busy machine not the first."""
        QTest.touchEvent(self._kiosk.view, self._panel).move(0, self._at(dx, dy), self._kiosk.view).commit()
        for _ in range(5):
            self._kiosk.view.grabWindow()
            QTest.qWait(15)

    def up(self, dx: float, dy: float) -> None:
        QTest.touchEvent(self._kiosk.view, self._panel).release(0, self._at(dx, dy), self._kiosk.view).commit()

    def _at(self, dx: float, dy: float) -> QPoint:
        return (self._start + QPointF(dx, dy) * self._zoom).toPoint()


def test_one_tap_takes_the_region_to_the_muscle_and_it_is_analysed(start: StartKiosk) -> None:
    kiosk, hand, _ = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    assert kiosk.worker.roi == ELSEWHERE
    assert hand.find("muscleOutline") is not None
    hand.touch("toMuscle")
    assert kiosk.worker.roi == muscle
    hand.wait(lambda: hand.find("toMuscle") is None and hand.find("muscleOutline") is None, "the hint to go")
    hand.wait(lambda: getattr(kiosk.live.displayed, "roi", None) == muscle, "the muscle's finding")


def test_the_button_takes_a_touch_of_12_mm(start: StartKiosk) -> None:
    kiosk, hand, _ = probing(start, limb())
    muscle_of(kiosk, hand)
    hand.wait(lambda: hand.can("toMuscle"), "the button")
    button = hand.find("toMuscle")
    assert button is not None and min(button.width(), button.height()) >= 12 * A_MM


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800), (480, 800)])
def test_the_button_covers_neither_the_colours_nor_what_an_exam_says(start: StartKiosk, size: tuple[int, int]) -> None:
    kiosk, hand, _ = probing(start, limb(), size=size)
    muscle_of(kiosk, hand)
    hand.wait(lambda: hand.can("toMuscle") and hand.find("heatScale") is not None, "the button")
    button, scale = hand.find("toMuscle"), hand.find("heatScale")
    assert button is not None and scale is not None
    upper, lower = scale.mapToScene(QPointF(0, scale.height())).y(), button.mapToScene(QPointF(0, button.height())).y()
    assert button.mapToScene(QPointF(0, 0)).y() >= upper
    foot = 2 * 65 * min(size) / 480  # an exam's banner and its way back
    panel = 290 * min(size) / 480 if size[1] > size[0] else 0
    assert lower <= size[1] - panel - foot


def test_a_drag_that_comes_near_snaps_and_lets_go_again(start: StartKiosk) -> None:
    kiosk, hand, _ = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    away = Roi(muscle.x, muscle.y + 120, muscle.w, muscle.h)
    kiosk.live.place_region(away)
    finger = Finger(kiosk, hand, "region")
    finger.move(0, -60)
    assert kiosk.worker.roi is not None and kiosk.worker.roi.y == pytest.approx(away.y - 60, abs=2)
    finger.move(3, -110)
    assert kiosk.worker.roi == muscle
    finger.move(0, -30)
    assert kiosk.worker.roi.y == pytest.approx(away.y - 30, abs=2)
    finger.move(-4, -128)
    finger.up(-4, -128)
    assert kiosk.worker.roi == muscle


def test_an_image_that_halts_for_a_moment_does_not_shake_the_finger_off(start: StartKiosk) -> None:
    kiosk, hand, probe = probing(start, textured(450, 640))
    finger = Finger(kiosk, hand, "region")
    finger.move(0, -20)
    probe.pause()
    hand.wait(lambda: not kiosk.live.is_trustworthy, "the image to be stale")
    assert hand.find("region") is not None
    probe.go_on()
    hand.wait(lambda: kiosk.live.is_trustworthy, "the next image")
    finger.move(0, -60)
    finger.up(0, -60)
    assert kiosk.worker.roi is not None and kiosk.worker.roi.y == pytest.approx(ELSEWHERE.y - 60, abs=2)
    probe.pause()
    hand.wait(lambda: hand.find("region") is None, "the region to go with its image")


def test_a_corner_that_comes_near_snaps_the_whole(start: StartKiosk) -> None:
    kiosk, hand, _ = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    kiosk.live.place_region(Roi(muscle.x + 6, muscle.y - 5, muscle.w - 120, muscle.h + 4))
    finger = Finger(kiosk, hand, "corner11")
    finger.move(50, 0)
    assert kiosk.worker.roi != muscle
    finger.move(110, 4)
    finger.up(110, 4)
    assert kiosk.worker.roi == muscle


def test_the_region_can_be_set_a_little_off_the_muscle(start: StartKiosk) -> None:
    kiosk, hand, _ = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    hand.touch("toMuscle")
    finger = Finger(kiosk, hand, "region")
    finger.move(0, 8)
    finger.move(0, 15)
    finger.up(0, 15)
    assert kiosk.worker.roi is not None and kiosk.worker.roi.y == pytest.approx(muscle.y + 15, abs=2)
    hand.wait(lambda: hand.can("toMuscle"), "the way back")


def test_a_region_that_was_put_somewhere_stays_while_the_muscle_moves(start: StartKiosk) -> None:
    kiosk, hand, probe = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    hand.touch("toMuscle")
    probe.pixels = limb(14, 24)
    hand.wait(lambda: muscle_of(kiosk, hand).y > muscle.y + 40, "the proposal to follow")
    assert kiosk.worker.roi == muscle
    assert hand.can("toMuscle")


def test_where_no_muscle_is_seen_nothing_is_offered_and_dragging_is_free(start: StartKiosk) -> None:
    kiosk, hand, probe = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    probe.pixels = textured(450, 640)
    hand.wait(lambda: kiosk.region.proposal is None, "the proposal to go")
    assert hand.find("toMuscle") is None and hand.find("muscleOutline") is None
    kiosk.live.place_region(Roi(muscle.x, muscle.y + 60, muscle.w, muscle.h))
    finger = Finger(kiosk, hand, "region")
    finger.move(0, -50)
    finger.move(0, -55)
    finger.up(0, -55)
    assert kiosk.worker.roi is not None and kiosk.worker.roi.y == pytest.approx(muscle.y + 5, abs=2)


def test_a_frozen_image_can_be_fitted_to_the_muscle_too(start: StartKiosk) -> None:
    kiosk, hand, _ = probing(start, limb())
    muscle = muscle_of(kiosk, hand)
    hand.wait(lambda: hand.can("toMuscle"), "the button")
    hand.touch("freeze")
    hand.settle()
    assert shown(kiosk).roi == ELSEWHERE
    hand.touch("toMuscle")
    hand.settle()
    assert shown(kiosk).roi == muscle == kiosk.worker.roi
    assert hand.find("toMuscle") is None


def test_of_a_probe_in_the_air_nothing_is_offered(start: StartKiosk) -> None:
    kiosk, hand, probe = probing(start, limb())
    muscle_of(kiosk, hand)
    hand.wait(lambda: hand.can("toMuscle"), "the button")
    probe.pixels = np.zeros((450, 640), np.uint8)
    hand.images(6)
    assert hand.find("toMuscle") is None and hand.find("muscleOutline") is None
    probe.pixels = limb()
    hand.wait(lambda: hand.can("toMuscle"), "the button")


def test_of_a_lost_probe_nothing_is_offered(start: StartKiosk) -> None:
    kiosk, hand, probe = probing(start, limb())
    muscle_of(kiosk, hand)
    hand.wait(lambda: hand.can("toMuscle"), "the button")
    probe.unplug()
    hand.wait(lambda: hand.find("toMuscle") is None, "the button to go")
    probe.plug_in()
    hand.wait(lambda: hand.can("toMuscle"), "the button")
