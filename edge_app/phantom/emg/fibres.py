"""Muscle fibres and the potentials that they leave at a needle when an action potential runs along them.

The action potential starts at one place of the fibre, where the end plate is, and runs both ways to where the fibre ends: at
its tendon, or where it is blocked. The axial current at a place that it has reached is a current dipole; with dipoles, start,
tendon and block need nothing of their own: no current is left over (Dimitrov & Dimitrova 1998). The potential over time is
then a convolution: the slope of the action potential with how the electrode sees each place of the path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.phantom.emg.electrode import INTRACELLULAR_S_PER_M, RADIAL_S_PER_M, Electrode
from edge_app.phantom.emg.membrane import AFTER_S, FloatArray, slope, velocity

ComplexArray = npt.NDArray[np.complex64]
_WINDOW_S = 0.070  # how long a wave can last: the slowest fibre to its tendon, and its afterpotential
_AFTER_WINDOW = 4.0  # time constants of the afterpotential that are followed


@dataclass(frozen=True)
class Fibres:
    """N fibres side by side, each field (N,) float32."""

    x: FloatArray  # mm, from the electrode (see `electrode`)
    y: FloatArray  # mm
    start: FloatArray  # mm along z, where action potentials start
    ends: tuple[FloatArray, FloatArray]  # mm along z, lower and upper: tendon or block
    diameter: FloatArray  # µm
    delay: FloatArray  # s, from the discharge to the start of the action potential
    speed: FloatArray  # conduction velocity as a share of what its diameter gives
    stretch: FloatArray  # how many times longer than in a healthy fibre repolarisation takes


def wave_samples(rate_hz: float) -> int:
    """Length of a wave at this rate: a power of two."""
    return 1 << int(np.ceil(np.log2(_WINDOW_S * rate_hz)))


def spectra(fibres: Fibres, electrode: Electrode, rate_hz: float) -> ComplexArray:
    """Spectra (`numpy.fft.rfft`) of the fibres' potentials, µV, (N, wave_samples // 2 + 1); time 0 is the discharge.

    phi(t) = sigma_i d^2 / (16 sigma_r) * integral of slope(v t - p) dh/dp dp along both ways p from start to end, h as
    `seen_at` gives it: Nandedkar & Stålberg 1983 with the second derivative of the action potential integrated by parts. The
    integral of dh/dp over a sample's stretch of path is taken exactly.
    """
    size = wave_samples(rate_hz)
    speed = (velocity(fibres.diameter) * fibres.speed)[:, None]
    step = speed * np.float32(1000 / rate_hz)  # mm a sample
    lower, upper = (np.abs(end - fibres.start)[:, None] for end in fibres.ends)
    longest = float(np.max(np.maximum(lower, upper) / step))
    path = np.arange(min(size, int(np.ceil(longest)) + 1) + 1, dtype=np.float32) * step
    x, y, start = fibres.x[:, None], fibres.y[:, None], fibres.start[:, None]
    seen = np.diff(electrode.seen_at(x, y, start + np.minimum(path, upper)), axis=1)
    seen += np.diff(electrode.seen_at(x, y, start - np.minimum(path, lower)), axis=1)
    times = int(np.ceil(_AFTER_WINDOW * AFTER_S * rate_hz))
    behind = (np.arange(times, dtype=np.float32) + np.float32(0.5)) * step
    current = slope(behind, fibres.stretch[:, None], speed * np.float32(1000 * AFTER_S))
    scale = np.float32(1000 * INTRACELLULAR_S_PER_M / (16 * RADIAL_S_PER_M)) * (fibres.diameter[:, None] / 1000) ** 2
    spectrum = np.fft.rfft(seen * scale, size, axis=1) * np.fft.rfft(current, size, axis=1)
    return (spectrum * shift(fibres.delay[:, None], rate_hz, size)).astype(np.complex64)


def shift(seconds: FloatArray, rate_hz: float, size: int) -> ComplexArray:
    """The factor by which a spectrum of a wave of `size` samples is multiplied to come later; `seconds` broadcasts over the
    last axis.
    """
    turns = np.fft.rfftfreq(size, 1 / rate_hz).astype(np.float32) * seconds
    return np.asarray(np.exp(-2j * np.pi * turns), np.complex64)


def waves(spectrum: ComplexArray, size: int) -> FloatArray:
    """The waves (..., size) of spectra (..., size // 2 + 1)."""
    return np.fft.irfft(spectrum, size, axis=-1).astype(np.float32)
