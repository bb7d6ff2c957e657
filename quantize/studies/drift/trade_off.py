"""What fewer false alarms of the drift monitor cost: months with at most one of them against shifts found in time.

    python -m quantize.studies.drift.trade_off [--patients 102] [--devices 1000] [--cache FOLDER] [--figure FILE.png]

For several rates of false alarms and several shifts that are looked for in the device's quantities: `edge_app/drift/detector.py`.
Simulated patients and devices as in `month.py`, which has the figures of the monitor itself; here the sums of
many devices are taken at once, by the detector's limits and without its advice.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from edge_app.drift.detector import (
    DEVICE_SHIFT,
    MAX_Z,
    MIN_RUN,
    OF_THE_PATIENT,
    ONLY_ABOVE,
    PATIENT_SHIFT,
    PATIENTS_PER_FALSE_ALARM,
    REFERENCE_ERROR,
    limit,
)
from edge_app.drift.monitor import MIN_PATIENTS
from edge_app.drift.quantities import Quantity, summarise_patient
from edge_app.drift.reference import MIN_SD
from quantize.drift.simulated_patients import is_diseased
from quantize.studies.drift.month import BEFORE, MAX_IMAGES, PATIENTS_A_MONTH
from quantize.studies.drift.numbers import DISEASED, IMAGES, Pool, more_different, take_pools
from quantize.studies.drift.patients import Shift, cached_images

Values = NDArray[np.float64]  # (patients or devices, quantities); NaN: it has none

RATES = (250, 500, 1000, PATIENTS_PER_FALSE_ALARM, 4000, 8000, 16000)  # patients per false alarm
SHIFTS = (1.0, 1.5, DEVICE_SHIFT)  # standard deviations, looked for in the device's quantities
FOUND = (Shift.LOUDER, Shift.QUIETER, Shift.GREY_MAP, Shift.DEAD_EDGE, Shift.DEAD_SCATTERED)
_MIN_SD = np.array([MIN_SD[quantity] for quantity in Quantity])
_ONLY_ABOVE = np.array([quantity in ONLY_ABOVE for quantity in Quantity])


@dataclass(frozen=True)
class Devices:
    """Many devices, each with a reference from one half of the patients and with the other half to examine."""

    mean: Values
    sd: Values
    known: Values  # patients of the reference that had the quantity
    healthy: NDArray[np.intp]  # (devices, patients) numbers of patients
    diseased: NDArray[np.intp]

    def draw(self, patients: Values, rng: np.random.Generator) -> Values:
        """One random patient for each device."""
        count = len(self.mean)
        healthy, diseased = (
            part[np.arange(count), rng.integers(part.shape[1], size=count)] for part in (self.healthy, self.diseased)
        )
        drawn: Values = patients[np.where(rng.random(count) < DISEASED, diseased, healthy)]
        return drawn


def random_devices(patients: Values, count: int, rng: np.random.Generator) -> Devices:
    """Each of other halves."""
    ill = np.array([is_diseased(number) for number in range(len(patients))])
    parts = [np.array([rng.permutation(np.flatnonzero(ill == which)) for _ in range(count)]) for which in (False, True)]
    (known_healthy, healthy), (known_diseased, diseased) = (np.split(p, [p.shape[1] // 2], axis=1) for p in parts)
    known = patients[np.hstack([known_healthy, known_diseased])]
    have = np.isfinite(known).sum(1)
    mean = np.nansum(known, 1) / np.maximum(have, 1)
    variance = np.nansum((known - mean[:, None]) ** 2, 1) / np.maximum(have - 1, 1)
    return Devices(mean, np.maximum(np.sqrt(variance), _MIN_SD), np.maximum(have, 1), healthy, diseased)


def alarms(devices: Devices, stream: Sequence[Values], rate: int, shift: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(patients, devices): where each device alarms while it examines patients of the stream; acknowledged at once."""
    targets = np.array([PATIENT_SHIFT if quantity in OF_THE_PATIENT else shift for quantity in Quantity])
    limits = np.array([limit(float(target), rate) for target in targets])
    allowances = targets / 2 + REFERENCE_ERROR / np.sqrt(devices.known)
    total = np.zeros((2, *devices.mean.shape))
    run, seen, found = np.zeros(total.shape, int), np.zeros(len(devices.mean), int), []
    for patients in stream:
        z = np.clip((devices.draw(patients, rng) - devices.mean) / devices.sd, -MAX_Z, MAX_Z)
        new = total + np.stack([z, np.where(_ONLY_ABOVE, -np.inf, -z)]) - allowances
        known = np.broadcast_to(np.isfinite(z), new.shape)
        run = np.where(known, np.where(new > 0, run + 1, 0), run)
        total = np.where(known, np.maximum(new, 0), total)
        seen += 1
        alarm = ((total >= limits) & (run >= MIN_RUN)).any((0, 2)) & (seen >= MIN_PATIENTS)
        total[:, alarm], run[:, alarm], seen[alarm] = 0, 0, 0
        found.append(alarm)
    return np.array(found)


