"""What another electromyograph, or another room, would have made of a recording: changes that mean nothing about the muscle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from edge_app.emg.trace import Trace

_CONVERTER_LIMIT = 0.45  # of the rate, where a converter's band ends; the simulator's has the same
_MAINS_HARMONICS = ((1, 1.0), (2, 0.1), (3, 0.3), (5, 0.15))  # number and share of the amplitude; as in the simulator

Frequencies = npt.NDArray[np.complexfloating]
TraceChange = Callable[[Trace], Trace]


def calibration_error(factor: float) -> TraceChange:
    """Every amplitude is stated `factor` times as large."""

    def change(trace: Trace) -> Trace:
        scale = trace.microvolt_per_count
        return replace(trace, microvolt_per_count=None if scale is None else scale * factor)

    return change


def uncalibrated(trace: Trace) -> Trace:
    """Nobody says what a count is."""
    return replace(trace, microvolt_per_count=None)


def with_mains(microvolt: float, hertz: float = 50.0) -> TraceChange:
    """Mains of this amplitude, µV, and its harmonics, on a calibrated trace."""

    def change(trace: Trace) -> Trace:
        assert trace.microvolt_per_count is not None
        t = np.arange(len(trace.samples)) / trace.rate_hz
        mains = sum(share * np.sin(2 * np.pi * number * hertz * t + number) for number, share in _MAINS_HARMONICS)
        return _with(trace, trace.samples + mains * (microvolt / trace.microvolt_per_count))

    return change


def at_rate(rate_hz: int) -> TraceChange:
    """Recorded at a lower rate, with the filter that a converter has; of recordings of whole seconds."""

    def change(trace: Trace) -> Trace:
        seconds = round(trace.seconds)
        frequency = np.fft.rfftfreq(len(trace.samples), 1 / trace.rate_hz)
        steep = 1 / np.sqrt(1 + (frequency / (_CONVERTER_LIMIT * rate_hz)) ** 40)
        spectrum = (np.fft.rfft(trace.samples) * steep)[: seconds * rate_hz // 2 + 1]
        samples = np.fft.irfft(spectrum, seconds * rate_hz) * (seconds * rate_hz / len(trace.samples))
        return replace(_with(trace, samples), rate_hz=float(rate_hz), low_pass_hz=None)

    return change


def low_pass(hertz: float) -> TraceChange:
    """Another low-pass filter: Butterworth's of fourth order, of which the recording says nothing."""

    def change(trace: Trace) -> Trace:
        return _filtered(trace, lambda f: 1 / ((f * f + 0.76536686 * f + 1) * (f * f + 1.84775907 * f + 1)), hertz)

    return change


def high_pass(hertz: float) -> TraceChange:
    """Another high-pass filter, of first order."""

    def change(trace: Trace) -> Trace:
        return _filtered(trace, lambda f: f / (1 + f), hertz)

    return change


# Recordings of 44.1 kHz and more can be brought to any of these rates.
CHANGES: dict[str, TraceChange] = {
    "amplitudes stated 0.8 times": calibration_error(0.8),
    "amplitudes stated 1.25 times": calibration_error(1.25),
    "no calibration": uncalibrated,
    "mains, 5 µV": with_mains(5),
    "mains, 20 µV": with_mains(20),
    "24 kHz": at_rate(24_000),
    "10 kHz": at_rate(10_000),
    "4.8 kHz": at_rate(4_800),
    "low-pass 5 kHz": low_pass(5_000),
    "low-pass 2 kHz": low_pass(2_000),
    "high-pass 20 Hz": high_pass(20),
    "high-pass 100 Hz": high_pass(100),
}


def _filtered(trace: Trace, response: Callable[[Frequencies], Frequencies], hertz: float) -> Trace:
    """response: the gain at frequencies, j times their share of `hertz`."""
    f: Frequencies = 1j * np.fft.rfftfreq(len(trace.samples), 1 / trace.rate_hz) / hertz
    return _with(trace, np.fft.irfft(np.fft.rfft(trace.samples) * response(f), len(trace.samples)))


def _with(trace: Trace, samples: npt.NDArray[np.floating]) -> Trace:
    """Other samples, which are no longer whole counts."""
    return replace(trace, samples=np.asarray(samples, np.float32))
