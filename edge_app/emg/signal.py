"""A trace as it is analysed: at one rate and in one band, whatever it was recorded with.

Everything that looks at a recording after its reader sees a `Signal`: detector, images, reading. So a recording at 4.8 kHz and
the same one at 48 kHz give nearly the same answer, and training and device cannot differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.emg.trace import Samples, Trace

_CHUNK_S = 4  # s filtered at a time, so that memory does not grow with the recording
_MARGIN_S = 1  # s on either side that are filtered too and thrown away; the filter reaches some milliseconds


@dataclass(frozen=True)
class Band:
    """What is kept of a recording. The least rate that is read, 4.8 kHz, holds nothing above 2.4 kHz."""

    rate_hz: int = 24_000  # of the signal; several times its highest frequency, so that no peak falls between two samples
    flat_to_hz: float = 800.0  # passed unchanged; from there to `nothing_from_hz` a raised cosine, which hardly rings
    nothing_from_hz: float = 2_400.0


@dataclass(frozen=True)
class Signal:
    """A trace in a `Band`."""

    values: (
        Samples  # (M,) float32, µV where calibrated, otherwise counts; positive as the needle's active electrode is; read-only
    )
    rate_hz: int  # samples a second
    calibrated: bool  # whether the values are µV

    def __post_init__(self) -> None:
        self.values.setflags(write=False)

    def index(self, seconds: float) -> int:
        """The sample nearest to a time since the beginning, s."""
        return round(seconds * self.rate_hz)

    @property
    def seconds(self) -> float:
        """How long it lasts, s."""
        return len(self.values) / self.rate_hz


def signal_of(trace: Trace, band: Band) -> Signal:
    """The trace in the band, without delay. Pure; the same bits for the same trace.

    The rate counts as a whole number of Hz: at 4.8 kHz that is at most a ten-thousandth of a time. Beyond its ends the trace
    counts as constant.
    """
    rate = max(round(trace.rate_hz), 1)
    scale = np.float32(1.0 if trace.microvolt_per_count is None else trace.microvolt_per_count)
    samples = trace.samples
    length = math.floor(len(samples) * band.rate_hz / rate)
    values = np.empty(length, np.float32)
    for start_s in range(0, math.ceil(len(samples) / rate), _CHUNK_S):
        stop_s = start_s + _CHUNK_S
        part = _padded(samples, (start_s - _MARGIN_S) * rate, (stop_s + _MARGIN_S) * rate) * scale
        filtered = _in_band(part, rate, band)
        begin, end = start_s * band.rate_hz, min(stop_s * band.rate_hz, length)
        margin = _MARGIN_S * band.rate_hz
        values[begin:end] = filtered[margin : margin + end - begin]
    return Signal(values, band.rate_hz, trace.calibrated)


def _padded(samples: Samples, start: int, stop: int) -> Samples:
    """samples[start:stop], with the first and the last sample repeated beyond the ends."""
    inside = samples[max(start, 0) : min(stop, len(samples))]
    before, after = max(-start, 0), max(stop - len(samples), 0)
    return np.concatenate(
        [np.full(before, samples[0], np.float32), inside, np.full(after, samples[-1], np.float32)], dtype=np.float32
    )


def _in_band(part: Samples, rate: int, band: Band) -> npt.NDArray[np.float64]:
    """Whole seconds of samples, filtered and at the band's rate; circular, so the ends are wrong by the filter's length."""
    seconds = len(part) // rate
    spectrum = np.fft.rfft(part.astype(np.float64))  # bins are 1 / seconds apart at any rate
    bins = min(len(spectrum), math.ceil(band.nothing_from_hz * seconds))
    frequency = np.arange(bins) / seconds
    slope = np.clip((frequency - band.flat_to_hz) / (band.nothing_from_hz - band.flat_to_hz), 0, 1)
    kept = np.zeros(seconds * band.rate_hz // 2 + 1, np.complex128)
    kept[:bins] = spectrum[:bins] * (0.5 + 0.5 * np.cos(np.pi * slope))
    filtered: npt.NDArray[np.float64] = np.fft.irfft(kept, seconds * band.rate_hz) * (band.rate_hz / rate)
    return filtered
