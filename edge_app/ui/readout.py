"""What the panel beside the picture says, worked out without Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from edge_app.records import Finding, Guard, Label, Roi

WINDOW_NS = 1_000_000_000


@dataclass(frozen=True)
class Spread:
    """How far the probability wandered over the last second."""

    low: float  # 10th percentile, 0-1
    high: float  # 90th percentile, 0-1


class LastSecond:
    """The probabilities of the findings whose frames were captured within one second of the newest one.

    It starts anew when the region changes: another piece of muscle is another question.
    """

    def __init__(self) -> None:
        self._points: deque[tuple[int, float]] = deque()
        self._roi: Roi | None = None

    def add(self, finding: Finding) -> None:
        if finding.roi != self._roi:
            self._roi = finding.roi
            self._points.clear()
        newest = finding.frame.captured_ns
        while self._points and self._points[0][0] <= newest - WINDOW_NS:
            self._points.popleft()
        if finding.probability is not None:
            self._points.append((newest, finding.probability))

    def spread(self) -> Spread | None:
        """None without any finding that was judged."""
        if not self._points:
            return None
        low, high = np.percentile([p for _, p in self._points], [10, 90])
        return Spread(float(low), float(high))


@dataclass(frozen=True)
class Readout:
    """The panel's content at one moment; everything None or empty while there is no finding."""

    label: Label | None = None
    guard: Guard = Guard.FIT
    probability: float | None = None  # calibrated P(abnormal), 0-1
    spread: Spread | None = None
    unsteady: bool = False  # the spread lies across the decision threshold
    echo_intensity: float | None = None  # 0-255


def read_out(finding: Finding, last_second: LastSecond, threshold: float) -> Readout:
    """The panel for one finding; `threshold` is the bundle's decision threshold on P(abnormal)."""
    spread = last_second.spread() if finding.probability is not None else None
    return Readout(
        label=finding.label,
        guard=finding.guard,
        probability=finding.probability,
        spread=spread,
        unsteady=spread is not None and spread.low < threshold <= spread.high,
        echo_intensity=finding.echo_intensity,
    )
