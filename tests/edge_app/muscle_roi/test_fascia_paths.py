"""Bright lines are followed from side to side, and nothing else is."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from edge_app.muscle_roi.fascia_paths import FORBIDDEN, MAX_SLOPE, FloatMaps, surfaces
from edge_app.muscle_roi.fascia_paths import ridges as rewards_of

ROWS, COLUMNS = 90, 40


def drawn(rows: np.ndarray, noise: float = 8, seed: int = 0) -> FloatMaps:
    """(ROWS, COLUMNS): a line of 60 grey levels along `rows`, in noise."""
    grey = np.random.default_rng(seed).normal(60, noise, (ROWS, COLUMNS))
    grey += 60 * np.exp(-(((np.arange(ROWS)[:, None] - rows) / 1.2) ** 2) / 2)
    return grey.astype(np.float32)


@given(st.floats(25, 60), st.floats(-12, 12), st.floats(-0.5, 0.5), st.integers(0, 1000))
@example(26.5, 3.5, 0.0, 1)
@example(51.0, 8.25, -0.234375, 320)
def test_a_gently_bent_line_is_found_to_the_row(middle: float, bend: float, slope: float, seed: int) -> None:
    x = np.linspace(-1, 1, COLUMNS)
    line = middle + bend * x**2 + slope * COLUMNS / 2 * x
    best = surfaces(rewards_of(drawn(line, seed=seed)), (0.2, 0.5, 0.8), 4)[0]
    # A bend of a few rows may be followed straight on: 1.1 rows off at worst in 2,500 random lines.
    assert np.abs(best.rows - line).mean() < 1.25
    assert best.score > 0.5


@given(st.integers(0, 10_000))
def test_no_path_jumps_whatever_is_in_the_image(seed: int) -> None:
    grey = np.random.default_rng(seed).uniform(0, 255, (ROWS, COLUMNS)).astype(np.float32)
    for path in surfaces(rewards_of(grey), (0.3, 0.6), 4):
        steps = np.diff(path.rows)
        assert np.abs(steps).max() <= MAX_SLOPE and np.abs(np.diff(steps)).max() <= 1
        assert path.rows.min() >= 0 and path.rows.max() < ROWS


@given(st.integers(0, 10_000))
def test_a_mirrored_image_has_as_good_a_path_in_the_mirror(seed: int) -> None:
    x = np.linspace(-1, 1, COLUMNS)
    grey = drawn(45 + 10 * x + 6 * np.sin(3 * x), noise=20, seed=seed)
    there = surfaces(rewards_of(grey), (0.5,), 4)[0]
    back = surfaces(rewards_of(np.ascontiguousarray(grey[:, ::-1])), (0.5,), 4)[0]
    assert abs(there.score - back.score) < 0.02
    assert np.abs(there.rows - back.rows[::-1]).max() <= 4  # rows; where a bend may be taken earlier or later


def test_the_best_path_is_the_best_of_all() -> None:
    """Against every path of a small image, tried one by one."""
    rng = np.random.default_rng(3)
    rewards = rng.random((3, 5, 4), dtype=np.float32)
    found = surfaces(rewards, (0.0, 0.34, 0.67, 1.0), 9)[0]

    def walk(column: int, row: int, slope: int, total: float) -> float:
        if column == 4:
            return total
        best = -np.inf
        for turn in (-1, 0, 1):
            following = slope + turn
            if 0 <= following < 3 and 0 <= row + following - 1 < 5:
                gained = float(rewards[following, row + following - 1, column]) - 0.08 * abs(turn) - 0.01 * abs(following - 1)
                best = max(best, walk(column + 1, row + following - 1, following, total + gained))
        return best

    first = [float(rewards[s, r, 0]) - 0.01 * abs(s - 1) for s in range(3) for r in range(5)]
    best = max(walk(1, r, s, first[s * 5 + r]) for s in range(3) for r in range(5))
    assert abs(4 * found.score - best) < 1e-5


def test_two_lines_are_two_paths_and_what_is_forbidden_is_none() -> None:
    grey = np.maximum(drawn(np.full(COLUMNS, 25.0)), drawn(np.full(COLUMNS, 60.0), seed=1))
    rewards = rewards_of(grey)
    two = surfaces(rewards, (0.5,), 4)[:2]
    assert sorted(round(float(path.rows.mean())) for path in two) == [25, 60]
    rewards[:, :40] = FORBIDDEN
    assert all(path.rows.min() >= 40 for path in surfaces(rewards, (0.5,), 4))
    rewards[:] = FORBIDDEN
    assert surfaces(rewards, (0.5,), 4) == []


def test_a_gap_is_bridged() -> None:
    grey = drawn(np.full(COLUMNS, 40.0))
    grey[:, 15:22] = drawn(np.full(COLUMNS, -99.0), seed=2)[:, 15:22]
    best = surfaces(rewards_of(cv2.GaussianBlur(grey, (3, 3), 0).astype(np.float32)), (0.5,), 4)[0]
    assert np.abs(best.rows - 40).max() <= 2
