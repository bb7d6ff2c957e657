"""Shares of crops with their intervals, and the questions that the gate asks about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scipy.stats import binomtest

from quantize.statistics.metrics import CONFIDENCE

ALL = "all"  # the part of a question that all its sources make up


class Question(str, Enum):
    """The tables of the report that decide whether a guard may be shipped, by their titles."""

    REJECTED = "Muscle wrongly rejected, as seen, source left out"
    REJECTED_BY_GRADE = "Simulated muscle wrongly rejected, by grade, subject left out"
    OTHER_THINGS = "Real images of other things rejected or called longitudinal, never fitted on"
    DRAWN_THINGS = "Drawn images of other things rejected or called longitudinal, kind left out"
    LONGITUDINAL = "Longitudinal views recognised, as seen, source left out"
    TRANSVERSE = "Transverse views wrongly called longitudinal, as seen, source left out"
    TRANSVERSE_BY_GRADE = "Simulated transverse views wrongly called longitudinal, by grade, subject left out"


@dataclass(frozen=True)
class Rate:
    """A share of crops with its exact interval (Clopper & Pearson 1934). Crops of one picture are not independent."""

    name: str
    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / max(self.of, 1)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval, 0-1."""
        if not self.of:
            return 0.0, 1.0
        found = binomtest(self.count, self.of).proportion_ci(CONFIDENCE, method="exact")
        return float(found.low), float(found.high)

    def __str__(self) -> str:
        low, high = self.interval
        return f"| {self.name} | {self.count} of {self.of} | {100 * self.share:.1f} % | {100 * low:.1f}-{100 * high:.1f} % |"
