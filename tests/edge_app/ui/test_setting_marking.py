"""The text of a setting on the scanner's screen, marked by two taps, on the real screen and by touch alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from edge_app.device_profiles import SIMULATED_PROBE, DeviceProfile, DeviceProfiles
from edge_app.records import Roi
from edge_app.scanner_screen.setting_text import SettingText
from edge_app.ui.kiosk import Kiosk
from tests.kiosk_driver.hand import Hand
from tests.support.fakes import Probe
from tests.support.kiosk import StartKiosk
from tests.support.setting_screens import FIELD, GAIN, HEIGHT, PRESET, WIDTH, setting_screen

DEVICE = "test probe"
A_MM = 5.2  # px on a 7 inch panel of 800 x 480


@pytest.fixture
def profiles(tmp_path: Path) -> DeviceProfiles:
    profiles = DeviceProfiles(tmp_path / "profiles")
    profiles.keep(DeviceProfile(DEVICE, mm_per_pixel=0.2))
    return profiles


def tap(kiosk: Kiosk, x: float, y: float) -> None:
    """Touch the still image at a source pixel."""
    still = Hand(kiosk).find("still")
    assert still is not None
    here = still.mapToScene(QPointF(x * still.width() / WIDTH, y * still.height() / HEIGHT)).toPoint()
    panel = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
    QTest.touchEvent(kiosk.view, panel).press(0, here, kiosk.view).commit()
    QTest.touchEvent(kiosk.view, panel).release(0, here, kiosk.view).commit()


def box(kiosk: Kiosk, around: Roi) -> None:
    tap(kiosk, around.x, around.y)
    tap(kiosk, around.x + around.w, around.y + around.h)


def words(hand: Hand, name: str, of: str = "text") -> str:
    thing = hand.find(name)
    assert thing is not None, f"{name} is not to be seen"
    return str(thing.property(of))


def opened(start: StartKiosk, profiles: DeviceProfiles, probe: Probe, **options: object) -> tuple[Kiosk, Hand]:
    """A kiosk with the two taps begun, by way of the scale."""
    kiosk = start(probe, profiles=profiles, **options)
    hand = Hand(kiosk)
    hand.touch("scaleAgain")
    hand.touch("markSetting")
    hand.wait(lambda: hand.find("settingCancel") is not None, "the marking")
    return kiosk, hand


def marked(profiles: DeviceProfiles) -> tuple[SettingText, ...]:
    known = DeviceProfiles(profiles.folder).find(DEVICE)
    assert known is not None and known.mm_per_pixel == 0.2
    return known.setting_texts or ()


def test_two_taps_mark_a_setting_whose_change_the_screen_names_until_it_is_back(
    start: StartKiosk, profiles: DeviceProfiles
) -> None:
    probe = Probe(pixels=setting_screen())
    kiosk, hand = opened(start, profiles, probe)
    assert "above left" in words(hand, "settingStep") and not hand.can("settingConfirm")
    tap(kiosk, GAIN.x, GAIN.y)
    assert "below right" in words(hand, "settingStep")
    tap(kiosk, GAIN.x + GAIN.w, GAIN.y + GAIN.h + 20)  # not over the next line; the box is fitted to the text
    hand.touch("settingConfirm")
    hand.wait(lambda: hand.find("still") is None, "the live image")
    (text,) = marked(profiles)
    assert text.name == "gain" and text.box.h < 16 and (text.width, text.height) == (WIDTH, HEIGHT)
    hand.images(2)
    assert hand.find("settingsBanner") is None, words(hand, "settingsBanner", "detail")
    probe.pixels = setting_screen("Gn 61")
    hand.wait(lambda: hand.find("settingsBanner") is not None, "the banner")
    assert words(hand, "settingsBanner", "detail").startswith("Gain on the scanner's screen has changed.")
    probe.pixels = setting_screen()
    hand.wait(lambda: hand.find("settingsBanner") is None, "the end of the banner")


def test_an_image_from_before_the_mark_is_not_compared_with_it(start: StartKiosk, profiles: DeviceProfiles) -> None:
    probe = Probe(pixels=setting_screen())
    kiosk, hand = opened(start, profiles, probe)
    box(kiosk, GAIN)
    probe.pause()  # so that the image on the screen stays one from before
    hand.touch("settingConfirm")
    seen: list[object] = []
    kiosk.live.readoutChanged.connect(lambda: seen.append(kiosk.validation.property("differences")))
    hand.wait(lambda: len(seen) >= 3, "three looks at the image")
    assert marked(profiles) and not any(seen)
    probe.pixels = setting_screen("Gn 61")
    probe.go_on()
    hand.wait(lambda: hand.find("settingsBanner") is not None, "the banner")
    assert words(hand, "settingsBanner", "detail").startswith("Gain on the scanner's screen has changed.")


def test_another_setting_is_chosen_and_joins_those_that_are_marked(start: StartKiosk, profiles: DeviceProfiles) -> None:
    kiosk, hand = opened(start, profiles, Probe(pixels=setting_screen()))
    box(kiosk, GAIN)
    hand.touch("settingConfirm")
    hand.touch("scaleAgain")
    hand.touch("markSetting")
    hand.touch("settingName")
    assert words(hand, "settingName") == "Preset"
    box(kiosk, PRESET)
    hand.touch("settingConfirm")
    hand.wait(lambda: len(marked(profiles)) == 2, "the second text")
    assert [text.name for text in marked(profiles)] == ["gain", "preset"]


@pytest.mark.parametrize(
    ("around", "sentence"),
    [
        (Roi(GAIN.x, GAIN.y, GAIN.w, 60), "too large or too small"),  # two lines
        (Roi(FIELD.x + 10, 100, 60, 16), "reaches into the ultrasound image"),
        (Roi(8, 150, 60, 16), "no text in the box"),
    ],
)
def test_what_cannot_be_marked_is_one_sentence_and_a_new_box_begins(
    start: StartKiosk, profiles: DeviceProfiles, around: Roi, sentence: str
) -> None:
    kiosk, hand = opened(start, profiles, Probe(pixels=setting_screen()))
    box(kiosk, around)
    hand.touch("settingConfirm")
    assert sentence in words(hand, "settingAdvice") and marked(profiles) == ()
    tap(kiosk, GAIN.x, GAIN.y)
    assert sentence not in words(hand, "settingAdvice") and not hand.can("settingConfirm")
    hand.touch("settingCancel")
    assert hand.find("still") is None and marked(profiles) == ()


def test_a_clock_is_not_marked(start: StartKiosk, profiles: DeviceProfiles) -> None:
    probe = Probe(pixels=setting_screen(preset="12:30:59"))
    kiosk, hand = opened(start, profiles, probe)
    probe.pixels = setting_screen(preset="12:31:00")
    hand.images(30)  # until the screen's numbers were renewed, at which the live image is looked at
    box(kiosk, PRESET)
    hand.touch("settingConfirm")
    assert "changes by itself" in words(hand, "settingAdvice") and marked(profiles) == ()


def test_neither_a_recording_nor_the_simulated_probe_is_offered_it(start: StartKiosk, profiles: DeviceProfiles) -> None:
    simulated = Probe(pixels=setting_screen(), mm_per_pixel=0.1)
    simulated.identity = SIMULATED_PROBE.device
    hand = Hand(start(simulated, profiles=profiles))
    hand.images(2)
    assert not hand.can("scaleAgain")
    hand = Hand(start(Probe(pixels=setting_screen()), profiles=profiles, recorded=True))
    hand.touch("scaleAgain")
    assert hand.find("markSetting") is None


@pytest.mark.parametrize("size", [(800, 480), (480, 800)])
def test_every_target_takes_a_touch_of_12_mm(start: StartKiosk, profiles: DeviceProfiles, size: tuple[int, int]) -> None:
    kiosk, hand = opened(start, profiles, Probe(pixels=setting_screen()), size=size)
    box(kiosk, GAIN)
    kiosk.view.grabWindow()  # lays everything out
    for name in ("settingName", "settingCancel", "settingConfirm"):
        thing = hand.find(name)
        assert thing is not None and thing.height() >= 12 * A_MM and thing.width() >= 12 * A_MM, name
        place = thing.mapRectToScene(thing.boundingRect())
        assert place.bottom() <= size[1] and place.right() <= size[0], name
