"""The logistic model's report in lines to read, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple

from edge_app.emg.fibrillation_grade import RULE
from edge_app.emg.logistic import LogisticModel
from edge_app.emg.waveform import WAVEFORMS
from quantize.evaluation.emg.baseline import BaselineReport
from quantize.reporting.emg_scores import confusion_lines, origin_lines, score_lines
from quantize.reporting.text_table import Table, markdown_table


def report_text(report: BaselineReport, model: LogisticModel) -> str:
    """The whole report."""
    return "\n".join(_lines(report, model)) + "\n"


def _lines(report: BaselineReport, model: LogisticModel) -> Iterator[str]:
    made, trained = ("simulated" if report.simulated else "recorded"), model.trained_on
    scores = report.calibrated
    yield "# Needle EMG: the logistic model on the reading"
    yield ""
    yield (
        f"Fitted on {trained.events} events of {trained.subjects} {'simulated ' if trained.simulated else ''}patients"
        f"{'' if trained.seed is None else f' (seed {trained.seed})'}, measured on {scores.events} events of {scores.subjects} "
        f"other {made} patients (seed {report.seed}). Per event; intervals are 95 %, over resampled patients."
    )
    yield from origin_lines(report.simulated, report.command)
    for title, found in (("Calibrated", scores), ("Without amplitudes", report.uncalibrated)):
        yield from (f"## {title}", "")
        yield from score_lines(found)
    yield from ("## What each kind of potential is called (calibrated)", "")
    yield from confusion_lines(report.confusion)
    yield from ("## Grade of fibrillation, of muscles", "")
    yield f"Rule: {RULE}. By what the events are, and by what they are called; both of the same events."
    yield ""
    grades = ((pair.by_truth, pair.by_model, str(pair.muscles)) for pair in report.grades)
    yield from markdown_table(Table("", ("by the truth", "by the model", "muscles"), tuple(grades)))
    yield from ("## What is not judged, and what cannot be scored", "")
    yield from _guard_lines(report)
    yield from ("", "## What each feature adds (calibrated), in logits for a standard deviation", "")
    terms = (
        (term.feature, *(f"{weight:+.2f}" for weight in (*astuple(term.weights), *astuple(term.unknown))))
        for term in model.calibrated.terms
    )
    head = ("feature", *(w.value for w in WAVEFORMS), *(f"{w.value}, where not known" for w in WAVEFORMS))
    yield from markdown_table(Table("", head, tuple(terms)))


def _guard_lines(report: BaselineReport) -> Iterator[str]:
    guard = report.guard
    yield f"- {_counted(guard.unfit_recordings)} of {guard.recordings} recordings: nothing in them is judged."
    yield f"- {_counted(guard.unfit_events)} of {guard.events} events are not judged; by class {_listed(guard.unfit_by_class)}."
    yield (
        f"- {sum(guard.without_potential.values())} judged events have no potential within {report.tolerance_ms:g} ms, so they "
        f"are in no score; the model calls them {_listed(guard.without_potential)}."
    )
    for one in report.detected:
        yield (
            f"- {one.missed} of {one.potentials} {one.waveform.value} potentials of {report.visible_microvolt:g} µV or more have "
            "no event: they are too near a larger one, or below the threshold."
        )


def _counted(counts: Mapping[str, int]) -> str:
    return f"{sum(counts.values())} ({_listed(counts)})" if counts else "0"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
