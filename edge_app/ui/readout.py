"""The content of the panel beside the image, computed without Qt."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.records import Finding, Guard, IndeterminateReason, Label, Roi, label_of

WINDOW_NS = 1_000_000_000
RECENT_NS = 250_000_000  # window of the smoothed probability: a median follows a jump after half of it
MIN_RECENT = 4  # findings needed to recognise a jump
HYSTERESIS = 0.02  # how far beyond the band's edge the smoothed probability must be to leave it


@dataclass(frozen=True)
class Spread:
    """How much the probability varied over the last second."""

    low: float  # 10th percentile, 0-1
    high: float  # 90th percentile, 0-1

    def including(self, probability: float) -> Spread:
        """Widened to include the probability shown beside it: an interval without that value would look like an error."""
        return Spread(min(self.low, probability), max(self.high, probability))


class RollingWindow:
    """The probabilities of the findings whose frames were captured within one second of the newest one.

    It restarts when the region changes and when the probe has moved on: all the newest findings then lie above, or all below,
    the earlier ones. By chance that happens to 8 of 30 about once in three million times. Values of different places in the
    muscle must not be mixed.
    """

    def __init__(self) -> None:
        self._points: deque[tuple[int, float]] = deque()
        self._classes: deque[tuple[int, tuple[float, ...]]] = deque()  # of a bundle that describes its classes
        self._roi: Roi | None = None

    def add(self, finding: Finding) -> None:
        if finding.roi != self._roi:
            self._roi = finding.roi
            self._points.clear()
            self._classes.clear()
        newest = finding.frame.captured_ns
        while self._points and self._points[0][0] <= newest - WINDOW_NS:
            self._points.popleft()
        if finding.probability is not None:
            self._points.append((newest, finding.probability))
            self._drop_points_before_a_jump()
        while self._classes and self._classes[0][0] <= newest - RECENT_NS:
            self._classes.popleft()
        if finding.classes is not None:
            self._classes.append((newest, finding.classes.probabilities))

    def _drop_points_before_a_jump(self) -> None:
        recent = self._recent()
        earlier = [p for _, p in self._points][: len(self._points) - len(recent)]
        if earlier and len(recent) >= MIN_RECENT and (min(recent) > max(earlier) or max(recent) < min(earlier)):
            for _ in earlier:
                self._points.popleft()

    def _recent(self) -> list[float]:
        return [p for at, p in self._points if at > self._points[-1][0] - RECENT_NS]

    def smoothed(self) -> float | None:
        """Median of the last quarter of a second: steady on the screen, and no more than 0.3 s behind the probe."""
        return float(np.median(self._recent())) if self._points else None

    def smoothed_classes(self) -> tuple[float, ...] | None:
        """Mean probabilities of the classes over the last quarter of a second, so that together they are 1."""
        return tuple(np.mean([shares for _, shares in self._classes], axis=0).tolist()) if self._classes else None

    def spread(self) -> Spread | None:
        """The 10th to 90th percentile; None without any judged finding."""
        if not self._points:
            return None
        low, high = np.percentile([p for _, p in self._points], [10, 90])
        return Spread(float(low), float(high))


@dataclass(frozen=True)
class Readout:
    """The panel's content at one moment; everything None or empty while there is no finding."""

    label: Label | None = None
    reason: IndeterminateReason | None = None  # why the label is INDETERMINATE
    guard: Guard = Guard.FIT
    probability: float | None = None  # calibrated P(abnormal), 0-1; on a device that was not validated, only a score
    spread: Spread | None = None
    unsteady: bool = False  # the spread includes the decision threshold
    views: int = 1  # that the probability is the mean of
    echo_intensity: float | None = None  # 0-255
    called: str | None = None  # the class; None: no label, or the bundle describes no classes
    called_probability: float | None = None  # calibrated, of that class, 0-1


def read_out(
    finding: Finding,
    last_second: RollingWindow,
    threshold: float,
    frozen: bool = False,
    before: Label | None = None,
    scheme: ClassScheme | None = None,
) -> Readout:
    """The panel for one finding; `threshold` is the bundle's decision threshold on P(abnormal), `before` the label shown so far.

    On a live image probability, label and class are smoothed; on a frozen one they are those of the image itself. scheme: the
    bundle's, where it describes classes.
    """
    label, probability, reason = finding.label, finding.probability, finding.label_reason
    if not frozen and probability is not None and (smoothed := last_second.smoothed()) is not None:
        probability = smoothed
        if finding.may_count:
            label = _steadied(smoothed, finding, threshold, before)
            reason = IndeterminateReason.CLOSE_TO_THRESHOLD if label is Label.INDETERMINATE else None
    called, called_probability = _class(finding, label, None if frozen else last_second.smoothed_classes(), scheme)
    spread = last_second.spread() if probability is not None else None
    if spread is not None and probability is not None:
        spread = spread.including(probability)
    return Readout(
        label=label,
        reason=reason,
        guard=finding.guard,
        probability=probability,
        spread=spread,
        unsteady=finding.may_count and spread is not None and spread.low < threshold <= spread.high,
        views=finding.views or 1,
        echo_intensity=finding.echo_intensity,
        called=called,
        called_probability=called_probability,
    )


def _class(
    finding: Finding, label: Label, smoothed: tuple[float, ...] | None, scheme: ClassScheme | None
) -> tuple[str | None, float | None]:
    """The class that goes with the label that is shown, and its probability."""
    if finding.classes is None or scheme is None:
        return None, None
    shares = smoothed or finding.classes.probabilities
    called = scheme.called_label(shares, label)
    return called, None if called is None else shares[scheme.labels.index(called)]


def _steadied(probability: float, finding: Finding, threshold: float, before: Label | None) -> Label:
    """The label of a smoothed probability. INDETERMINATE begins at the band's edge and ends beyond it: it must not flicker."""
    label = label_of(probability, threshold, finding.band)
    if before is Label.INDETERMINATE and finding.band is not None:
        near = (probability - HYSTERESIS, probability + HYSTERESIS)
        if near[0] < finding.band.high and near[1] >= finding.band.low:
            return Label.INDETERMINATE
    return label
