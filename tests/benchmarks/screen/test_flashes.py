"""What the probe handed over, beside what the screen showed."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.screen.flashes import Flash, Latencies, Sighting, colour, heat_threshold, latencies, shown_hz
from benchmarks.screen.marker import NUMBERS

MS = 1_000_000


def seen(at_ms: float, number: int, is_lit: bool = True, has_heat: bool = True) -> Sighting:
    return Sighting(round(at_ms * MS), number, is_lit, has_heat)


def test_flash_and_overlay_of_the_same_frame() -> None:
    sightings = [seen(0, 9, False, False), seen(30, 10, has_heat=False), seen(34, 10), seen(60, 11), seen(90, 13, False, False)]
    assert latencies([Flash(10, 3, 5 * MS)], sightings) == Latencies((25.0,), (29.0,), 0, 0, 0)


def test_the_overlay_of_a_later_frame_is_not_that_of_the_one_that_was_seen() -> None:
    found = latencies([Flash(10, 3, 0)], [seen(30, 10, has_heat=False), seen(60, 11)])
    assert found == Latencies((30.0,), (), 0, 1, 0)


def test_a_dropped_frame_counts_until_the_next_of_the_flash() -> None:
    assert latencies([Flash(10, 3, 0)], [seen(70, 12)]) == Latencies((70.0,), (70.0,), 0, 0, 1)


def test_a_flash_that_is_never_seen_has_no_latency() -> None:
    before, other, unlit, too_late = seen(1, 10), seen(30, 14), seen(40, 10, is_lit=False), seen(2500, 10)
    assert latencies([Flash(10, 3, 2 * MS)], [before, other, unlit, too_late]) == Latencies((), (), 1, 0, 0)


def test_frame_numbers_begin_again() -> None:
    found = latencies([Flash(NUMBERS - 1, 3, 0)], [seen(40, 0)])
    assert found.flash_ms == (40.0,) and found.later == 1


def test_the_rate_is_of_frames_not_of_looks() -> None:
    assert shown_hz([seen(0, 1), seen(10, 1, has_heat=False), seen(50, 2), seen(100, 3)]) == pytest.approx(20.0)
    assert shown_hz([seen(0, 1)]) == 0.0


def test_colour_is_what_grey_has_not() -> None:
    grey, warm = np.full((4, 4), 90, np.uint8), np.tile(np.array([20, 90, 120, 0], np.uint8), (4, 1))
    assert colour(grey) == 0.0 and colour(warm) == 100.0


def test_the_threshold_lies_between_and_is_refused_where_there_is_no_between() -> None:
    assert heat_threshold([40.0, 44.0, 0.0], [0.0, 2.0, 44.0]) == 21.0
    for lit, unlit in (([5.0], [0.0]), ([30.0], [20.0]), ([], [0.0]), ([40.0], [])):
        with pytest.raises(ValueError, match="flash"):
            heat_threshold(lit, unlit)
