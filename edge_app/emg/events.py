"""Where something happens in a recording: peaks that rise out of the noise, each once.

A peak counts where it is the largest within the refractory time and exceeds a multiple of the noise. Both are decided from what
lies around the peak, at places of the recording that are fixed, so a recording that is read window by window has the events of
the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from edge_app.emg.signal import Signal
from edge_app.emg.trace import Samples

_WINDOW_S = 8  # s looked at in one go, so that memory does not grow with the recording
_LEAST_NOISE = 1e-4  # of a block's largest deflection
MAD_TO_SD = 1.4826  # of normally distributed noise: 1 / 0.6745 (Rousseeuw & Croux, J Am Stat Assoc 1993; 88:1273-1283)


@dataclass(frozen=True)
class Detector:
    """What counts as an event."""

    threshold: float = 6.0  # times the noise
    refractory_ms: float = 10.0  # ms on either side within which only the largest peak counts
    noise_block_s: float = 1.0  # s over which the noise is estimated
    baseline_ms: float = 25.0  # ms over which the baseline is averaged before it is taken off
    least_microvolt: float = 10.0  # µV, where calibrated; end-plate noise and amplifiers are below


@dataclass(frozen=True)
class Event:
    """One potential, by its largest deflection."""

    index: int  # sample of the `Signal`
    seconds: float  # s since the recording's beginning
    height: float  # deflection from the baseline, in the signal's unit; negative as the active electrode is
    noise: float  # standard deviation of the noise around it, in the signal's unit, > 0


def find_events(signal: Signal, detector: Detector, start: int = 0, stop: int | None = None) -> tuple[Event, ...]:
    """The events whose peaks lie in [start, stop), in order; stop None: the end. Pure.

    Any division of a recording into windows gives the same events as the whole.
    """
    length = len(signal.values)
    stop = length if stop is None else min(stop, length)
    start = max(start, 0)
    if start >= stop:
        return ()
    window = _WINDOW_S * signal.rate_hz
    edges = [start, *range((start // window + 1) * window, stop, window), stop]
    return tuple(event for a, b in pairwise(edges) for event in _events_in(signal, detector, a, b))


def noise_of(signal: Signal, detector: Detector) -> float:
    """The noise of the recording's first block, in the signal's unit."""
    return float(_noise(signal, detector, 0, 1)[0])


def _events_in(signal: Signal, detector: Detector, start: int, stop: int) -> list[Event]:
    length = len(signal.values)
    refractory = max(round(detector.refractory_ms * signal.rate_hz / 1000), 1)
    begin, end = max(start - refractory, 0), min(stop + refractory, length)
    deflection = _off_baseline(signal, detector, begin, end)
    noise = _noise(signal, detector, begin, end)
    size = np.abs(deflection)
    floor = detector.least_microvolt if signal.calibrated else 0.0
    above = np.flatnonzero(size > np.maximum(detector.threshold * noise, floor))
    events = []
    for peak in _largest_within(size, above, refractory):
        index = begin + int(peak)
        if start <= index < stop:
            events.append(Event(index, index / signal.rate_hz, float(deflection[peak]), float(noise[peak])))
    return events


def _largest_within(size: Samples, above: npt.NDArray[np.intp], refractory: int) -> list[int]:
    """Those of the candidates that nothing exceeds within the refractory time; of equals, the first."""
    found = []
    breaks = np.flatnonzero(np.diff(above) > 1) + 1
    for run in np.split(above, breaks):
        if len(run) == 0:
            continue
        # Only peaks of a run can be the largest around; a run may hold several that are a refractory time apart.
        inner = size[run]
        peaks = [int(run[0])] if len(run) == 1 else _peaks(run, inner)
        for peak in peaks:
            before, after = size[max(peak - refractory, 0) : peak], size[peak + 1 : peak + refractory + 1]
            if (before.size == 0 or before.max() < size[peak]) and (after.size == 0 or after.max() <= size[peak]):
                found.append(peak)
    return found


def _peaks(run: npt.NDArray[np.intp], inner: Samples) -> list[int]:
    rises = np.concatenate([[True], inner[1:] > inner[:-1]])
    falls = np.concatenate([inner[:-1] >= inner[1:], [True]])
    return [int(at) for at in run[rises & falls]]


def _off_baseline(signal: Signal, detector: Detector, begin: int, end: int) -> Samples:
    """signal.values[begin:end] less their moving average, which is taken of whole milliseconds counted from the beginning.

    Counted so, the sums are those of the same numbers in the same order whatever begin and end are.
    """
    step = max(signal.rate_hz // 1000, 1)
    wide = max(round(detector.baseline_ms) // 2, 1)  # steps on either side
    count = len(signal.values) // step
    if count < 2:
        return np.asarray(signal.values[begin:end] - np.median(signal.values), np.float32)
    first, last = max(begin // step - 1, 0), min(end // step + 2, count)
    low, high = max(first - wide, 0), min(last + wide, count)
    means = signal.values[low * step : high * step].reshape(-1, step).mean(axis=1, dtype=np.float64)
    # Beyond the ends the first and last millisecond are repeated.
    padded = np.pad(means, (wide - (first - low), wide - (high - last)), mode="edge")
    average = np.lib.stride_tricks.sliding_window_view(padded, 2 * wide + 1).mean(axis=1)
    centres = (np.arange(first, last) + 0.5) * step - 0.5
    baseline = np.interp(np.arange(begin, end), centres, average)
    return np.asarray(signal.values[begin:end] - baseline, np.float32)


def _noise(signal: Signal, detector: Detector, begin: int, end: int) -> Samples:
    """(end - begin,) the standard deviation of the noise at each sample: of its block, from the median absolute deviation.

    Blocks are counted from the recording's beginning; what is left at the end belongs to the last one. A recording without noise
    counts as having a little, or rounding would be an event.
    """
    block = min(max(round(detector.noise_block_s * signal.rate_hz), 1), len(signal.values))
    last = len(signal.values) // block - 1
    noise = np.empty(end - begin, np.float32)
    for number in range(min(begin // block, last), min((end - 1) // block, last) + 1):
        from_, to = number * block, len(signal.values) if number == last else (number + 1) * block
        deviation = _off_baseline(signal, detector, from_, to)
        spread = MAD_TO_SD * float(np.median(np.abs(deviation - np.median(deviation))))
        least = max(_LEAST_NOISE * float(np.abs(deviation).max()), float(np.finfo(np.float32).tiny))
        noise[max(from_, begin) - begin : min(to, end) - begin] = max(spread, least)
    return noise
