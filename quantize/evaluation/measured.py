"""How well a quantised graph does on held-out subjects, and what it lost against FP32, as the manifest holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, fields

import numpy as np

from edge_app.bundle.loader import Reference
from edge_app.bundle.manifest import ClassMetrics, Measured, Metrics
from edge_app.errors import ExportError
from edge_app.records import FloatMap, Interval
from quantize.class_list import ClassList
from quantize.dataset.classes import class_indices
from quantize.dataset.manifest import Sample
from quantize.evaluation.comparison import label_indices
from quantize.evaluation.held_out import HeldOut
from quantize.statistics.calibration import Decision
from quantize.statistics.class_metrics import measure_classes
from quantize.statistics.metrics import MeasuredMetrics, measure
from quantize.statistics.quantisation_error import compare


def measure_graph(
    fp32: Reference, found: Reference, decision: Decision, held_out: HeldOut, engine: str, classes: ClassList | None = None
) -> Measured:
    """Accuracy of a quantised graph, and what it lost against FP32, from both graphs' answers to the held-out images.

    engine: what ran the quantised graph, in words; classes: those that the network tells apart. Raises ExportError when a metric
    is not defined.
    """
    subjects = np.array([sample.subject for sample in held_out.samples])
    labels = label_indices(held_out.samples)
    measured = measure(labels, decision.probabilities(found.logits), subjects, decision.threshold)
    return Measured(
        part=held_out.description,
        data_sha256=held_out.sha256,
        engine=engine,
        images=measured.images,
        subjects=measured.subjects,
        metrics=summarise(measured),
        fidelity=compare(fp32, found, decision),
        classes=None if classes is None else measure_called(found.logits, decision, held_out.samples, classes),
    )


def measure_called(logits: FloatMap, decision: Decision, samples: Sequence[Sample], classes: ClassList) -> ClassMetrics:
    """How well a network of several classes calls those of images, by its logits (N, L)."""
    subjects = np.array([sample.subject for sample in samples])
    truth, called = class_indices(samples, classes), decision.classes(logits)
    return measure_classes(truth, called, subjects, len(classes.labels), classes.ordered)


def summarise(found: MeasuredMetrics) -> Metrics:
    """Metrics as the manifest holds them. Raises ExportError when one is not defined."""
    intervals = {}
    for field in fields(Metrics):
        measured: Interval = getattr(found, field.name)
        if np.isnan(astuple(measured)).any():
            raise ExportError(f"{field.name} is not defined on the test subjects; it needs answers and labels of both kinds")
        intervals[field.name] = measured
    return Metrics(**intervals)
