"""The gate: what a graph may lose against the trained network before it must not be shipped.

Not being worse is what must be shown. A mean within its limit says little when its interval reaches far beyond, so the
unfavourable end of each interval has a limit of its own. A value that is not defined does not pass.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from edge_app.bundle.loader import Reference
from edge_app.errors import EdgeError
from quantize.class_list import ClassList
from quantize.dataset.manifest import Sample
from quantize.evaluation.comparison import Comparison, compare_all
from quantize.recipe import GateLimits
from quantize.statistics.calibration import Decision
from quantize.statistics.class_metrics import ClassChanges


class GateError(EdgeError):
    """A graph lost more than its recipe allows."""


@dataclass(frozen=True)
class Criterion:
    """One measured value beside its limit."""

    name: str
    value: float
    limit: float
    at_least: bool = False  # else: at most
    interval: tuple[float, float] | None = None  # 95 %, where the value is a share of so few that it has to be shown

    @property
    def passed(self) -> bool:
        return self._meets(self.value)

    @property
    def is_decided(self) -> bool:
        """Whether the whole interval is on the value's side of the limit."""
        return self.interval is None or self._meets(self.interval[0]) == self._meets(self.interval[1])

    @property
    def result(self) -> str:
        """In a word or two."""
        if not self.passed:
            return "FAILS"
        return "passes" if self.is_decided else "met, but undecided"

    def _meets(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        bound = f"{'at least' if self.at_least else 'at most'} {self.limit:g}"
        if math.isnan(self.value):
            return f"{self.name} not measured, {bound}: {self.result}"
        between = "" if self.interval is None else " ({:.4f}-{:.4f})".format(*self.interval)
        return f"{self.name} {self.value:.4f}{between}, {bound}: {self.result}"


def assess(c: Comparison, limits: GateLimits) -> tuple[Criterion, ...]:
    """Every criterion of a comparison over all test images."""
    accuracy, auc = c.changes.accuracy.difference, c.changes.auc.difference
    maps = c.called_maps
    nothing = float("nan")
    return (
        Criterion("AUC loss", 0.0 - auc.value, limits.auc_loss),
        Criterion("AUC loss, end of the 95 % interval", 0.0 - auc.low, limits.auc_loss_end),
        Criterion("accuracy loss", 0.0 - accuracy.value, limits.accuracy_loss),
        Criterion("accuracy loss, end of the 95 % interval", 0.0 - accuracy.low, limits.accuracy_loss_end),
        Criterion("Brier score's rise, end of the 95 % interval", c.changes.brier.difference.high, limits.brier_rise_end),
        Criterion(
            "calibration error's rise, end of the 95 % interval",
            c.changes.calibration_error.difference.high,
            limits.calibration_error_rise_end,
        ),
        Criterion("heatmap cosine, median", maps.cosine_median if maps else nothing, limits.map_cosine_median, at_least=True),
        Criterion("heatmap cosine, 5th percentile", maps.cosine_p5 if maps else nothing, limits.map_cosine_p5, at_least=True),
        *_assess_classes(c.classes, limits),
    )


def _assess_classes(classes: ClassChanges | None, limits: GateLimits) -> Iterator[Criterion]:
    """Of a network of several classes: what may be lost of the accuracy of its labels may be lost of its classes, too."""
    if classes is None:
        return
    scores = [("class accuracy", classes.accuracy), ("weighted kappa", classes.weighted_kappa)]
    for name, change in scores:
        if change is not None:
            lost = change.difference
            yield Criterion(f"{name} loss", 0.0 - lost.value, limits.accuracy_loss)
            yield Criterion(f"{name} loss, end of the 95 % interval", 0.0 - lost.low, limits.accuracy_loss_end)


def assess_graphs(
    trained: Reference,
    graphs: Mapping[str, Reference],
    decision: Decision,
    samples: Sequence[Sample],
    limits: GateLimits,
    classes: ClassList | None = None,
) -> dict[str, tuple[Criterion, ...]]:
    """Every criterion of every graph's answers against the trained network's, over all test images."""
    return {name: assess(compare_all(samples, trained, found, decision, classes), limits) for name, found in graphs.items()}


def raise_if_failed(results: Mapping[str, Iterable[Criterion]], remedy: str = "improve the recipe or the network") -> None:
    """Raise GateError naming every criterion that fails."""
    failed = [f"{graph}: {criterion}" for graph, criteria in results.items() for criterion in criteria if not criterion.passed]
    if failed:
        raise GateError(f"the gate refuses the bundle ({'; '.join(failed)}); {remedy}")
