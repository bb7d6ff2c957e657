"""An analysis as lines of JSON: one for the recording, then one for each event. Units are in the names; null is "not known"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import Enum
from typing import Any

from edge_app.emg.analysis import Analysis, ReadEvent, Settings
from edge_app.emg.fibrillation_grade import RULE, FibrillationGrade
from edge_app.emg.guard import Unfit, reason
from edge_app.emg.logistic import LogisticAnswer, LogisticModel
from edge_app.emg.rendering import gain_of
from edge_app.emg.signal import Signal
from edge_app.emg.waveform import WAVEFORMS

SIMULATED = "Fitted on simulated patients: says nothing about real ones. Not for clinical use."
FITTED = "Research only, not for clinical use."


def recording_line(analysis: Analysis, file: str, model: LogisticModel | None = None) -> str:
    """What was read, and why nothing in it is judged where that is so. model: what names its events, if anything does."""
    trace = analysis.trace
    named = {} if model is None else {"logistic_model": _described(model)}
    return _line({
        "kind": "recording",
        "file": file,
        "channel": trace.channel,
        "rate_hz": trace.rate_hz,
        "seconds": trace.seconds,
        "microvolt_per_count": trace.microvolt_per_count,
        "high_pass_hz": trace.high_pass_hz,
        "low_pass_hz": trace.low_pass_hz,
        "simulated": trace.simulated,
        "events": len(analysis.events),
        "fit_events": sum(found.unfit is None for found in analysis.events),
        **_not_judged(analysis.unfit),
        **named,
    })  # fmt: skip


def event_line(
    found: ReadEvent, number: int, signal: Signal, settings: Settings, image: str | None, answer: LogisticAnswer | None = None
) -> str:
    """One event. number: from 1. image: the file that it was drawn into. answer: the logistic model's, if it was asked."""
    gain = gain_of(found.event, signal, settings.rendering)
    named = {} if answer is None else {"logistic_model": _answered(answer)}
    drawn = {"image": image, "image_gain": "fixed" if gain.fixed else "by the event"} if image is not None else {}
    return _line({
        "kind": "event",
        "event": number,
        "seconds": found.event.seconds,
        **asdict(found.reading),
        **_not_judged(found.unfit),
        **drawn,
        **named,
    })  # fmt: skip


def grade_line(grade: FibrillationGrade, files: Sequence[str], model: LogisticModel) -> str:
    """The grade of one muscle, with its rule and what called the events."""
    return _line({
        "kind": "grade of fibrillation",
        "grade": grade.text,
        "rule": RULE,
        "areas": grade.areas,
        "areas_not_judged": grade.not_judged,
        "areas_with_trains": grade.with_trains,
        "areas_moderate": grade.moderate,
        "areas_many": grade.many,
        "areas_full": grade.full,
        "reason": grade.reason,
        "files": list(files),
        "logistic_model": _described(model),
    })  # fmt: skip


def _described(model: LogisticModel) -> dict[str, object]:
    of = model.trained_on
    return {
        "notice": SIMULATED if of.simulated else FITTED,
        "simulated": of.simulated,
        "subjects": of.subjects,
        "events": of.events,
    }


def _answered(answer: LogisticAnswer) -> dict[str, object]:
    """Its class and the probability of each; null where the event is not judged."""
    shares = answer.probabilities or (None,) * len(WAVEFORMS)
    return {
        "class": answer.waveform,
        **{waveform.value: share for waveform, share in zip(WAVEFORMS, shares, strict=True)},
        "not_judged": answer.unfit,
    }


def _not_judged(unfit: Unfit | None) -> dict[str, str | None]:
    return {"not_judged": unfit and unfit.value, "reason": unfit and reason(unfit)}


def _line(fields: dict[str, Any]) -> str:
    return json.dumps({name: _plain(value) for name, value in fields.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Numbers with six significant digits, as they mean something; enumerations as their text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return float(f"{value:.6g}") if isinstance(value, float) else value
