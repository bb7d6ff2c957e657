"""The logistic model's report in lines to read, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple

from edge_app.emg.fibrillation_grade import RULE
from edge_app.emg.logistic import LogisticModel
from edge_app.emg.waveform import WAVEFORMS
from edge_app.records import Interval
from quantize.evaluation.emg.baseline import BaselineReport
from quantize.evaluation.emg.class_scores import Scores
from quantize.reporting.text_table import Table, markdown_table

NO_COMPARISON = (
    "The paper's 93.8 % (Nam et al., 2019) is per image, of one hospital's waveforms, without a stated split by patient: it "
    "cannot be compared with these figures."
)


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
    if report.simulated:
        yield "**Everything here is simulated: it says nothing about patients.** " + NO_COMPARISON
    yield ""
    yield f"`{report.command}`"
    for title, found in (("Calibrated", scores), ("Without amplitudes", report.uncalibrated)):
        yield from ("", f"## {title}", "")
        yield from _score_lines(found)
    yield from ("", "## What each kind of potential is called (calibrated)", "")
    head = ("kind", "class", *(f"called {waveform.value}" for waveform in WAVEFORMS))
    rows = (
        (row.subtype.value, row.waveform.value, str(row.psw), str(row.fibrillation), str(row.other)) for row in report.confusion
    )
    yield from markdown_table(Table("", head, tuple(rows)))
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


def _score_lines(scores: Scores) -> Iterator[str]:
    yield f"Accuracy {_share(scores.accuracy)}; mean of the classes' sensitivities {_share(scores.balanced_accuracy)}."
    yield ""
    rows = (
        (one.waveform.value, str(one.events), str(one.called), _share(one.sensitivity), _share(one.precision))
        for one in scores.classes
    )
    yield from markdown_table(Table("", ("class", "events", "called it", "sensitivity", "precision"), tuple(rows)))


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


def _share(found: Interval | None) -> str:
    return "not defined" if found is None else str(found)
