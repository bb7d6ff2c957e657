"""A measured figure with the interval it is known to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """A measured share or score with its subject-bootstrap 95 % interval."""

    value: float
    low: float
    high: float
