"""What of a needle EMG recording is not fit to be judged, and why."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from edge_app.emg import measures
from edge_app.emg.events import Event
from edge_app.emg.signal import Signal
from edge_app.emg.trace import Trace

MIN_RATE_HZ = 4_800.0
MAX_RATE_HZ = 200_000.0
MIN_SECONDS = 0.5
MIN_LOW_PASS_HZ = 1_000.0  # a sharper spike than this passes no longer
_ROLL_OFF_DB = -25.0  # of 1.0-1.5 kHz below 200-400 Hz: a low-pass filter of 500 Hz, not an amplifier's noise
_MAINS_SHARE = 0.5  # of the power between the events
_MAINS_HEIGHT = 0.1  # of an event's height, from which mains changes its shape
_SWING_HEIGHT = 0.5  # of an event's height
_SHAPE_S = (0.012, 0.028)  # s before and after a peak that belong to the event; what the upper strip shows
_AROUND_S = 0.9  # s on either side; what the lower strip shows


class Unfit(str, Enum):
    """Why a recording, or one of its events, is not judged."""

    RATE = "rate"  # too low for the shapes, or higher than any recorder's
    TOO_SHORT = "too short"
    NARROW_BAND = "narrow band"
    SILENT = "silent"
    MAINS = "mains"
    CLIPPED = "clipped"
    MOVEMENT = "movement"
    MISSING_SAMPLES = "missing samples"


_REASONS = {
    Unfit.RATE: "The sampling rate is one that is not judged. Record at 4.8 kHz or more, or state the true rate.",
    Unfit.TOO_SHORT: "The recording is too short. Record half a second or more, at best ten.",
    Unfit.NARROW_BAND: "High frequencies are missing. Set the amplifier's low-pass filter to 5 kHz or more.",
    Unfit.SILENT: "Nothing rises out of the noise. A muscle at rest may be silent; otherwise check the electrode.",
    Unfit.MAINS: "Mains interference. Check the ground electrode and the cables, and switch off what is near.",
    Unfit.CLIPPED: "The signal is cut off at the recorder's limits. Reduce the gain.",
    Unfit.MOVEMENT: "The baseline swings. Hold the needle still.",
    Unfit.MISSING_SAMPLES: "Samples are missing. Record again, or export without pauses.",
}


def reason(unfit: Unfit) -> str:
    """Why it is not judged, and what to do."""
    return _REASONS[unfit]


def assess_recording(trace: Trace) -> Unfit | None:
    """Why nothing in the recording is judged; None: its events may be, each by itself. Pure."""
    if not MIN_RATE_HZ <= trace.rate_hz <= MAX_RATE_HZ:
        return Unfit.RATE
    if trace.seconds < MIN_SECONDS:
        return Unfit.TOO_SHORT
    if measures.loudness(trace.samples) == 0:
        return Unfit.SILENT
    stated = trace.low_pass_hz
    if (stated is not None and stated < MIN_LOW_PASS_HZ) or measures.high_frequencies(trace) < _ROLL_OFF_DB:
        return Unfit.NARROW_BAND
    return None


def assess_silence(signal: Signal, noise: float) -> Unfit:
    """Why a recording without events has none: mains hides what there is, or there is nothing. noise: its standard deviation."""
    share, _ = measures.mains_share(signal, 0, signal.rate_hz, noise)
    return Unfit.MAINS if share > _MAINS_SHARE else Unfit.SILENT


def assess_events(trace: Trace, signal: Signal, events: Sequence[Event]) -> tuple[Unfit | None, ...]:
    """Why each event is not judged; None: it is. Pure."""
    clipped, missing = measures.clipped_runs(trace), measures.missing_runs(trace)
    mains: dict[int, float] = {}  # by the second: its amplitude where it is most of what lies between the events
    found = []
    for event in events:
        second = min(int(event.seconds), max(int(signal.seconds) - 1, 0))
        if second not in mains:
            start = second * signal.rate_hz
            share, amplitude = measures.mains_share(signal, start, start + signal.rate_hz, event.noise)
            mains[second] = amplitude if share > _MAINS_SHARE else 0.0
        found.append(_assess(event, trace, signal, clipped, missing, mains[second]))
    return tuple(found)


def _assess(
    event: Event, trace: Trace, signal: Signal, clipped: measures.Runs, missing: measures.Runs, mains: float
) -> Unfit | None:
    at, before, after = event.seconds * trace.rate_hz, _SHAPE_S[0] * trace.rate_hz, _SHAPE_S[1] * trace.rate_hz
    if measures.overlaps(clipped, at - before, at + after):
        return Unfit.CLIPPED
    around = _AROUND_S * trace.rate_hz
    if measures.overlaps(missing, at - around, at + around):
        return Unfit.MISSING_SAMPLES
    if measures.swing(signal, event.index) > _SWING_HEIGHT * abs(event.height):
        return Unfit.MOVEMENT
    return Unfit.MAINS if mains > _MAINS_HEIGHT * abs(event.height) else None
