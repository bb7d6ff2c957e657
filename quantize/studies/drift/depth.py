"""Whether another depth or preset is noticed where nobody knows the scale, or a stale one is kept. Simulated patients only.

    python -m quantize.studies.drift.depth [--patients 102] [--devices 1000] [--cache FOLDER]

Patients, devices and the cumulative sums as in `trade_off.py`, at the monitor's own limits; each image is scored once.
"In time" is an alarm within 500 images, that is 27 patients, on a device just set up and in mid-month. A scanner that fills the
height of its screen shows a field of another shape at another depth; one that cuts off the sides shows the same.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.drift.detector import DEVICE_SHIFT, PATIENTS_PER_FALSE_ALARM
from edge_app.drift.quantities import Quantity
from quantize.studies.drift.month import BEFORE, MAX_IMAGES, PATIENTS_A_MONTH, share
from quantize.studies.drift.numbers import IMAGES, Pool, take_pools, without_scale, without_shape
from quantize.studies.drift.patients import Shift, cached_images
from quantize.studies.drift.trade_off import Values, alarms, random_devices, table_of

SHIFTS = (Shift.DEEPER, Shift.DEEPER_ONLY, Shift.SHALLOWER, Shift.HIGHER, Shift.GREY_MAP, Shift.LOUDER, Shift.QUIETER,
          Shift.DEAD_MIDDLE, Shift.DEAD_EDGE, Shift.DEAD_SCATTERED)  # fmt: skip


@click.command()
@click.option("--patients", default=102, show_default=True, help="Simulated patients, half of them for each reference.")
@click.option("--devices", default=1000, show_default=True, help="Simulated devices for each figure.")
@click.option("--seed", default=29, show_default=True)
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder of the simulated images.")
def main(patients: int, devices: int, seed: int, cache: Path | None) -> None:
    """Print false alarms a month, how far each shift moves what is new, and the share found in time."""
    cv2.setNumThreads(1)
    folder = cache or Path(tempfile.gettempdir()) / "edge-app-drift-patients"
    folder.mkdir(parents=True, exist_ok=True)
    pools = take_pools(cached_images(patients, folder), one_view=True)
    report(pools, without_scale(pools, cached_images(patients, folder)), devices, seed)


def report(pools: list[Pool], scaleless: list[Pool], devices: int, seed: int) -> None:
    """Three kinds of device: of known scale, of unknown scale, and of unknown scale with a field of one shape."""
    report_moves(pools)
    groups = {"scale known": pools, "scale unknown": scaleless, "scale unknown, field of one shape": without_shape(scaleless)}
    for title, group in groups.items():
        tables = {shift: table_of(group, shift) for shift in (Shift.NONE, *SHIFTS)}
        click.echo(f"\n{title}, {len(pools)} patients, {devices} devices for each figure:")
        report_false_alarms(tables[Shift.NONE], devices, seed)
        for shift in SHIFTS:
            shares = [in_time(tables, shift, devices, before, seed) for before in (0, BEFORE)]
            click.echo(f"  {shift.value:50} in time from the first patient {shares[0]}, in mid-month {shares[1]}")


def report_moves(pools: list[Pool]) -> None:
    """By how much each shift moves what needs no scale, log10, beside the standard deviation between patients."""
    quantities = Quantity.FIELD_SHAPE, Quantity.FINEST_LATERAL_DETAIL, Quantity.FINE_LATERAL_DETAIL
    columns = [list(Quantity).index(quantity) for quantity in quantities]
    usual = table_of(pools, Shift.NONE)[:, columns]
    click.echo(f"{'mean change, log10':52}" + "".join(f"{one.value:>24}" for one in quantities))
    click.echo(f"  {'(standard deviation between patients)':50}" + "".join(f"{sd:24.4f}" for sd in np.nanstd(usual, 0, ddof=1)))
    for shift in SHIFTS:
        moved = table_of(pools, shift)[:, columns] - usual
        click.echo(f"  {shift.value:50}" + "".join(f"{mean:+24.4f}" for mean in np.nanmean(moved, 0)))


def report_false_alarms(usual: Values, devices: int, seed: int) -> None:
    """Months in which nothing happens; each alarm is acknowledged at once."""
    rng = np.random.default_rng(seed)
    stream = [usual] * PATIENTS_A_MONTH
    month = alarms(random_devices(usual, devices, rng), stream, PATIENTS_PER_FALSE_ALARM, DEVICE_SHIFT, rng).sum(0)
    quiet = share(int((month <= 1).sum()), devices)
    click.echo(f"  {'nothing':50} {month.mean():.3f} false alarms a month; at most one in {quiet}; most {month.max()}")


def in_time(tables: dict[Shift, Values], shift: Shift, devices: int, before: int, seed: int) -> str:
    """The share of devices that alarm within MAX_IMAGES after the shift, with its 95 % interval."""
    rng = np.random.default_rng([seed, before])
    found = random_devices(tables[Shift.NONE], devices, rng)
    stream = [tables[Shift.NONE]] * before + [tables[shift]] * (MAX_IMAGES // IMAGES)
    hits = alarms(found, stream, PATIENTS_PER_FALSE_ALARM, DEVICE_SHIFT, rng)[before:].any(0)
    return share(int(hits.sum()), devices)


if __name__ == "__main__":
    main()
