"""Frames without a scale get that of the ruler on their screen; a source that knows its scale keeps it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge_app.capture.calibrated import CalibratedSource
from edge_app.records import GreyImage
from edge_app.scanner_screen import Shape
from edge_app.scanner_screen.layout import find_layout
from tests.support.drawn_screens import made_screen
from tests.support.fakes import Probe


def test_the_ruler_gives_the_scale_where_the_source_has_none() -> None:
    screen = next(s for seed in range(20) if (s := made_screen(seed, Shape.RECTANGLE, "mm")).pixels.shape == (600, 800))
    with CalibratedSource(Probe(pixels=screen.pixels)) as source:
        frames = [source.read() for _ in range(3)]
    _, _, w, h = cv2.boundingRect(screen.field)
    for frame in frames:
        assert frame is not None and frame.field is not None
        assert (frame.field.w, frame.field.h) == pytest.approx((w, h), rel=0.02)
    scales = {frame.mm_per_pixel for frame in frames if frame}
    assert len(scales) == 1
    assert scales.pop() == pytest.approx(screen.mm_per_pixel, rel=0.02)


def test_a_known_scale_is_kept() -> None:
    screen = made_screen(0, Shape.RECTANGLE, "mm")
    with CalibratedSource(Probe(pixels=screen.pixels, mm_per_pixel=0.07)) as source:
        frame = source.read()
    assert frame is not None and frame.mm_per_pixel == 0.07 and frame.field is None


def marked(side: str) -> GreyImage:
    """A screen with the mark of the probe beside the top of its field, on one side or on none."""
    pixels: GreyImage = made_screen(0, Shape.RECTANGLE, "none").pixels.copy()
    box = find_layout(pixels).fields[0].box
    x = {"left": box.x - 20, "right": box.x + box.w + 20}.get(side)
    if x is not None:
        cv2.circle(pixels, (x, box.y + 12), 7, (240,), -1)
    return pixels


@pytest.mark.parametrize(("side", "mirrored"), [("left", False), ("right", True), ("none", None)])
def test_the_mark_on_the_screen_says_which_way_round_it_is_and_turns_nothing(side: str, mirrored: bool | None) -> None:
    pixels = marked(side)
    with CalibratedSource(Probe(pixels=pixels)) as source:
        frame = source.read()
    assert frame is not None and frame.mirrored is mirrored
    assert np.array_equal(frame.pixels[1:], pixels[1:])
