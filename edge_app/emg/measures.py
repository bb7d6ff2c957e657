"""What is measured of a recording before any of it is judged: clipping, missing samples, mains, movement, bandwidth. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.emg.events import MAD_TO_SD
from edge_app.emg.signal import Signal
from edge_app.emg.trace import Samples, Trace

Runs = npt.NDArray[np.int64]  # (K, 2), [begin, end) in samples of the trace, in order

MAINS_HZ = (50.0, 60.0)
_HARMONICS = 6  # of the mains, the first itself; enough of them lie below a kilohertz
_TOLERANCE_HZ = 0.3  # that a mains frequency and a recorder's clock are off by together
_CUT_OFF_SD = 4.0  # deviations beyond this many times the noise count as this much: events are not mains
_CLIPPED_MS = 0.15  # ms at an extreme, and
_CLIPPED_SAMPLES = 3  # samples at least,
_CLIPPED_SD = 8.0  # this many times the noise away from the middle: only then is it a rail
_AT_RAIL = 0.002  # of the rails' span that a sample may lie off a rail
_MISSING_MS = 5.0  # ms of one and the same value, where the noise is larger than a step
_SWING_MS = 100.0  # ms over which the baseline is averaged
_SWING_REACH_S = 0.25  # s on either side in which it swings
_PIECE_S = 0.02  # s, of which spectra are taken


def clipped_runs(trace: Trace) -> Runs:
    """Where the signal lies at the recorder's rails, or is flat at the recording's own extremes, far from its middle."""
    samples = trace.samples
    middle = float(np.median(samples))
    noise = MAD_TO_SD * float(np.median(np.abs(samples - middle)))
    least, most = float(samples.min()), float(samples.max())
    at = np.zeros(len(samples), bool)
    for extreme, rail in ((least, trace.rails and trace.rails[0]), (most, trace.rails and trace.rails[1])):
        if abs(extreme - middle) <= _CLIPPED_SD * noise:
            continue
        near = samples == np.float32(extreme)
        if rail is not None and trace.rails is not None:
            near |= np.abs(samples - rail) <= _AT_RAIL * (trace.rails[1] - trace.rails[0])
        at |= near
    return _long_runs(at, max(_CLIPPED_SAMPLES, round(_CLIPPED_MS * trace.rate_hz / 1000)))


def missing_runs(trace: Trace) -> Runs:
    """Where samples are missing: one value for milliseconds, as drivers fill gaps. A break that the file states has length 0."""
    samples = trace.samples
    steps = np.diff(samples)
    stated = np.array([(at, at) for at in trace.breaks], np.int64).reshape(-1, 2)
    if len(steps) == 0 or float(np.median(np.abs(steps))) == 0.0:  # so coarse, or so silent, that it often does not move at all
        return stated
    same = _long_runs(np.concatenate([steps == 0, [False]]), round(_MISSING_MS * trace.rate_hz / 1000))
    both = np.concatenate([stated, same])
    return both[np.argsort(both[:, 0], kind="stable")]


def mains_share(signal: Signal, start: int, stop: int, noise: float) -> tuple[float, float]:
    """Of signal.values[start:stop]: the share of its power, 0-1, that is mains at 50 or 60 Hz with harmonics; and its amplitude.

    The amplitude is that of a sine of the same power, in the signal's unit. Larger deviations than four times the noise are cut,
    so that events have no say.
    """
    part = signal.values[max(start, 0) : stop].astype(np.float64)
    if len(part) < signal.rate_hz // 5:
        return 0.0, 0.0
    part -= np.median(part)
    part = np.clip(part, -_CUT_OFF_SD * noise, _CUT_OFF_SD * noise)
    window = np.hanning(len(part))
    power = np.abs(np.fft.rfft(part * window)) ** 2
    width = signal.rate_hz / len(part)  # Hz of a bin
    total = float(power[max(round(10 / width), 1) :].sum())
    if total == 0:
        return 0.0, 0.0
    share = 0.0
    for mains in MAINS_HZ:
        found = 0.0
        for harmonic in range(1, _HARMONICS + 1):
            reach = _TOLERANCE_HZ * harmonic + 2 * width  # a Hann window spreads a sine over two bins on either side
            low, high = (mains * harmonic - reach) / width, (mains * harmonic + reach) / width
            found += float(power[max(round(low), 0) : round(high) + 1].sum())
        share = max(share, found / total)
    share = min(share, 1.0)
    return share, float(np.sqrt(2 * share * np.mean(part**2)))


def swing(signal: Signal, index: int) -> float:
    """How far the baseline moves around a sample, in the signal's unit: the range of its average over a tenth of a second."""
    reach, width = round(_SWING_REACH_S * signal.rate_hz), max(round(_SWING_MS * signal.rate_hz / 1000), 1)
    part = signal.values[max(index - reach, 0) : index + reach + 1]
    if len(part) < 2 * width:
        return 0.0
    sums = np.concatenate([[0.0], np.cumsum(part, dtype=np.float64)])
    averages = (sums[width:] - sums[:-width]) / width
    return float(averages.max() - averages.min())


def high_frequencies(trace: Trace) -> float:
    """dB, by how much 1.0-1.5 kHz is weaker than 200-400 Hz in the recording's quieter half; 0 where it is too short to say.

    An amplifier's noise is about as strong in both. Each band's power is the median over pieces of 20 ms, so a few events do not
    count.
    """
    size = round(_PIECE_S * trace.rate_hz)
    count = min(len(trace.samples) // max(size, 1), 1500)
    if count < 8 or trace.rate_hz < 3200:
        return 0.0
    pieces = trace.samples[: count * size].reshape(count, size).astype(np.float64)
    pieces = pieces - pieces.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(pieces * np.hanning(size), axis=1)) ** 2
    frequency = np.fft.rfftfreq(size, 1 / trace.rate_hz)
    low = power[:, (frequency >= 200) & (frequency <= 400)].mean(axis=1)
    high = power[:, (frequency >= 1000) & (frequency <= 1500)].mean(axis=1)
    quiet = low <= np.median(low)
    below, above = float(np.median(low[quiet])), float(np.median(high[quiet]))
    if below <= 0:
        return 0.0
    return 10 * float(np.log10(max(above, below * 1e-12) / below))


def overlaps(runs: Runs, begin: float, end: float) -> bool:
    """Whether one of the runs touches [begin, end), samples of the trace."""
    return bool(((runs[:, 1] >= begin) & (runs[:, 0] < end)).any())


def _long_runs(at: npt.NDArray[np.bool_], least: int) -> Runs:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], at, [False]]).astype(np.int8)))
    runs = edges.reshape(-1, 2).astype(np.int64)
    return runs[runs[:, 1] - runs[:, 0] >= least]


def loudness(samples: Samples) -> float:
    """The largest deviation from the median."""
    return float(np.abs(samples - np.median(samples)).max())
