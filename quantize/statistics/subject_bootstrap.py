"""Intervals by resampling whole subjects, of any score, also of many images: the resamples are drawn again for each score.

Arrays as in `quantize.statistics.metrics`. The resamples are those of `bootstrap_weights` with the same seed, so that scores of
the same images are paired. At most BLOCK weights are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.records import Interval
from quantize.statistics.metrics import CONFIDENCE, RESAMPLES, Floats, Score, interval

BLOCK = 2_000_000  # weights, 16 MB
MIN_DEFINED = 0.5  # share of the resamples in which a score has to be defined for an interval


@dataclass(frozen=True)
class SubjectBootstrap:
    """Resamples of the subjects of N images."""

    subjects: npt.NDArray[np.str_]  # (N,) names
    seed: int = 0
    resamples: int = RESAMPLES

    def estimate(self, score: Score) -> Interval | None:
        """The score of the sample with its 95 % percentile interval; None where the sample has none.

        Where fewer than half of the resamples have a score there is no interval either.
        """
        value = float(self.sample(score))
        if np.isnan(value):
            return None
        values = self.values(score)
        if np.isnan(values).mean() > 1 - MIN_DEFINED:
            return None
        return Interval(value, *interval(values))

    def band(self, curve: Callable[[Floats], Floats]) -> tuple[Floats, Floats, Floats]:
        """A curve of P places (weights (R, N) -> (R, P)) with its pointwise 95 % band: value, low and high, (P,) each."""
        values = self.values(curve)
        # A place that no resample has is left out by whoever draws.
        values = np.where(np.isnan(values).all(0), 0.0, values)
        low, high = np.nanquantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
        return self.sample(curve), low, high

    def sample(self, score: Callable[[Floats], Floats]) -> Floats:
        """The score of the sample itself."""
        result: Floats = score(np.ones((1, len(self.subjects))))[0]
        return result

    def values(self, score: Callable[[Floats], Floats]) -> Floats:
        """(resamples, ...) of a score of weights (R, N)."""
        return np.concatenate([score(weights) for weights in self._weights()])

    def _weights(self) -> Iterator[Floats]:
        names, which = np.unique(self.subjects, return_inverse=True)
        rng, shares = np.random.default_rng(self.seed), np.full(len(names), 1 / len(names))
        rows = max(1, BLOCK // len(self.subjects))
        for start in range(0, self.resamples, rows):
            draws = rng.multinomial(len(names), shares, min(rows, self.resamples - start))
            yield draws[:, which].astype(np.float64)
