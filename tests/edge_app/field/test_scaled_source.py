"""Frames without a scale get that of the ruler on their screen; a source that knows its scale keeps it."""

from __future__ import annotations

import pytest

from edge_app.capture.scaled import ScaledSource
from edge_app.field import Shape
from tests.edge_app.fakes import Probe
from tests.edge_app.field.screens import made_screen


def test_the_ruler_gives_the_scale_where_the_source_has_none() -> None:
    screen = next(s for seed in range(20) if (s := made_screen(seed, Shape.RECTANGLE, "mm")).pixels.shape == (600, 800))
    with ScaledSource(Probe(pixels=screen.pixels)) as source:
        frames = [source.read() for _ in range(3)]
    scales = {frame.mm_per_pixel for frame in frames if frame}
    assert len(scales) == 1
    assert scales.pop() == pytest.approx(screen.mm_per_pixel, rel=0.02)


def test_a_known_scale_is_kept() -> None:
    screen = made_screen(0, Shape.RECTANGLE, "mm")
    with ScaledSource(Probe(pixels=screen.pixels, mm_per_pixel=0.07)) as source:
        frame = source.read()
    assert frame is not None and frame.mm_per_pixel == 0.07
