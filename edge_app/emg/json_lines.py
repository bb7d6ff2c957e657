"""An analysis as lines of JSON: one for the recording, then one for each event. Units are in the names; null is "not known"."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import Enum
from typing import Any

from edge_app.emg.analysis import Analysis, ReadEvent, Settings
from edge_app.emg.guard import Unfit, reason
from edge_app.emg.rendering import gain_of
from edge_app.emg.signal import Signal


def recording_line(analysis: Analysis, file: str) -> str:
    """What was read, and why nothing in it is judged where that is so."""
    trace = analysis.trace
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
    })  # fmt: skip


def event_line(found: ReadEvent, number: int, signal: Signal, settings: Settings, image: str | None) -> str:
    """One event. number: from 1. image: the file that it was drawn into, if it was."""
    gain = gain_of(found.event, signal, settings.rendering)
    drawn = {"image": image, "image_gain": "fixed" if gain.fixed else "by the event"} if image is not None else {}
    return _line({
        "kind": "event",
        "event": number,
        "seconds": found.event.seconds,
        **asdict(found.reading),
        **_not_judged(found.unfit),
        **drawn,
    })  # fmt: skip


def _not_judged(unfit: Unfit | None) -> dict[str, str | None]:
    return {"not_judged": unfit and unfit.value, "reason": unfit and reason(unfit)}


def _line(fields: dict[str, Any]) -> str:
    return json.dumps({name: _plain(value) for name, value in fields.items()}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Numbers with six significant digits, as they mean something; enumerations as their text."""
    if isinstance(value, Enum):
        return value.value
    return float(f"{value:.6g}") if isinstance(value, float) else value
