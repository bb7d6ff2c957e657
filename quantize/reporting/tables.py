"""An evaluation: what it holds, as JSON, and as tables to read."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge_app.bundle.manifest import ClassMetrics
from edge_app.records import FloatMap, Interval
from quantize.class_list import ClassList
from quantize.dataset.manifest import Sample
from quantize.evaluation.classifiers import GroupMetrics
from quantize.evaluation.measured import measure_called
from quantize.statistics.calibration import Decision

METRICS = {  # field of Metrics -> heading
    "accuracy": "accuracy",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "ppv": "PPV",
    "npv": "NPV",
    "f1": "F1",
    "auc": "AUC",
    "calibration_error": "ECE",
    "brier": "Brier",
}


@dataclass(frozen=True)
class EvaluatedClasses:
    """How well a network of several classes calls them."""

    labels: tuple[str, ...]
    metrics: ClassMetrics


def measured_classes(classes: ClassList, decision: Decision, logits: FloatMap, samples: Sequence[Sample]) -> EvaluatedClasses:
    """Measure the classes that the network's logits (N, L) of the images call."""
    return EvaluatedClasses(classes.labels, measure_called(logits, decision, samples, classes))


@dataclass(frozen=True)
class Evaluation:
    """How well the network did on a part of a data set, beside the baselines."""

    notice: str
    part: str  # of the subjects
    simulated: bool  # whether the images evaluated are simulated
    data_sha256: str
    test_set_sha256: str | None  # of the data set of their own that the subjects are; None: they are a part of the first
    temperature: float
    rows: tuple[GroupMetrics, ...]
    notes: tuple[str, ...] = ()  # what the data lack, and what is left out for it; a sentence each
    classes: EvaluatedClasses | None = None  # of a network of several classes


def as_json(evaluation: Evaluation) -> str:
    """The evaluation as JSON; what is not defined is null."""
    document = dataclasses.asdict(evaluation)
    if evaluation.classes is None:
        del document["classes"]
    return json.dumps(_defined(document), indent=1, allow_nan=False)


def _defined(value: object) -> object:
    if isinstance(value, dict):
        return {key: _defined(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_defined(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def as_markdown(evaluation: Evaluation) -> str:
    """A table for every group of images, with everything needed to understand it."""
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(e: Evaluation) -> Iterator[str]:
    kind = "simulated images" if e.simulated else "images"
    origin = "the data set the network was trained on"
    if e.test_set_sha256 is not None:
        origin = f"a separate data set, on which nothing was fitted or chosen (SHA-256 {e.test_set_sha256[:12]})"
    yield f"# NMD-AssistNet on the {e.part} subjects ({kind})"
    yield ""
    yield f"{e.notice} Assists, never diagnoses."
    yield ""
    yield (
        f"Per image, with 95 % intervals by bootstrap of subjects; {origin}. The network's temperature ({e.temperature:.3f}) "
        "comes from validation subjects, the baselines from training subjects; abnormal means a probability of a half or more."
    )
    for note in e.notes:
        yield ""
        yield note
    for group in dict.fromkeys(row.group for row in e.rows):
        rows = [row for row in e.rows if row.group == group]
        m = rows[0].metrics
        yield ""
        yield f"## {group}: {m.images} images of {m.subjects} subjects, {m.abnormal} images abnormal"
        yield ""
        yield "| classifier | threshold | " + " | ".join(METRICS.values()) + " |"
        yield "|---" * (len(METRICS) + 2) + "|"
        for row in rows:
            cells = [_cell(getattr(row.metrics, name)) for name in METRICS]
            yield f"| {row.classifier} | {row.threshold:.3f} | " + " | ".join(cells) + " |"
    if e.classes is not None:
        yield from _class_lines(e.classes)


def _class_lines(e: EvaluatedClasses) -> Iterator[str]:
    found = e.metrics
    yield ""
    yield f"## Classes: accuracy {_cell(found.accuracy)}"
    if found.weighted_kappa is not None:
        yield ""
        yield f"Quadratic weighted kappa {_cell(found.weighted_kappa)}."
    yield ""
    yield "| images of | " + " | ".join(f"called {label}" for label in e.labels) + " | sensitivity | precision |"
    yield "|---" * (len(e.labels) + 3) + "|"
    for label, counts, *shares in zip(e.labels, found.confusion, found.sensitivity, found.precision, strict=True):
        yield f"| {label} | " + " | ".join([*map(str, counts), *map(_cell, shares)]) + " |"


def _cell(estimate: Interval | None) -> str:
    return "not defined" if estimate is None or math.isnan(estimate.value) else str(estimate)
