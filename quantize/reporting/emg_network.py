"""A network's report in lines to read, as Markdown, the logistic model beside it."""

from __future__ import annotations

from collections.abc import Iterator

from quantize.evaluation.emg.network import NetworkReport
from quantize.reporting.emg_scores import confusion_lines, origin_lines, score_lines
from quantize.training.emg.record import EmgTrainingRecord


def network_text(report: NetworkReport, record: EmgTrainingRecord) -> str:
    """The whole report."""
    return "\n".join(_lines(report, record)) + "\n"


def _lines(report: NetworkReport, record: EmgTrainingRecord) -> Iterator[str]:
    made = "simulated " if report.simulated else ""
    yield f"# Needle EMG: {report.network}, {report.parameters:,} parameters, FP32"
    yield ""
    yield (
        f"Trained on {record.train_images} images of {record.train_subjects} patients (seed {record.drawing.dataset.seed}), "
        f"chosen on {record.validation_images} of {record.validation_subjects} others (epoch {record.chosen.epoch + 1} of "
        f"{record.recipe.epochs}), measured on {report.scores.events} events of {report.scores.subjects} {made}patients of "
        f"another data set (seed {report.seed}). Per event; intervals are 95 %, over resampled patients."
    )
    yield from origin_lines(report.simulated, report.command)
    for title, scores in (("The network", report.scores), ("The logistic model, on the same events", report.baseline)):
        yield from (f"## {title}", "")
        yield from score_lines(scores)
    yield from ("## What the network calls each kind of potential", "")
    yield from confusion_lines(report.confusion)
