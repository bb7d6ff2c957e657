"""What discharges in a recording: each potential with its time and what it is, and the generators that make them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from edge_app.emg.waveform import Waveform
from edge_app.phantom.emg.membrane import FloatArray
from edge_app.phantom.emg.rhythm import Times

_SILENT_MICROVOLT = 0.05  # below it a wave is cut off


class Subtype(str, Enum):
    """What a potential is."""

    PSW = "positive sharp wave"
    FIBRILLATION = "fibrillation"
    MOTOR_UNIT = "motor unit"
    FASCICULATION = "fasciculation"
    END_PLATE_NOISE = "end-plate noise"
    END_PLATE_SPIKE = "end-plate spike"
    MYOTONIC = "myotonic discharge"
    COMPLEX_REPETITIVE = "complex repetitive discharge"
    INSERTION = "insertional activity"
    MOVEMENT = "needle movement"

    @property
    def waveform(self) -> Waveform:
        """Its class."""
        match self:
            case Subtype.PSW:
                return Waveform.PSW
            case Subtype.FIBRILLATION:
                return Waveform.FIBRILLATION
            case _:
                return Waveform.OTHER


@dataclass(frozen=True)
class Discharge:
    """One potential of a recording."""

    seconds: float  # s from the recording's beginning to its largest deflection
    subtype: Subtype
    generator: int  # the same number: the same fibre or motor unit at the same place of the needle
    peak_to_peak: float  # µV at the electrode, before amplifier and noise


@dataclass(frozen=True)
class Generator:
    """A fibre, a motor unit or a group of fibres, and when it discharges."""

    subtype: Subtype
    waves: FloatArray  # (K, M) µV at the electrode, each from the moment of the discharge
    times: Times  # (N,) s, ascending
    which: npt.NDArray[np.int64]  # (N,) the wave of each discharge
    gains: Times  # (N,) by what it is multiplied


def repeated(subtype: Subtype, wave: FloatArray, times: Times, gains: Times | None = None) -> Generator:
    """A generator whose potential (M,) is always the same."""
    gains = np.ones(len(times)) if gains is None else gains
    return Generator(subtype, wave[None, :], times, np.zeros(len(times), np.int64), gains)


def mix(generators: list[Generator], seconds: float, rate_hz: float) -> tuple[FloatArray, tuple[Discharge, ...]]:
    """The potential at the electrode, (seconds * rate_hz,) float32 µV, and its discharges by time. Generators are numbered in
    order.
    """
    length = round(seconds * rate_hz)
    total = np.zeros(length, np.float32)
    discharges: list[Discharge] = []
    for number, generator in enumerate(generators):
        trimmed = [_trim(wave) for wave in generator.waves]
        peaks = np.argmax(np.abs(generator.waves), axis=1)
        sizes = np.ptp(generator.waves, axis=1)
        for time, which, gain in zip(generator.times, generator.which, generator.gains, strict=True):
            at = time * rate_hz
            _add(total, trimmed[which], at, np.float32(gain))
            peak = (at + peaks[which]) / rate_hz
            if 0 <= peak < seconds:
                discharges.append(Discharge(float(peak), generator.subtype, number, float(sizes[which] * gain)))
    return total, tuple(sorted(discharges, key=lambda d: d.seconds))


def _trim(wave: FloatArray) -> FloatArray:
    loud = np.nonzero(np.abs(wave) > _SILENT_MICROVOLT)[0]
    return wave[: loud[-1] + 1] if loud.size else wave[:0]


def _add(total: FloatArray, wave: FloatArray, at: float, gain: np.float32) -> None:
    """Add a wave that begins at a fractional sample, by linear interpolation."""
    first = int(np.floor(at))
    part = np.float32(at - first)
    late = np.zeros(len(wave) + 1, np.float32)
    late[:-1] = (1 - part) * wave
    late[1:] += part * wave
    begin, end = max(first, 0), min(first + len(late), len(total))
    if begin < end:
        total[begin:end] += gain * late[begin - first : end - first]
