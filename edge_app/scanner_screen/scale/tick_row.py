"""A vertical row of evenly spaced marks: the basis of every depth ruler, whether its marks are ticks or dots. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.records import Roi

MIN_TICKS = 4
MIN_PITCH = 6.0  # px
MIN_PRESENT = 0.75  # share of a ruler's ticks that must be visible; labels and focus marks hide some
MAX_JITTER = 0.12  # of the pitch; scanners round ticks to whole pixels, and some restart at each centimetre
MOST_AT_ONCE = 50_000  # places computed together, of pitches x starts x rows

Numbers = npt.NDArray[np.float64]  # (pitches, starts, n), whole
Matches = npt.NDArray[np.bool_]  # (pitches, starts, n)


@dataclass(frozen=True)
class Ruler:
    """A vertical row of evenly spaced ticks."""

    x: float  # px, column at which the ticks are aligned
    rows: tuple[float, ...]  # px, centres of the visible ticks, from top to bottom
    numbers: tuple[int, ...]  # of the same ticks, counted from 0 at the first; a missing number is a hidden tick
    pitch: float  # mean distance between ticks, px
    major: tuple[int, ...]  # numbers of the longer ticks; empty if there are none or they are irregular
    box: Roi  # around all ticks


def evenly_spaced(y: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Indices of the ascending rows y (n,), px, that are evenly spaced, and their numbers from 0; None if too few are.

    Every distance between neighbours is tried as the pitch and every row of the upper half as the start, many at once: in noise
    there are hundreds of columns with dozens of rows.
    """
    best: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
    below = y[None, :] - y[: max(len(y) // 2, 1), None]  # (starts, n)
    steps = np.concatenate([np.diff(y), y[2:] - y[:-2]])
    pitches = np.unique(np.round(steps[steps >= MIN_PITCH], 1))
    at_once = max(MOST_AT_ONCE // max(below.size, 1), 1)
    for first in range(0, len(pitches), at_once):
        # Small errors of the pitch add up along a ruler, so it is fitted again to the matching rows.
        fine = _fitted(below, *_matching(below, pitches[first : first + at_once, None, None]))
        number, fits = _matching(below, fine)
        fits = _first_of_each(number, fits) & (fine >= MIN_PITCH)
        count = fits.sum(axis=-1)
        span = np.where(fits, number, -np.inf).max(axis=-1) - np.where(fits, number, np.inf).min(axis=-1) + 1
        count[(count < MIN_TICKS) | (count < MIN_PRESENT * np.maximum(span, 0.8 * len(y)))] = 0
        pitch, start = np.unravel_index(int(count.argmax()), count.shape)
        if count[pitch, start] and (best is None or count[pitch, start] > len(best[0])):
            found, numbers = np.flatnonzero(fits[pitch, start]), number[pitch, start]
            best = found, (numbers[found] - numbers[found].min()).astype(np.int64)
    return best


def _matching(below: npt.NDArray[np.float64], pitch: npt.NDArray[np.float64]) -> tuple[Numbers, Matches]:
    """For rows (starts, n) at these distances below a start: the number of the nearest tick, and whether they match it.

    pitch: (pitches, 1, 1) or, fitted, (pitches, starts, 1).
    """
    number = np.round(below / pitch)
    return number, np.abs(below - number * pitch) <= np.maximum(MAX_JITTER * pitch, 1.0)


def _fitted(below: npt.NDArray[np.float64], number: Numbers, fits: Matches) -> npt.NDArray[np.float64]:
    """(pitches, starts, 1): the least-squares slope of the matching rows over their numbers; 1 px where too few match."""
    n, x, y = fits.sum(axis=-1), np.where(fits, number, 0.0), np.where(fits, below, 0.0)
    across, down = x.sum(axis=-1), y.sum(axis=-1)
    spread = n * (x * x).sum(axis=-1) - across**2
    enough = (_first_of_each(number, fits).sum(axis=-1) >= MIN_TICKS) & (spread > 0)
    slope = np.divide(n * (x * y).sum(axis=-1) - across * down, spread, out=np.ones(n.shape), where=enough)
    return np.asarray(np.maximum(slope, 1.0)[..., None], np.float64)


def _first_of_each(number: Numbers, fits: Matches) -> Matches:
    """Of the matching rows with the same number only the first; numbers ascend along the last axis."""
    so_far = np.maximum.accumulate(np.where(fits, number, -np.inf), axis=-1)
    first = fits.copy()
    first[..., 1:] &= number[..., 1:] > so_far[..., :-1]
    return np.asarray(first, np.bool_)


def regular_majors(long: npt.NDArray[np.int64], number: npt.NDArray[np.int64]) -> tuple[int, ...]:
    """The numbers of the longer ticks if they recur at a constant interval among the visible ticks; otherwise empty."""
    if len(long) < 2:
        return ()
    every = int(np.diff(long).min())
    seen = set(number.tolist())
    due = {n for n in range(int(long[0]) % every, int(number.max()) + 1, every) if n in seen}
    return tuple(int(n) for n in long) if every > 1 and due == set(long.tolist()) else ()
