"""The strip that says which frame the screen shows."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.screen.marker import NUMBERS, SQUARES, Mark, centres, draw, read
from edge_app.records import GreyImage


def levels(frame: GreyImage) -> GreyImage:
    return np.array([frame[int(y), int(x)] for x, y in centres()], np.uint8)


@pytest.mark.parametrize("mark", [Mark(0, False), Mark(1, True), Mark(NUMBERS - 1, False), Mark(0b101100111000, True)])
def test_it_reads_what_was_drawn(mark: Mark) -> None:
    frame = np.full((480, 640), 90, np.uint8)
    draw(frame, mark)
    assert read(levels(frame)) == mark
    assert read(np.clip(levels(frame), 30, 220)) == mark, "scaled or blended a little"


def test_what_is_no_strip_is_none() -> None:
    assert all(read(np.full(SQUARES, level, np.uint8)) is None for level in (0, 90, 255))


def test_every_single_square_that_is_not_yet_drawn_anew_is_noticed() -> None:
    frame = np.zeros((480, 640), np.uint8)
    draw(frame, Mark(1234, True))
    whole = levels(frame)
    for place in range(SQUARES):
        torn = whole.copy()
        torn[place] = 255 - torn[place]
        assert read(torn) is None
