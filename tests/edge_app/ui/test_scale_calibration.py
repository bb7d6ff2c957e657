"""A scale by two taps, on the real screen and by touch alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from edge_app.capture.simulated import SimulatedProbe
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.records import Finding
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.fakes import Probe, textured
from tests.support.kiosk import Brightness, StartKiosk

DEVICE = "test probe"
A_MM = 5.2  # px on a 7 inch panel of 800 x 480


@pytest.fixture
def profiles(tmp_path: Path) -> DeviceProfiles:
    return DeviceProfiles(tmp_path / "profiles")


def probe(**options: Any) -> Probe:
    return Probe(pixels=textured(480, 640), **options)


def tap(kiosk: Kiosk, x: float, y: float) -> None:
    """Touch the still image at a source pixel."""
    still = Hand(kiosk).find("still")
    assert still is not None
    panel, here = (
        QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen),
        still.mapToScene(QPointF(x * still.width() / 640, y * still.height() / 480)).toPoint(),
    )
    QTest.touchEvent(kiosk.view, panel).press(0, here, kiosk.view).commit()
    QTest.touchEvent(kiosk.view, panel).release(0, here, kiosk.view).commit()


def words(hand: Hand, name: str, of: str = "text") -> str:
    thing = hand.find(name)
    assert thing is not None, f"{name} is not to be seen"
    return str(thing.property(of))


def opened(start: StartKiosk, profiles: DeviceProfiles, **options: Any) -> tuple[Kiosk, Hand]:
    """A kiosk with the two taps begun."""
    kiosk = start(probe(), profiles=profiles, **options)
    hand = Hand(kiosk)
    hand.images(2)
    hand.touch("setScale")
    hand.wait(lambda: hand.find("still") is not None, "the still image")
    return kiosk, hand


def scale(kiosk: Kiosk) -> float:
    return float(kiosk.live.property("mmPerPixel"))


def test_two_taps_give_the_scale_and_the_profile_keeps_it(start: StartKiosk, profiles: DeviceProfiles) -> None:
    kiosk, hand = opened(start, profiles)
    assert not hand.can("tapConfirm") and "first" in words(hand, "tapBanner", "title")
    tap(kiosk, 300, 100)
    assert "second" in words(hand, "tapBanner", "title")
    tap(kiosk, 300, 400)
    for step in ("step10", "step10", "step-1", "step1"):
        hand.touch(step)
    assert words(hand, "distance") == "3 cm"
    assert words(hand, "tappedScale").startswith("0.100 mm per pixel, depth 48 mm")
    hand.touch("tapConfirm")
    hand.wait(lambda: scale(kiosk) > 0, "the scale")
    assert hand.find("still") is None and hand.find("setScale") is None
    hand.wait(lambda: hand.find("tick2") is not None, "the depth scale")
    kept = DeviceProfiles(profiles.folder).find(DEVICE)
    assert kept is not None and (kept.width, kept.height) == (640, 480)
    assert kept.mm_per_pixel == pytest.approx(0.1, rel=0.01) == scale(kiosk)
    hand.images(2)
    assert isinstance(kiosk.live.displayed, Finding) and kiosk.live.displayed.frame.mm_per_pixel == kept.mm_per_pixel
    assert words(hand, "device") == DEVICE


def test_what_else_is_known_of_the_device_stays(start: StartKiosk, profiles: DeviceProfiles) -> None:
    profiles.keep(DeviceProfile(DEVICE, preset="MSK", mirrored=True, field=((0, 0), (600, 0), (600, 400))))
    kiosk, hand = opened(start, profiles)
    tap(kiosk, 100, 200)
    tap(kiosk, 200, 200)
    hand.touch("tapConfirm")
    hand.wait(lambda: scale(kiosk) > 0, "the scale")
    kept = profiles.find(DEVICE)
    assert kept is not None and (kept.preset, kept.mirrored) == ("MSK", True)
    assert kept.field == ((0, 0), (600, 0), (600, 400))


def test_of_a_recording_it_holds_only_for_now(start: StartKiosk, profiles: DeviceProfiles) -> None:
    kiosk, hand = opened(start, profiles, recorded=True)
    tap(kiosk, 100, 200)
    tap(kiosk, 200, 200)
    assert "until the program is closed" in words(hand, "tappedScale")
    hand.touch("tapConfirm")
    hand.wait(lambda: scale(kiosk) == pytest.approx(0.1, rel=0.02), "the scale")
    assert not profiles.folder.exists() and profiles.find(DEVICE) is None
    assert words(hand, "device") == f"Unknown: {DEVICE}"


@pytest.mark.parametrize(
    ("second", "steps", "sentence"),
    [
        ((105, 205), [], "too close"),
        ((600, 200), ["step-1"] * 9, "No scanner uses"),  # 1 mm over 500 px
        ((130, 200), ["step10"] * 9, "No scanner uses"),  # 10 cm over 30 px
    ],
)
def test_what_cannot_be_is_one_sentence(
    start: StartKiosk, profiles: DeviceProfiles, second: tuple[float, float], steps: list[str], sentence: str
) -> None:
    kiosk, hand = opened(start, profiles)
    tap(kiosk, 100, 200)
    tap(kiosk, *second)
    for step in steps:
        hand.touch(step)
    assert sentence in words(hand, "tapFault", "detail")
    assert not hand.can("tapConfirm") and hand.find("tappedScale") is None
    tap(kiosk, 400, 202)  # the nearer point moves, and all is well or still said
    assert len(kiosk.calibration.points if kiosk.calibration else ()) == 2


def test_a_third_tap_moves_the_nearer_point(start: StartKiosk, profiles: DeviceProfiles) -> None:
    kiosk, _ = opened(start, profiles)
    assert kiosk.calibration is not None
    tap(kiosk, 100, 100)
    tap(kiosk, 100, 300)
    tap(kiosk, 110, 120)
    places = sorted(kiosk.calibration.points, key=lambda point: point[1])
    assert places == [pytest.approx((110, 120), abs=1.5), pytest.approx((100, 300), abs=1.5)]


def test_cancel_leaves_everything_as_it_was(start: StartKiosk, profiles: DeviceProfiles) -> None:
    kiosk, hand = opened(start, profiles)
    tap(kiosk, 100, 100)
    tap(kiosk, 100, 300)
    hand.touch("tapCancel")
    hand.images(3)
    assert hand.can("setScale") and scale(kiosk) == 0 and profiles.find(DEVICE) is None


def test_a_scale_that_cannot_be_stored_is_reported_and_can_be_tried_again(start: StartKiosk, profiles: DeviceProfiles) -> None:
    profiles.folder.write_text("a file where the folder belongs")
    kiosk, hand = opened(start, profiles)
    tap(kiosk, 100, 100)
    tap(kiosk, 100, 300)
    hand.touch("tapConfirm")
    assert "cannot be" in words(hand, "tapFault", "detail") and hand.can("tapConfirm")
    profiles.folder.unlink()
    hand.touch("tapConfirm")
    hand.wait(lambda: scale(kiosk) > 0, "the scale")


def test_a_scale_that_was_set_is_set_anew_by_touching_it(start: StartKiosk, profiles: DeviceProfiles) -> None:
    profiles.keep(DeviceProfile(DEVICE, mm_per_pixel=0.3))
    kiosk = start(probe(), profiles=profiles)
    hand = Hand(kiosk)
    hand.touch("scaleAgain")
    tap(kiosk, 100, 200)
    tap(kiosk, 200, 200)
    hand.touch("tapConfirm")
    hand.wait(lambda: scale(kiosk) == pytest.approx(0.1, rel=0.02), "the new scale")


def test_a_source_that_knows_its_scale_is_not_asked(start: StartKiosk, profiles: DeviceProfiles) -> None:
    kiosk = start(SimulatedProbe(), profiles=profiles)
    hand = Hand(kiosk)
    hand.images(2)
    assert hand.find("setScale") is None and not hand.can("scaleAgain")


def test_the_scale_is_there_without_ai_too(start: StartKiosk, profiles: DeviceProfiles, brightness: Brightness) -> None:
    brightness.ill = True
    kiosk, hand = opened(start, profiles)
    tap(kiosk, 100, 200)
    tap(kiosk, 200, 200)
    hand.touch("tapConfirm")
    hand.wait(lambda: scale(kiosk) == pytest.approx(0.1, rel=0.02), "the scale")


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (480, 800)])
def test_every_target_takes_a_touch_of_12_mm(start: StartKiosk, profiles: DeviceProfiles, size: tuple[int, int]) -> None:
    kiosk = start(probe(), profiles=profiles, size=size)
    hand = Hand(kiosk)
    hand.images(2)
    targets = {"setScale": hand.find("setScale")}
    hand.touch("setScale")
    names = ("step-1", "step1", "step-10", "step10", "tapCancel", "tapConfirm")
    hand.wait(lambda: hand.find("tapCancel") is not None, "the buttons")
    tap(kiosk, 100, 200)
    tap(kiosk, 300, 200)
    kiosk.view.grabWindow()  # lays everything out
    targets.update({name: hand.find(name) for name in names})
    places: list[QRectF] = []
    for name, thing in targets.items():
        assert thing is not None, name
        assert thing.height() >= 12 * A_MM and thing.width() >= 12 * A_MM, name
        if name != "setScale":
            place = thing.mapRectToScene(thing.boundingRect())
            assert place.bottom() <= size[1] and place.right() <= size[0], name
            assert not any(place.intersects(other) for other in places), name
            places.append(place)
