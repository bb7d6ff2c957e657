"""A data set of needle EMG that is made in a moment: three waveforms drawn by hand in noise, with their truth, by patients.

It has the form of a simulated one, so that everything which reads data sets can be tried on it. What its plans say of muscles
and diseases has nothing to do with what is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from edge_app.emg.trace import Trace
from edge_app.phantom.emg.discharges import Discharge, Subtype
from edge_app.phantom.emg.recording import Activity, Plan
from quantize.dataset.emg.manifest import (
    ABOUT,
    FORMAT,
    LICENCE,
    About,
    EmgSample,
    Truth,
    sample_of,
    write_emg_manifest,
    write_truth,
)
from quantize.dataset.emg.plan import plan_subjects
from quantize.dataset.emg.simulate import write_edf
from tests.support.emg_recordings import Wave, band_noise, fibrillation, positive_sharp_wave

RATE_HZ, SECONDS, MICROVOLT_PER_COUNT, RAILS = 4_800, 3, 0.1, (-32_768.0, 32_767.0)
RECORDINGS = 3  # a patient


def motor_unit(t: Wave, peak: float = 600.0) -> Wave:
    """µV at times around its negative peak, s: four phases in some 12 ms."""
    phases = ((0.3, -0.003, 0.001), (-1.0, 0.0, 0.0008), (0.6, 0.0025, 0.001), (-0.25, 0.006, 0.0015))
    wave: Wave = peak * np.sum([size * np.exp(-(((t - at) / width) ** 2)) for size, at, width in phases], axis=0)
    return wave


SHAPES = {Subtype.FIBRILLATION: fibrillation, Subtype.PSW: positive_sharp_wave, Subtype.MOTOR_UNIT: motor_unit}


def write_small_emg_set(folder: Path, subjects: int = 3, seed: int = 1) -> list[EmgSample]:
    """Write a whole data set; its rows. The second recording of the first patient is silent, so that something is not judged."""
    for part in ("recordings", "truth"):
        (folder / part).mkdir(parents=True)
    samples = []
    for number, plans in enumerate(plan_subjects(subjects, seed)):
        for place, plan in enumerate(plans[:RECORDINGS]):
            samples.append(_write(folder, plan, np.random.default_rng((seed, number, place)), (number, place) == (0, 1)))
    write_emg_manifest(folder, samples)
    about = About("needle-emg", True, LICENCE, FORMAT, subjects, seed)
    (folder / ABOUT).write_bytes(msgspec.json.encode(about))
    return samples


def _write(folder: Path, plan: Plan, rng: np.random.Generator, silent: bool) -> EmgSample:
    plan = replace(
        plan, activity=Activity.DENERVATION, seconds=float(SECONDS), amplifier=replace(plan.amplifier, rate_hz=RATE_HZ)
    )
    t = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    microvolts = band_noise(RATE_HZ, SECONDS, 3.0, int(rng.integers(1_000_000)))
    discharges = []
    for generator, (subtype, at) in enumerate([] if silent else _times(rng)):
        size = float(rng.uniform(0.8, 1.2))
        wave = size * SHAPES[subtype](t - at)
        microvolts += wave
        discharges.append(Discharge(float(at), subtype, generator, float(np.ptp(wave))))
    truth = Truth(True, plan, tuple(sorted(discharges, key=lambda one: one.seconds)))
    counts = np.rint(microvolts / MICROVOLT_PER_COUNT).astype(np.float32)
    trace = Trace(counts, RATE_HZ, MICROVOLT_PER_COUNT, "made up", plan.name, RAILS, 10.0, 2_160.0, simulated=True)
    write_edf(folder / "recordings" / f"{plan.name}.edf", trace, plan.electrode.name)
    write_truth(folder / "truth" / f"{plan.name}.json", truth)
    return sample_of(truth)


def _times(rng: np.random.Generator) -> list[tuple[Subtype, float]]:
    """Two trains as clocks, and a motor unit that is irregular."""
    found = [(Subtype.FIBRILLATION, at) for at in np.arange(rng.uniform(0.1, 0.3), SECONDS - 0.2, rng.uniform(0.09, 0.2))]
    found += [(Subtype.PSW, at) for at in np.arange(rng.uniform(0.1, 0.3), SECONDS - 0.2, rng.uniform(0.2, 0.4))]
    return found + [(Subtype.MOTOR_UNIT, float(at)) for at in np.cumsum(rng.uniform(0.1, 0.5, 8)) if at < SECONDS - 0.1]
