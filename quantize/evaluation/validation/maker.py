"""The figures here beside those that the bundle says of itself: the drop, if there is one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from edge_app.bundle.loader import Precision
from edge_app.bundle.manifest import Manifest, Measured
from quantize.evaluation.validation.outcomes import Outcomes
from quantize.evaluation.validation.rates import rates
from quantize.evaluation.validation.records import Compared
from quantize.statistics.independent import difference
from quantize.statistics.metrics import auc
from quantize.statistics.subject_bootstrap import SubjectBootstrap


def measured_by_maker(manifest: Manifest, graph: Precision) -> Measured | None:
    """What the maker measured of this graph; of FP32, which no bundle states, that of INT8: the gate allows no relevant loss."""
    if graph is Precision.INT8_LITERT and manifest.litert is not None:
        return manifest.litert.measured
    return manifest.measured


def compare_with_maker(o: Outcomes, measured: Measured, threshold: float) -> Iterator[Compared]:
    """Both of every image in one view, read at the threshold, whatever guard and band say: as the maker measured."""
    everything = np.ones(len(o.labels), np.bool_)
    right = (o.first_views >= threshold) == (o.labels == 1)
    here = rates("every image", o.labels, right, everything, o.subjects)
    area = SubjectBootstrap(o.subjects).estimate(lambda w: auc(o.labels, o.first_views, w))
    metrics = measured.metrics
    for name, found, theirs in (
        ("sensitivity", here.sensitivity, metrics.sensitivity),
        ("specificity", here.specificity, metrics.specificity),
        ("accuracy", here.accuracy, metrics.accuracy),
        ("AUC", area, metrics.auc),
    ):
        yield Compared(name, found, theirs, None if found is None else difference(found, theirs))
