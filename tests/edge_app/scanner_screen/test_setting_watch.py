"""The texts of settings in a stream: what is looked at, when, and how many looks it takes."""

from __future__ import annotations

import pytest

from edge_app.records import Frame
from edge_app.scanner_screen.setting_text import remember
from edge_app.scanner_screen.setting_watch import SettingTextWatch
from tests.support.setting_screens import GAIN, PRESET, setting_screen

TEXTS = (remember([setting_screen()], "gain", GAIN), remember([setting_screen()], "preset", PRESET))
SAME = tuple(text.control for text in TEXTS)


def frame(seconds: float, gain: str = "Gn 67", source: str = "1b71:3106:7") -> Frame:
    return Frame(setting_screen(gain, seed=int(10 * seconds)), 0, int(seconds * 1e9), None, source)


def changed(seconds: float, watch: SettingTextWatch, gain: str = "Gn 61") -> bool:
    gain_control, preset = watch.controls(frame(seconds, gain), TEXTS)
    assert preset == SAME[1]
    return gain_control.value == "changed"


def test_a_change_holds_after_two_looks_and_ends_after_two() -> None:
    watch = SettingTextWatch()
    assert [changed(at, watch) for at in (0,)] == [True]  # the first look of all
    watch = SettingTextWatch()
    assert watch.controls(frame(0), TEXTS) == SAME
    assert [changed(at, watch) for at in (0.9, 1.0, 1.4, 1.5, 1.9)] == [False, False, False, True, True]
    assert [changed(at, watch, "Gn 67") for at in (2.5, 2.9, 3.0)] == [True, True, False]


def test_one_odd_look_changes_nothing() -> None:
    watch = SettingTextWatch()
    watch.controls(frame(0), TEXTS)
    assert [changed(1, watch), changed(1.5, watch, "Gn 67"), changed(2.5, watch), changed(3, watch, "Gn 67")] == 4 * [False]


def test_the_controls_are_one_object_while_nothing_changes() -> None:
    watch = SettingTextWatch()
    first = watch.controls(frame(0), TEXTS)
    assert all(watch.controls(frame(at / 4), TEXTS) is first for at in range(1, 12))


@pytest.mark.parametrize("seconds", [0.1, -5.0])
def test_another_source_or_texts_and_a_clock_that_was_set_back_are_looked_at_at_once(seconds: float) -> None:
    watch = SettingTextWatch()
    watch.controls(frame(0), TEXTS)
    assert watch.controls(frame(seconds, "Gn 61", "another"), TEXTS)[0].value == "changed"
    assert watch.controls(frame(seconds, "Gn 61", "another"), TEXTS[1:]) == SAME[1:]


def test_on_images_of_another_size_nothing_is_known() -> None:
    small = Frame(setting_screen()[:200], 0, 0, None, "1b71:3106:7")
    assert SettingTextWatch().controls(small, TEXTS) == ()
