"""From grabs of a screen to what was seen on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks.screen.flashes import Sighting
from benchmarks.screen.framebuffer import Grab
from benchmarks.screen.marker import Mark, centres, draw
from benchmarks.screen.watch import FLASHES_TO_LEARN, Reader, learn, watch
from edge_app.errors import CaptureError

SQUARES = np.array([(int(x), int(y)) for x, y in centres()])
REGION = np.array([(300, 200), (310, 210)])


def screen(mark: Mark | None, has_heat: bool) -> Grab:
    frame = np.full((480, 640), 90, np.uint8)
    if mark:
        draw(frame, mark)
    pixels = np.repeat(frame[:, :, None], 4, axis=2)
    if has_heat:
        pixels[150:260, 250:350, 2] = 160
    return mark.number if mark else 0, pixels


def read(*grabs: Grab) -> Iterator[tuple[int, Mark, float]]:
    return Reader(SQUARES, REGION).marks(iter(grabs), 60.0)


def test_only_what_changes_is_noted_and_a_torn_strip_is_nothing() -> None:
    grabs = [screen(Mark(7, False), False), screen(None, False), screen(Mark(8, True), False), screen(Mark(8, True), True)]
    assert watch(read(*(grab for grab in grabs for _ in range(3))), threshold=20.0) == [
        Sighting(7, 7, False, False), Sighting(8, 8, True, False), Sighting(8, 8, True, True),
    ]  # fmt: skip


def test_it_learns_what_an_overlay_looks_like() -> None:
    dark, lit = screen(Mark(7, False), False), screen(Mark(8, True), True)
    grabs = iter([dark, lit] * (FLASHES_TO_LEARN + 5))
    assert learn(Reader(SQUARES, REGION).marks(grabs, 60.0)) == 35.0
    assert len(list(grabs)) == 10 - 1, "it learns no longer than it has to"
    with pytest.raises(CaptureError, match="heat while it flashes"):
        learn(read(dark, screen(Mark(8, True), False)))


def test_it_knows_how_far_apart_the_looks_were() -> None:
    reader = Reader(SQUARES, REGION)
    _, pixels = screen(Mark(7, False), False)
    list(reader.marks(((1 + 3_000_000 * number, pixels) for number in range(5)), 60.0))
    assert set(reader.apart_ms) == {3.0} and len(reader.apart_ms) == 4 and len(reader.grab_ms) == 5 and min(reader.grab_ms) > 0
