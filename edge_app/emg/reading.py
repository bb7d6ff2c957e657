"""A reading of an event that can be followed with ruler and paper: it stands beside whatever a network says.

The terms and their definitions are those of the glossary of the American Association of Neuromuscular & Electrodiagnostic
Medicine (AAEM glossary of terms in electrodiagnostic medicine, Muscle Nerve 2001; 24 Suppl 10), where one is given. What it says
of the two waveforms that matter here:

    fibrillation potential   biphasic or triphasic, initially positive, usually shorter than 5 ms, below 1 mV, at a constant rate
    positive sharp wave      positive, then negative; the positive phase rapid and usually shorter than 5 ms, up to 1 mV; the
    negative one low, 10 to 100 ms long; at a regular rate

The reading names no class. A muscle at rest has these, or a motor unit, or an end plate, and several may overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from edge_app.emg.events import MAD_TO_SD, Event
from edge_app.emg.signal import Signal
from edge_app.emg.trace import Samples

_REACH_MS = 100.0  # ms on either side of the peak in which an event may last
_LEVEL_OF_PEAK = 0.05  # a deflection counts from this share of the peak on,
_LEVEL_OF_NOISE = 3.0  # and from this multiple of the noise
_QUIET_MS = 2.0  # ms below the level that end an event
_RHYTHM_S = 4.0  # s on either side in which its like are looked for; a rate of 0.5 a second has four of them there
_SHAPE_MS = (4.0, 6.0)  # ms before and after the peak that are compared
_ALIKE = 0.85  # least correlation of two shapes of one source
_ALIKE_HEIGHT = (0.5, 2.0)  # ratio of their heights
_LEAST_INTERVALS = 3


class Polarity(str, Enum):
    """Of a deflection, as the needle's active electrode has it; on screens negative is up."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True)
class Reading:
    """What is measured of one event. The features of the baseline that a network has to beat."""

    initial_polarity: Polarity  # of the first deflection from the baseline
    duration_ms: float  # ms, from the first deflection from the baseline to the last return to it
    initial_ms: float  # ms, of the first deflection
    peak_to_peak_ms: float  # ms, between the positive and the negative peak
    phases: int  # deflections between crossings of the baseline that exceed the level
    positive_share: float  # 0-1, of the positive peak in the peak-to-peak amplitude
    times_noise: float  # peak-to-peak amplitude, times the noise's standard deviation
    peak_to_peak_microvolt: float | None  # µV; None: not calibrated
    rate_hz: float | None  # 1 / median interval between events of the same shape around it; None: too few
    interval_variation: float | None  # spread of these intervals by their median, 0: as a clock; None: too few
    alike: int  # events of the same shape within `_RHYTHM_S`, itself among them


def read_events(events: Sequence[Event], signal: Signal) -> tuple[Reading, ...]:
    """The readings of a recording's events, of which each is read among the others. Pure.

    Duration: from the first to the last deflection beyond a level of 5 % of the peak or three times the noise, whichever is
    greater; an event ends where 2 ms stay below. So in noise the low tail of a positive sharp wave is read too short, never too
    long. Rate and interval variation: over the events within 4 s whose shape correlates with this one's by 0.85 and whose height
    is within half and double. Variation is 1.4826 times the median absolute deviation by the median, so one beat that was missed
    does not make a regular rhythm irregular.
    """
    shapes = np.array([_shape(event, signal) for event in events])
    return tuple(_reading(event, signal, *_intervals(number, events, shapes)) for number, event in enumerate(events))


