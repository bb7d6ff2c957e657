"""Generators of single fibres at rest: what denervated, irritated and myotonic fibres do, and what the end plate does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from edge_app.phantom.emg.discharges import Generator, Subtype, repeated
from edge_app.phantom.emg.electrode import Electrode
from edge_app.phantom.emg.fibres import Fibres, spectra, wave_samples, waves
from edge_app.phantom.emg.membrane import FloatArray
from edge_app.phantom.emg.rhythm import Times, fading, irregular, regular, waxing_and_waning
from edge_app.phantom.emg.subject import EmgMuscle

_NEAR_MM = 0.45  # a single fibre further away is lost in the noise: the uptake radius of a concentric needle (King et al. 1997)
_VISIBLE_MICROVOLT = (
    20.0  # fibrillations and sharp waves are described from here on (Daube & Rubin 2009: 20 to 200, up to 1000 µV)
)
_RATE_HZ = (0.5, 15.0)  # of most denervated fibres (Buchthal & Rosenfalck 1966); the AANEM's glossary has up to 50


def single_fibre(
    muscle: EmgMuscle,
    electrode: Electrode,
    diameter_um: float,
    start_mm: float,
    rng: np.random.Generator,
    block_mm: float | None = None,
) -> Fibres:
    """One fibre near the needle. Its action potentials start at `start_mm` along it, and are blocked at `block_mm` if given.

    A blocked fibre is one that the needle has hurt, so it is next to it, and its membrane is slow: it conducts at 0.4 to 0.7
    of its velocity, and its repolarisation takes 3 to 7 times as long. Ours, so that both phases are as long as published;
    Dumitru et al. 1999 block the action potential too. The areas of the two phases are equal whatever these are.
    """
    hurt = block_mm is not None
    r, turn = _NEAR_MM * (0.3 if hurt else 1) * np.sqrt(rng.random()), rng.uniform(-np.pi / 2, np.pi / 2)
    lower, upper = start_mm - muscle.half_mm, start_mm + muscle.half_mm
    speed = rng.uniform(0.4, 0.7) if hurt else 1.0
    stretch = rng.uniform(3, 7) if hurt else rng.uniform(1, 2)  # slower than healthy (Redfern & Thesleff 1971)
    values = (
        r * np.cos(turn),
        r * np.sin(turn),
        start_mm,
        lower,
        upper if block_mm is None else block_mm,
        diameter_um,
        0,
        speed,
        stretch,
    )
    x, y, start, low, high, diameter, delay, share, stretched = (np.array([v], np.float32) for v in values)
    return Fibres(electrode.beside(x), y, start, (low, high), diameter, delay, share, stretched)


def fibrillation(
    muscle: EmgMuscle, electrode: Electrode, diameter_um: float, seconds: float, rate_hz: float, rng: np.random.Generator
) -> Generator:
    """A denervated fibre that fires by itself and whose action potentials pass the needle: brief, positive at first."""
    wave = _visible(
        lambda: single_fibre(muscle, electrode, _varied(diameter_um, rng), _elsewhere(muscle, rng), rng), electrode, rate_hz
    )
    return repeated(Subtype.FIBRILLATION, wave, _denervated_rhythm(seconds, rng))


def positive_sharp_wave(
    muscle: EmgMuscle, electrode: Electrode, diameter_um: float, seconds: float, rate_hz: float, rng: np.random.Generator
) -> Generator:
    """A denervated fibre whose action potentials end at the needle: a sharp positive phase, then a long shallow negative one."""

    def hurt() -> Fibres:
        return single_fibre(muscle, electrode, _varied(diameter_um, rng), -rng.uniform(5, 15), rng, _block(rng))

    return repeated(Subtype.PSW, _visible(hurt, electrode, rate_hz), _denervated_rhythm(seconds, rng))


def end_plate_noise(electrode: Electrode, seconds: float, rate_hz: float, rng: np.random.Generator) -> Generator:
    """Miniature end-plate potentials: current that flows into a fibre and spreads no further. Negative, 0.5 to 2 ms, 10 to 50
    µV, at 20 to 150 Hz, by chance (Buchthal & Rosenfalck 1966; Wiederholt 1970; Daube & Rubin 2009).
    """
    t = np.arange(wave_samples(rate_hz), dtype=np.float32) / np.float32(rate_hz)
    rise = rng.uniform(0.00025, 0.0006, 6).astype(np.float32)[:, None]  # s; lasts some four times as long
    shape = -(t / rise) * np.exp(1 - t / rise)
    seen = np.clip(rng.lognormal(np.log(18), 0.45, 6), 8, 50).astype(np.float32)[:, None]
    size = np.float32(1.0 if electrode.name == "concentric" else 0.8)  # the larger tip averages more; ours
    times = irregular(rng, float(rng.uniform(20, 150)), seconds, 0.0)
    which = rng.integers(0, 6, len(times))
    return Generator(Subtype.END_PLATE_NOISE, shape * seen * size, times, which, rng.uniform(0.6, 1.2, len(times)))


def end_plate_spikes(
    muscle: EmgMuscle, electrode: Electrode, seconds: float, rate_hz: float, rng: np.random.Generator
) -> Generator:
    """A healthy fibre whose nerve ending the needle irritates: negative at first, since it starts here; 5 to 50 Hz, irregular,
    with shorter shortest intervals than fibrillation (Partanen & Danner 1982). 0.6 of a fibre's diameter (ours) gives the
    published 100 to 300 µV; Partanen 1999 takes them for the thin fibres of spindles.
    """

    def irritated() -> Fibres:
        return single_fibre(muscle, electrode, _varied(0.6 * muscle.diameter_um, rng), rng.normal(0, 0.15), rng)

    wave = _visible(irritated, electrode, rate_hz)
    return repeated(Subtype.END_PLATE_SPIKE, wave, irregular(rng, float(rng.uniform(5, 50)), seconds, 0.004))


def myotonic_run(
    muscle: EmgMuscle, electrode: Electrode, start: float, seconds: float, rate_hz: float, rng: np.random.Generator
) -> Generator:
    """A fibre that goes on firing at 20 to 80 Hz, waxing and waning, as spikes or as positive waves (AANEM glossary 2015)."""
    as_wave = rng.random() < 0.5

    def fibre() -> Fibres:
        if as_wave:
            return single_fibre(muscle, electrode, _varied(muscle.diameter_um, rng), -rng.uniform(5, 15), rng, _block(rng))
        return single_fibre(muscle, electrode, _varied(muscle.diameter_um, rng), _elsewhere(muscle, rng), rng)

    slowest, fastest = rng.uniform(15, 25), rng.uniform(40, 80)
    times, gains = waxing_and_waning(rng, slowest, fastest, seconds)
    return repeated(Subtype.MYOTONIC, _visible(fibre, electrode, rate_hz), start + times, gains)


def complex_repetitive_run(
    muscle: EmgMuscle,
    electrode: Electrode,
    diameter_um: float,
    start: float,
    seconds: float,
    rate_hz: float,
    rng: np.random.Generator,
) -> Generator:
    """Fibres that set one another off in a fixed order, 3 to 10 of them: one polyphasic shape at 5 to 100 Hz, hardly varying,
    that starts and stops at once (AANEM glossary 2015; Trontelj & Stålberg 1983).
    """
    count = int(rng.integers(3, 11))
    size = wave_samples(rate_hz)
    total = np.zeros(size, np.float32)
    after = 0.0
    frequency = float(np.exp(rng.uniform(np.log(5), np.log(60))))
    for _ in range(count):
        fibre = single_fibre(muscle, electrode, _varied(diameter_um, rng), _elsewhere(muscle, rng), rng)
        total += np.roll(_from_needle(waves(spectra(fibre, electrode, rate_hz), size)[0]), round(after * rate_hz))
        after += rng.uniform(0.0008, min(0.004, 0.5 / frequency / count))  # s from fibre to fibre; ours
    return repeated(Subtype.COMPLEX_REPETITIVE, total, start + regular(rng, frequency, seconds, 0.005))


def insertion(
    muscle: EmgMuscle,
    electrode: Electrode,
    diameter_um: float,
    start: float,
    seconds: float,
    rate_hz: float,
    rng: np.random.Generator,
) -> list[Generator]:
    """Fibres that the moving needle irritates: a dense burst of spikes and positive waves, less and less until `seconds` are
    over.

    In healthy muscle it ends within 0.3 s (Daube & Rubin 2009).
    """
    burst = []
    for _ in range(int(rng.integers(4, 9))):
        block = _block(rng) if rng.random() < 0.4 else None
        fibre = single_fibre(muscle, electrode, _varied(diameter_um, rng), -rng.uniform(5, 15), rng, block)
        wave = _from_needle(waves(spectra(fibre, electrode, rate_hz), wave_samples(rate_hz))[0])
        times = start + fading(rng, float(rng.uniform(20, 60)), seconds)
        burst.append(repeated(Subtype.INSERTION, wave, times, rng.uniform(0.5, 1.2, len(times))))
    return burst


def _denervated_rhythm(seconds: float, rng: np.random.Generator) -> Times:
    """Regular in nine of ten fibres; some fire irregularly (Buchthal & Rosenfalck 1966; Purves & Sakmann 1974), with no
    interval below 40 ms (Partanen & Danner 1982: fibrillation has longer shortest intervals than end-plate spikes). One in
    four stops meanwhile.
    """
    frequency = float(np.exp(rng.uniform(*np.log(_RATE_HZ))))
    if rng.random() < 0.1:
        return irregular(rng, min(frequency, 12.0), seconds, 0.04)
    lasts = seconds * (rng.uniform(0.4, 0.9) if rng.random() < 0.25 else 1.0)
    return regular(rng, frequency, lasts, float(rng.uniform(0.005, 0.06)), drift=float(rng.uniform(0, 0.15)))


def _elsewhere(muscle: EmgMuscle, rng: np.random.Generator) -> float:
    """mm along the fibre, to the needle at 0, from where a fibre's action potentials start."""
    return -float(rng.uniform(5, muscle.half_mm - 3))


def _block(rng: np.random.Generator) -> float:
    """mm along the fibre, the needle at 0, where it is hurt. Ours: blocked further before the needle, it is small; behind it,
    a fibrillation.
    """
    return float(rng.uniform(-0.3, 0.1))


def _varied(diameter_um: float, rng: np.random.Generator) -> float:
    return float(np.clip(diameter_um * np.exp(rng.normal(0, 0.12)), 15, 110))


def _visible(draw: Callable[[], Fibres], electrode: Electrode, rate_hz: float) -> FloatArray:
    """The wave of the first drawn fibre that stands out of the noise; of the last of twelve where none does."""
    for _ in range(12):
        wave = np.asarray(waves(spectra(draw(), electrode, rate_hz), wave_samples(rate_hz))[0], np.float32)
        if np.ptp(wave) >= _VISIBLE_MICROVOLT:
            break
    return wave


def _from_needle(wave: FloatArray) -> FloatArray:
    """A wave without the time that it takes to the needle, but for 2 ms."""
    return np.roll(wave, -max(int(np.argmax(np.abs(wave))) - len(wave) // 32, 0))
