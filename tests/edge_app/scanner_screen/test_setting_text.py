"""Text that a scanner draws of a setting: the same through a grabber's faults, another with one digit changed, not legible."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import CaptureError, ErrorCode
from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.geometry import Field, Shape
from edge_app.scanner_screen.setting_text import SettingText, remember, shows
from tests.support.setting_screens import FIELD, GAIN, PRESET, setting_screen

REMEMBERED = remember([setting_screen()], "gain", GAIN)


def packed(pixels: GreyImage, quality: int) -> GreyImage:
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


@given(
    seed=st.integers(0, 2**32 - 1),
    brighter=st.integers(-8, 20),
    moved=st.tuples(st.integers(-1, 1), st.integers(-1, 1)),
    contrast=st.floats(0.9, 1.1),
    quality=st.integers(60, 95),
)
def test_a_grabbers_faults_are_no_change(seed: int, brighter: int, moved: tuple[int, int], contrast: float, quality: int) -> None:
    seen = np.roll(setting_screen(seed=seed, brighter=brighter), moved, (0, 1))
    assert shows(packed(cv2.convertScaleAbs(seen, alpha=contrast).astype(np.uint8), quality), REMEMBERED)


@pytest.mark.parametrize("gain", ["Gn 61", "Gn 87", "Gn 07", "Gn 57", "Gn 97", "Gn 68", "Gn 6", "Gn 670", "Gn -67", "", "Dn 67"])
@pytest.mark.parametrize("quality", [60, 95])
def test_one_changed_character_is_a_change(gain: str, quality: int) -> None:
    assert not shows(packed(setting_screen(gain), quality), REMEMBERED)
    assert shows(packed(setting_screen(), quality), REMEMBERED)


@pytest.mark.parametrize("pair", ["38", "08", "68", "56", "17", "89", "59", "69", "25", "23"])
def test_digits_that_look_alike_are_told_apart(pair: str) -> None:
    for kept, shown in ((pair[0], pair[1]), (pair[1], pair[0])):
        text = remember([setting_screen(f"Gn {kept}2")], "gain", GAIN)
        assert not shows(setting_screen(f"Gn {shown}2", seed=1), text) and shows(setting_screen(f"Gn {kept}2", seed=1), text)


def test_text_in_dark_on_light_is_another() -> None:
    assert not shows(255 - setting_screen(), REMEMBERED)


def test_a_box_higher_than_its_text_is_fitted_to_it() -> None:
    text = remember([setting_screen()], "gain", Roi(GAIN.x, GAIN.y - 6, GAIN.w, 32))
    assert text.box.h < 14 and (text.box.x, text.box.w) == (GAIN.x, GAIN.w)
    assert shows(setting_screen(seed=3), text)


def test_what_is_kept_is_half_as_much_as_the_box_and_no_image_of_it() -> None:
    assert len(REMEMBERED.sketch) == REMEMBERED.box.h * REMEMBERED.box.w  # two hexadecimal digits for every second pixel
    numbers = np.frombuffer(bytes.fromhex(REMEMBERED.sketch), np.int8).reshape(REMEMBERED.box.h, -1)
    ink = np.abs(REMEMBERED.box.crop(setting_screen()).astype(float) - 20)
    layers = ink[:, : ink.shape[1] // 2], ink[:, ink.shape[1] // 2 :]
    for layer in layers:
        assert np.corrcoef(numbers.ravel(), layer.ravel())[0, 1] < 0.2


def test_a_text_that_is_marked_anew_has_another_value() -> None:
    other = remember([setting_screen("Gn 61")], "gain", GAIN)
    assert REMEMBERED.control.name == other.control.name == "gain on the scanner's screen"
    assert REMEMBERED.control.on_screen and REMEMBERED.control.value != other.control.value
    assert REMEMBERED.control == remember([setting_screen()], "gain", GAIN).control


@pytest.mark.parametrize(
    ("box", "words", "code"),
    [
        (Roi(8, 20, 161, 18), "not between 6 x 6 and 160 x 32", ErrorCode.NO_SUCH_BOX),
        (Roi(8, 20, 64, 60), "mark one line, the text of one setting", ErrorCode.NO_SUCH_BOX),
        (Roi(8, 20, 5, 18), "not between", ErrorCode.NO_SUCH_BOX),
        (Roi(300, 20, 64, 18), "not inside", ErrorCode.NO_SUCH_BOX),
        (Roi(-1, 20, 64, 18), "not inside", ErrorCode.NO_SUCH_BOX),
        (Roi(90, 60, 64, 18), "reaches into the ultrasound image", ErrorCode.BOX_IN_IMAGE),
        (Roi(8, 150, 64, 18), "no text in the box", ErrorCode.NO_TEXT),
    ],
)
def test_a_box_that_cannot_be_is_one_sentence(box: Roi, words: str, code: ErrorCode) -> None:
    x, y = FIELD.x + FIELD.w, FIELD.y + FIELD.h
    corners = ((FIELD.x, FIELD.y), (x, FIELD.y), (x, y), (FIELD.x, y))
    field = Field(Shape.RECTANGLE, corners)
    with pytest.raises(CaptureError, match=words) as caught:
        remember([setting_screen()], "gain", box, [field])
    assert caught.value.code is code and "\n" not in str(caught.value)


def test_a_clock_is_refused() -> None:
    assert remember([setting_screen(), setting_screen(seed=2)], "preset", PRESET).name == "preset"
    with pytest.raises(CaptureError, match="changes by itself, as a clock does") as caught:
        remember([setting_screen(preset=time) for time in ("12:30:59", "12:31:00")], "preset", PRESET)
    assert caught.value.code is ErrorCode.TEXT_CHANGES


@pytest.mark.parametrize("sketch", ["", "zz", REMEMBERED.sketch[2:], REMEMBERED.sketch.upper() + "00"])
def test_a_damaged_sketch_is_refused(sketch: str) -> None:
    with pytest.raises(CaptureError, match="damaged"):
        replace(REMEMBERED, sketch=sketch)


@given(pixels=st.integers(0, 255), text=st.just(REMEMBERED))
def test_an_even_screen_shows_no_text(pixels: int, text: SettingText) -> None:
    assert not shows(np.full((text.height, text.width), pixels, np.uint8), text)