def _reading(event: Event, signal: Signal, intervals: npt.NDArray[np.float64], alike: int) -> Reading:
    per_ms = signal.rate_hz / 1000
    start = max(event.index - round(_REACH_MS * per_ms), 0)
    part = signal.values[start : event.index + round(_REACH_MS * per_ms) + 1]
    wave = part - np.median(part)
    peak = event.index - start
    level = max(_LEVEL_OF_PEAK * float(abs(wave[peak])), _LEVEL_OF_NOISE * event.noise)
    first, last = _extent(wave, peak, level, round(_QUIET_MS * per_ms))
    wave = wave[first : last + 1]
    runs = _phases(wave, level)
    positive, negative = max(float(wave.max()), 0.0), max(-float(wave.min()), 0.0)
    height = positive + negative
    median = float(np.median(intervals)) if len(intervals) >= _LEAST_INTERVALS else None
    return Reading(
        initial_polarity=Polarity.POSITIVE if wave[runs[0][0]] > 0 else Polarity.NEGATIVE,
        duration_ms=len(wave) / per_ms,
        initial_ms=(runs[0][1] - runs[0][0]) / per_ms,
        peak_to_peak_ms=abs(int(wave.argmax()) - int(wave.argmin())) / per_ms,
        phases=len(runs),
        positive_share=positive / height if height else 0.5,
        times_noise=height / event.noise,
        peak_to_peak_microvolt=height if signal.calibrated else None,
        rate_hz=None if median is None else 1 / median,
        interval_variation=None if median is None else MAD_TO_SD * float(np.median(np.abs(intervals - median))) / median,
        alike=alike,
    )


def _extent(wave: Samples, peak: int, level: float, quiet: int) -> tuple[int, int]:
    """First and last sample beyond the level around the peak, with no pause of `quiet` samples between."""
    beyond = np.flatnonzero(np.abs(wave) >= level)
    at = int(np.searchsorted(beyond, peak))
    if at == len(beyond) or beyond[at] != peak:  # the peak itself is below: of a signal that is nothing but its baseline
        return peak, peak
    pauses = np.flatnonzero(np.diff(beyond) > quiet)
    before, after = pauses[pauses < at], pauses[pauses >= at]
    first = beyond[before[-1] + 1] if len(before) else beyond[0]
    last = beyond[after[0]] if len(after) else beyond[-1]
    return int(first), int(last)


def _phases(wave: Samples, level: float) -> list[tuple[int, int]]:
    """[begin, end) of each stretch between two crossings of the baseline that exceeds the level; at least one."""
    crossings = np.flatnonzero(np.diff(np.signbit(wave))) + 1
    bounds = [0, *(int(at) for at in crossings), len(wave)]
    runs = [(a, b) for a, b in pairwise(bounds) if np.abs(wave[a:b]).max() >= level]
    return runs or [(0, len(wave))]


def _intervals(number: int, events: Sequence[Event], shapes: Samples) -> tuple[npt.NDArray[np.float64], int]:
    """s, between events of the same source around this one; and how many these are."""
    event = events[number]
    first, last = number, number
    while first > 0 and event.seconds - events[first - 1].seconds <= _RHYTHM_S:
        first -= 1
    while last + 1 < len(events) and events[last + 1].seconds - event.seconds <= _RHYTHM_S:
        last += 1
    around = range(first, last + 1)
    ratios = np.array([events[at].height for at in around]) / event.height  # negative where the polarity differs
    alike = (ratios >= _ALIKE_HEIGHT[0]) & (ratios <= _ALIKE_HEIGHT[1]) & (shapes[first : last + 1] @ shapes[number] >= _ALIKE)
    alike[number - first] = True
    return np.diff([events[at].seconds for at, is_alike in zip(around, alike, strict=True) if is_alike]), int(alike.sum())


def _shape(event: Event, signal: Signal) -> Samples:
    """The samples around the peak, without their mean and of length 1; what lies beyond the ends is 0."""
    per_ms = signal.rate_hz / 1000
    before, after = round(_SHAPE_MS[0] * per_ms), round(_SHAPE_MS[1] * per_ms)
    part = np.zeros(before + after, np.float32)
    start = event.index - before
    inside = signal.values[max(start, 0) : event.index + after]
    part[max(-start, 0) : max(-start, 0) + len(inside)] = inside - inside.mean()
    length = float(np.linalg.norm(part))
    return part / np.float32(length) if length else part
