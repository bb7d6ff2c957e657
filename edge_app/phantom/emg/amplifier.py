"""From the potential at the electrode to counts: noise, mains and movement come in, the filter takes out, the converter
rounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.phantom.emg.membrane import FloatArray

_LEAST_INNER_HZ = 40_000.0  # the simulation's own rate is at least this
_CONVERTER_LIMIT = 0.45  # of its rate
_BODY_K = 310.0
_BOLTZMANN = 1.380649e-23


@dataclass(frozen=True)
class Amplifier:
    """An electromyograph's input as it is set."""

    rate_hz: float  # samples a second
    microvolt_per_count: float
    bits: int  # of the converter
    high_pass_hz: float
    low_pass_hz: float
    resistance_ohm: float  # of the electrode, for thermal noise
    noise_microvolt: float  # RMS of the amplifier's own noise between its limits
    mains_hz: float  # 50 or 60
    mains_microvolt: float  # amplitude of what of the mains gets in

    @property
    def factor(self) -> int:
        """Samples of the simulation for one that is kept."""
        return int(np.ceil(_LEAST_INNER_HZ / self.rate_hz))

    @property
    def inner_hz(self) -> float:
        """Rate at which generators are simulated."""
        return self.rate_hz * self.factor

    @property
    def rails(self) -> tuple[float, float]:
        """The least and the most counts."""
        return -float(1 << (self.bits - 1)), float((1 << (self.bits - 1)) - 1)

    @property
    def corner_hz(self) -> float:
        """Where the band ends: at the amplifier's limit, or at the converter's."""
        return min(self.low_pass_hz, _CONVERTER_LIMIT * self.rate_hz)

    def response(self, frequencies: npt.NDArray[np.float64]) -> npt.NDArray[np.complex128]:
        """Gain at frequencies, Hz: a first-order high-pass and Butterworth's low-pass of fourth order, both analogue; then the
        steep filter without delay that a converter has, so that nothing folds back.
        """
        f = 1j * frequencies / self.low_pass_hz
        low = 1 / ((f * f + 0.76536686 * f + 1) * (f * f + 1.84775907 * f + 1))
        h = 1j * frequencies / self.high_pass_hz
        steep = 1 / np.sqrt(1 + (frequencies / (_CONVERTER_LIMIT * self.rate_hz)) ** 40)
        return np.asarray(low * steep * h / (1 + h), np.complex128)

    def convert(self, potential: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Counts, (N,) float32, whole numbers, of a potential at the electrode, (N * factor,) µV at `inner_hz`."""
        t = np.arange(len(potential)) / self.inner_hz
        # Thermal noise of a resistance, 4 k T R over each hertz (Johnson 1928, Nyquist 1928), up to half of the inner rate.
        thermal = 1e6 * np.sqrt(4 * _BOLTZMANN * _BODY_K * self.resistance_ohm * self.inner_hz / 2)
        own = self.noise_microvolt * np.sqrt(self.inner_hz / 2 / self.corner_hz)
        total = potential + rng.normal(0, np.hypot(thermal, own), len(potential))
        phases = rng.uniform(0, 2 * np.pi, 4)
        for harmonic, share, phase in zip((1, 2, 3, 5), (1.0, 0.1, 0.3, 0.15), phases, strict=True):  # odd ones prevail; ours
            total += self.mains_microvolt * share * np.sin(2 * np.pi * harmonic * self.mains_hz * t + phase)
        # A second on either side, of the same at its ends, so that the filter has settled where the recording begins.
        margin = round(self.inner_hz)
        padded = np.pad(total, margin, mode="reflect")
        size = 1 << int(np.ceil(np.log2(len(padded))))
        frequencies = np.asarray(np.fft.rfftfreq(size, 1 / self.inner_hz), np.float64)
        spectrum = np.asarray(np.fft.rfft(padded, size), np.complex128) * self.response(frequencies)
        filtered = np.fft.irfft(spectrum, size)[margin : margin + len(total)][:: self.factor]
        lowest, highest = self.rails
        return np.clip(np.rint(filtered / self.microvolt_per_count), lowest, highest).astype(np.float32)


def draw_amplifier(rng: np.random.Generator) -> Amplifier:
    """A setting as they are found: 4.8 to 48 kHz, 2 or 10 or 20 Hz to 5 or 10 kHz (Stålberg et al. 2019), little noise, mains
    in one of three.
    """
    low_pass = float(rng.choice([3_000, 5_000, 8_000, 10_000], p=[0.05, 0.25, 0.1, 0.6]))
    return Amplifier(
        rate_hz=float(rng.choice([4_800, 10_000, 12_000, 20_000, 24_000, 44_100, 48_000])),
        # All are written exactly into a header of EDF. 16 bits reach to 1.6, 3.3, 9.8 mV and further; the first clips large
        # units.
        microvolt_per_count=float(rng.choice([0.05, 0.1, 0.3, 0.5, 1.0], p=[0.1, 0.25, 0.35, 0.2, 0.1])),
        bits=16,
        high_pass_hz=float(rng.choice([2, 5, 10, 20], p=[0.1, 0.2, 0.5, 0.2])),
        low_pass_hz=low_pass,
        resistance_ohm=float(np.exp(rng.uniform(np.log(5e3), np.log(1e5)))),  # ours: what needles have at these frequencies
        noise_microvolt=float(rng.uniform(0.4, 1.5)),
        mains_hz=float(rng.choice([50, 60])),
        mains_microvolt=float(rng.exponential(6.0)) if rng.random() < 0.35 else 0.3,
    )
