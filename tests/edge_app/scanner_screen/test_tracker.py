"""The layout holds still over a cine; a change that stays is taken, one that passes is not, and no scale is shown in doubt."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.records import GreyImage
from edge_app.scanner_screen.geometry import rectangle
from edge_app.scanner_screen.layout import Layout
from edge_app.scanner_screen.tracker import BLIND_EVERY, MIN_VOTES, RECHECK_EVERY, FieldTracker


def screen(depth: int, clock: int = 0, tissue: int = 0) -> GreyImage:
    """A field of noise of its own every time; beside it a ruler that says the depth, and a clock."""
    image = np.zeros((240, 320), np.uint8)
    image[40:200, 60:260] = np.random.default_rng(tissue).integers(20, 255, (160, 200))
    image[40:200:depth, 280:300] = 255
    image[40:200:depth, 281:299] = 255
    image[0:12, 100 : 100 + 12 * clock] = 200
    return image


class Finder:
    """Reads the depth of `screen` off its ruler, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, pixels: GreyImage) -> Layout:
        self.asked += 1
        rows = np.flatnonzero(pixels[40:200, 290])
        height, width = pixels.shape
        return Layout((rectangle(60, 40, 260, 200),), 10 / float(np.diff(rows)[0]), None, (height, width))


def test_tissue_that_moves_is_not_looked_at_again() -> None:
    finder = Finder()
    tracker = FieldTracker(finder)
    layouts = {tracker.update(screen(20, tissue=i)) for i in range(50)}
    assert len(layouts) == 1
    assert finder.asked == 1


def test_a_change_that_stays_is_taken_and_no_scale_is_given_meanwhile() -> None:
    tracker = FieldTracker(Finder())
    tracker.update(screen(20))
    scales = [tracker.update(screen(16)).mm_per_pixel for _ in range(RECHECK_EVERY * MIN_VOTES + 1)]
    assert scales[0] is None
    assert scales[-1] == 10 / 16
    assert set(scales) == {None, 10 / 16}


def test_right_after_a_clock_has_struck_the_old_scale_is_not_given_for_a_new_depth() -> None:
    tracker = FieldTracker(Finder())
    tracker.update(screen(20))
    tracker.update(screen(20, clock=3))  # looked at, and found to mean nothing
    scales = [tracker.update(screen(16, clock=3)).mm_per_pixel for _ in range(RECHECK_EVERY * MIN_VOTES + 1)]
    assert 10 / 20 not in scales
    assert scales[-1] == 10 / 16


def test_a_change_that_passes_is_not_taken() -> None:
    tracker = FieldTracker(Finder())
    tracker.update(screen(20))
    for _ in range(RECHECK_EVERY):
        tracker.update(screen(16))
    scales = [tracker.update(screen(20)).mm_per_pixel for _ in range(3 * RECHECK_EVERY)]
    assert 10 / 16 not in scales
    assert scales[-1] == 10 / 20


def test_a_clock_is_soon_passed_over() -> None:
    finder = Finder()
    tracker = FieldTracker(finder)
    for i in range(200):
        assert tracker.update(screen(20, clock=i % 7)).mm_per_pixel == 10 / 20
    assert finder.asked < 12


def test_another_size_is_another_screen_at_once() -> None:
    tracker = FieldTracker(Finder())
    tracker.update(screen(20))
    wide = np.pad(screen(16), ((0, 0), (0, 40)))
    assert tracker.update(wide).mm_per_pixel == 10 / 16


def bare(half_width: int, tissue: int = 0, shadow: int = 0) -> GreyImage:
    """A field of noise around the middle of a screen that shows nothing else; the first `shadow` columns of it are dark."""
    image = np.zeros((240, 320), np.uint8)
    left = 160 - half_width
    image[20:220, left : 160 + half_width] = np.random.default_rng(tissue).integers(20, 255, (200, 2 * half_width))
    image[40:220, left : left + shadow] = 0
    return image


class BareFinder:
    """Finds the columns of `bare`, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, pixels: GreyImage) -> Layout:
        self.asked += 1
        columns = np.flatnonzero(pixels[100])
        return Layout((rectangle(int(columns[0]), 20, int(columns[-1]) + 1, 220),), None, None, (240, 320))


@pytest.mark.parametrize("before_and_after", [(120, 96), (96, 120)])
def test_another_depth_is_noticed_on_a_screen_that_shows_nothing_but_the_field(before_and_after: tuple[int, int]) -> None:
    before, after = before_and_after
    tracker = FieldTracker(BareFinder())
    widths = [tracker.update(bare(before, i)).fields[0].box.w for i in range(3)]
    widths += [tracker.update(bare(after, i)).fields[0].box.w for i in range(MIN_VOTES * BLIND_EVERY)]
    assert widths[:3] == [2 * before] * 3 and widths[-1] == 2 * after


def test_a_lifted_probe_and_a_shadow_at_one_side_are_not_another_depth() -> None:
    finder = BareFinder()
    tracker = FieldTracker(finder)
    tracker.update(bare(120))
    for i in range(2 * BLIND_EVERY):
        tracker.update(bare(120, i, shadow=20))
        tracker.update(np.zeros((240, 320), np.uint8))
    assert finder.asked == 1
