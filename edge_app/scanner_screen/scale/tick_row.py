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
    """Indices of the ascending rows y (n,), px, that are evenly spaced, and their numbers from 0; None if too few are."""
    best: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
    steps = np.concatenate([np.diff(y), y[2:] - y[:-2]])
    for pitch in np.unique(np.round(steps[steps >= MIN_PITCH], 1)):
        for start in y[: max(len(y) // 2, 1)]:
            number = np.round((y - start) / pitch).astype(np.int64)
            fits = np.flatnonzero(np.abs(y - start - number * pitch) <= max(MAX_JITTER * pitch, 1.0))
            # Small errors of the pitch add up along a ruler, so it is fitted again to the matching rows.
            if len(fits) < MIN_TICKS or len(np.unique(number[fits])) < MIN_TICKS:
                continue
            fine = float(np.polyfit(number[fits], y[fits], 1)[0])
            if fine < MIN_PITCH:
                continue
            number = np.round((y - start) / fine).astype(np.int64)
            fits = np.flatnonzero(np.abs(y - start - number * fine) <= max(MAX_JITTER * fine, 1.0))
            _, first = np.unique(number[fits], return_index=True)
            fits = fits[first]
            span = int(number[fits].max() - number[fits].min()) + 1 if len(fits) else 0
            if len(fits) < MIN_TICKS or len(fits) < MIN_PRESENT * max(span, 0.8 * len(y)):
                continue
            if best is None or len(fits) > len(best[0]):
                best = fits, number[fits] - number[fits].min()
    return best


def regular_majors(long: npt.NDArray[np.int64], number: npt.NDArray[np.int64]) -> tuple[int, ...]:
    """The numbers of the longer ticks if they recur at a constant interval among the visible ticks; otherwise empty."""
    if len(long) < 2:
        return ()
    every = int(np.diff(long).min())
    seen = set(number.tolist())
    due = {n for n in range(int(long[0]) % every, int(number.max()) + 1, every) if n in seen}
    return tuple(int(n) for n in long) if every > 1 and due == set(long.tolist()) else ()
