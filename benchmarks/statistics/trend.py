"""The slope of a series that wanders, such as the resident memory of a process, with an interval that knows that it does.

The value is that of least squares. Its interval does not come from the scatter about the line: memory moves in steps that stay,
so neighbouring samples are far from independent, and such an interval would be many times too narrow. It comes from the steps
between the means of equal blocks, as for a random walk with drift: the steps of such means have 2/3 of the variance of the walk's
own (Working 1960), and the least-squares slope has 6/5 of the variance that the ends give (Durlauf & Phillips 1988). For a series
that only scatters about its line it is too wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]  # (n,) values at even distances

BLOCKS = 21  # of all pieces together; 20 steps
MIN_STEPS = 8  # fewer say too little
LEVEL = 0.95


def slope(pieces: Sequence[Series]) -> tuple[float, float, float] | None:
    """Per sample: value, low and high end of the 95 % interval. None: too few samples.

    pieces: of one quantity, each with a level of its own (the starts of a process).
    """
    total = sum(map(len, pieces))
    length = total // BLOCKS
    steps = np.concatenate([np.diff(_means(piece, length)) for piece in pieces]) if length else np.empty(0)
    if len(steps) < MIN_STEPS:
        return None
    across, along = 0.0, 0.0
    for piece in pieces:
        place = np.arange(len(piece)) - (len(piece) - 1) / 2
        across += float(place @ place)
        along += float(place @ (piece - piece.mean())) if len(piece) else 0.0
    value = along / across
    error = float(np.std(steps, ddof=1)) * np.sqrt(6 / 5 / (2 / 3) / len(steps)) / length
    half = _student(len(steps) - 1) * error
    return value, value - half, value + half


def _student(freedom: int) -> float:
    """Student's t that bounds LEVEL, to a thousandth from 7 degrees of freedom on (Abramowitz & Stegun 1964, 26.7.5)."""
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def _means(piece: Series, length: int) -> Series:
    """Of each whole block."""
    whole = len(piece) // length * length
    means: Series = piece[:whole].reshape(-1, length).mean(axis=1)
    return means
