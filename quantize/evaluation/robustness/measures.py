"""From answers to the matrix: flips, indeterminate and abstained images, AUC, heatmaps, and INT8 beside FP32. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.bundle.manifest import LABELS
from edge_app.records import Interval, Label
from quantize.evaluation.robustness.answers import CellAnswers, GraphAnswers
from quantize.evaluation.robustness.cases import CaseSet
from quantize.evaluation.robustness.heat import cosines_on_tissue
from quantize.evaluation.robustness.records import CellMeasures, Difference, HeatCosine, Share
from quantize.perturbations.catalogue import UNTOUCHED, cells
from quantize.statistics.metrics import RESAMPLES, Floats, Ints, auc, bootstrap_weights, interval

Mask = npt.NDArray[np.bool_]
FP32 = "fp32"


@dataclass(frozen=True)
class Truth:
    """What is known of the N images."""

    labels: Ints | None  # (N,) 0 normal, 1 abnormal; None: nobody knows
    weights: Floats  # (resamples, N) of a bootstrap over subjects

    @classmethod
    def of(cls, cases: CaseSet, resamples: int = RESAMPLES) -> Truth:
        """With the same resamples for every cell and graph, so that their differences are paired."""
        subjects = np.array([case.subject for case in cases.cases])
        known = [case.label for case in cases.cases if case.label is not None]
        labels = np.array([LABELS.index(label) for label in known], np.int64) if len(known) == len(subjects) else None
        return cls(labels, bootstrap_weights(subjects, resamples, np.random.default_rng(0)))


def measure_cells(answers: Mapping[str, CellAnswers], truth: Truth, threshold: float) -> Iterator[CellMeasures]:
    """Every graph's measures of the untouched images, then of every cell, in the table's order.

    answers: by the cell's name, "" for the untouched images, as `run_cells` gives them. threshold: the bundle's.
    """
    untouched = answers[""]
    for graph in untouched.graphs:
        yield measure_cell(graph, (UNTOUCHED, 0, ""), untouched, untouched, truth, threshold)
        for cell in cells():
            place = (cell.series.name, cell.severity, cell.series.setting(cell.severity))
            yield measure_cell(graph, place, untouched, answers[cell.name], truth, threshold)


def measure_cell(
    graph: str, place: tuple[str, int, str], before: CellAnswers, after: CellAnswers, truth: Truth, threshold: float
) -> CellMeasures:
    """One graph's measures of one cell; place: perturbation, severity and setting; before: the untouched images' answers."""
    then, now = before.graphs[graph], after.graphs[graph]
    comparable = before.judged
    is_untouched = place[1] == 0
    opposite = _opposite(then, now) & comparable
    indeterminate = (now.labels == Label.INDETERMINATE.value) & comparable
    of = int(comparable.sum())
    return CellMeasures(
        graph=graph,
        perturbation=place[0],
        severity=place[1],
        setting=place[2],
        flips=Share.counted(int(opposite.sum()), of),
        indeterminate=Share.counted(int(indeterminate.sum()), of),
        abstained=Share.counted(len(before.guard) - of, len(before.guard))
        if is_untouched
        else Share.counted(int((comparable & ~after.judged).sum()), of),
        auc=area(truth, now.probabilities, after.judged),
        auc_change=None if is_untouched else area_change(truth, then, now, comparable & after.judged),
        heat=None if is_untouched else heat_cosine(before, then, after, now, threshold),
        against_fp32=None if graph == FP32 else against_fp32(after, now, threshold),
    )


def against_fp32(cell: CellAnswers, int8: GraphAnswers, threshold: float) -> Difference:
    """What an INT8 graph answers otherwise than FP32 in the same cell."""
    fp32 = cell.graphs[FP32]
    differs = (int8.labels != fp32.labels) & cell.judged
    return Difference(
        answers=Share.counted(int(differs.sum()), int(cell.judged.sum())),
        opposite=int(_opposite(fp32, int8).sum()),
        heat=heat_cosine(cell, fp32, cell, int8, threshold),
    )


def area(truth: Truth, probabilities: Floats, chosen: Mask) -> Interval | None:
    """AUC over the chosen images, with its bootstrap interval."""
    if truth.labels is None or len(np.unique(truth.labels[chosen])) < 2:
        return None
    labels, answers, weights = truth.labels[chosen], probabilities[chosen], truth.weights[:, chosen]
    value = float(auc(labels, answers, np.ones((1, len(labels))))[0])
    return Interval(value, *interval(auc(labels, answers, weights)))


def area_change(truth: Truth, before: GraphAnswers, after: GraphAnswers, chosen: Mask) -> Interval | None:
    """Change of the AUC on the same images, with its paired interval."""
    if truth.labels is None or len(np.unique(truth.labels[chosen])) < 2:
        return None
    labels, weights = truth.labels[chosen], truth.weights[:, chosen]
    once = np.ones((1, len(labels)))
    then, now = before.probabilities[chosen], after.probabilities[chosen]
    value = float(auc(labels, now, once)[0] - auc(labels, then, once)[0])
    return Interval(value, *interval(auc(labels, now, weights) - auc(labels, then, weights)))


def heat_cosine(
    before: CellAnswers, then: GraphAnswers, after: CellAnswers, now: GraphAnswers, threshold: float
) -> HeatCosine | None:
    """Over the images that `then` calls abnormal: on the others a map is faint, and its direction mostly noise (ADR 7).

    Abnormal is a probability of at least the threshold, whether the band leaves it undecided or not.
    """
    shown = before.judged & after.judged
    shown &= np.nan_to_num(then.probabilities) >= threshold
    if not shown.any():
        return None
    # The mirror of a cell against itself is none.
    mirrored = (before.mirrored != after.mirrored)[shown]
    found = cosines_on_tissue(then.maps[shown], before.windows[shown], now.maps[shown], after.windows[shown], mirrored)
    found = found[~np.isnan(found)]
    if not len(found):
        return None
    return HeatCosine(len(found), float(np.median(found)), float(np.percentile(found, 5)))


def _opposite(before: GraphAnswers, after: GraphAnswers) -> Mask:
    """(N,) where one is normal and the other abnormal."""
    normal, abnormal = Label.NORMAL.value, Label.ABNORMAL.value
    return np.asarray(
        ((before.labels == normal) & (after.labels == abnormal)) | ((before.labels == abnormal) & (after.labels == normal))
    )