@dataclass(frozen=True)
class Trade:
    """What one choice of rate and shift gives."""

    rate: int
    shift: float
    quiet: float  # share of months with at most one false alarm
    a_month: float  # false alarms
    in_time: tuple[float, ...]  # share of devices on which each of FOUND is found in time, first patients and mid-month alike


def trade(tables: dict[Shift, Values], count: int, rate: int, shift: float, seed: int) -> Trade:
    """By simulation. tables: the patients' values under each shift."""
    rng = np.random.default_rng(seed)
    usual = tables[Shift.NONE]
    month = alarms(random_devices(usual, count, rng), [usual] * PATIENTS_A_MONTH, rate, shift, rng).sum(0)
    in_time = []
    for fault in FOUND:
        hits = []
        for before in (0, BEFORE):
            devices, rng = random_devices(usual, count // 2, rng), np.random.default_rng([seed, before])
            stream = [usual] * before + [tables[fault]] * (MAX_IMAGES // IMAGES)
            hits.append(alarms(devices, stream, rate, shift, rng)[before:].any(0))
        in_time.append(float(np.mean(hits)))
    return Trade(rate, shift, float(np.mean(month <= 1)), float(month.mean()), tuple(in_time))


def table_of(pools: list[Pool], shift: Shift) -> Values:
    """The patients' values under one shift."""
    summaries = [summarise_patient(pool[shift]).values for pool in pools]
    return np.array([[values.get(quantity, np.nan) for quantity in Quantity] for values in summaries])


@click.command()
@click.option("--patients", default=102, show_default=True, help="Simulated patients, half of them for each reference.")
@click.option("--devices", default=1000, show_default=True, help="Simulated devices for each point.")
@click.option("--seed", default=29, show_default=True)
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder of the simulated images.")
@click.option("--figure", type=click.Path(dir_okay=False, path_type=Path), help="Draw the curves into this PNG.")
def main(patients: int, devices: int, seed: int, cache: Path | None, figure: Path | None) -> None:
    """Print a row for each choice."""
    cv2.setNumThreads(1)
    folder = cache or Path(tempfile.gettempdir()) / "edge-app-drift-patients"
    folder.mkdir(parents=True, exist_ok=True)
    pools = take_pools(cached_images(patients, folder))
    different = more_different(pools, 13, np.random.default_rng([seed, 9]))
    click.echo(f"{patients} simulated patients, {devices} devices; share found in time of: {', '.join(s.value for s in FOUND)}")
    found = []
    for title, group in (("as simulated", pools), ("patients differ more in echo intensity", different)):
        tables = {shift: table_of(group, shift) for shift in (Shift.NONE, *FOUND)}
        click.echo(f"\n{title}:")
        for shift in SHIFTS:
            for rate in RATES:
                one = trade(tables, devices, rate, shift, seed)
                shares = "  ".join(f"{share:6.1%}" for share in one.in_time)
                chosen = "  <- chosen" if (rate, shift) == (PATIENTS_PER_FALSE_ALARM, DEVICE_SHIFT) else ""
                click.echo(
                    f"  1 in {rate:5} patients, {shift} SD: {one.a_month:.3f} a month, <= 1 in {one.quiet:6.1%}; {shares}{chosen}"
                )
                found.append(one)
    if figure is not None:
        draw(found[: len(SHIFTS) * len(RATES)], figure)


def draw(found: list[Trade], file: Path) -> None:
    """Months with at most one false alarm against the worst of FOUND, a line for each shift looked for."""
    from matplotlib.figure import Figure

    page = Figure(figsize=(7, 4.5), layout="constrained")
    axes: Any = page.subplots()
    for shift in SHIFTS:
        line = [one for one in found if one.shift == shift]
        points = [100 * min(one.in_time) for one in line], [100 * one.quiet for one in line]
        axes.plot(*points, marker="o", label=f"{shift:g} SD looked for in the device's quantities")
    chosen = next(one for one in found if (one.rate, one.shift) == (PATIENTS_PER_FALSE_ALARM, DEVICE_SHIFT))
    axes.annotate("chosen", (100 * min(chosen.in_time), 100 * chosen.quiet), (-48, -24), textcoords="offset points",
                  arrowprops={"arrowstyle": "->"})  # fmt: skip
    axes.axhline(99, color="grey", linewidth=0.8)
    axes.axvline(95, color="grey", linewidth=0.8)
    axes.set(xlabel="found in time, the least of gain +-6 dB, grey map, dead elements (%)",
             ylabel="months with at most one false alarm (%)", title="Drift monitor, simulated patients")  # fmt: skip
    axes.legend()
    page.savefig(file, dpi=110)


if __name__ == "__main__":
    main()
