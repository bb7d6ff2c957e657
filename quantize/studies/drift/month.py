"""How often the drift monitor alarms at nothing in a month, and how soon after a real shift. Simulated patients only.

    python -m quantize.studies.drift.month [--patients 300] [--months 500] [--runs 200] [--presets 60] [--one-view]

Simulating the patients takes about seven seconds each and is done once for a cache folder. Every simulated device has a reference
from one half of the patients and examines the other half, drawn anew for each device: no patient is in both, and the error of a
reference from so few is part of the figures. A patient's 18 accepted images are three simulated ones, six times each.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
from tqdm import tqdm

from edge_app.drift.agreement import wilson
from edge_app.drift.detector import DEVICE_SHIFT, PATIENT_SHIFT, limit
from edge_app.drift.monitor import DriftAlarm, MonitorState, accept, acknowledge
from edge_app.drift.quantities import Quantity, summarise_patient
from edge_app.drift.reference import DriftReference, drift_reference
from quantize.studies.drift.numbers import (
    DISEASED,
    IMAGES,
    Device,
    Pool,
    annotated_region,
    more_different,
    random_device,
    some_not_judged,
    take_pools,
    without_scale,
    without_shape,
)
from quantize.studies.drift.patients import Shift, cached_images, cached_images_of_many_presets

PATIENTS_A_MONTH = 20 * 20  # days times patients
MAX_IMAGES = 500  # after a shift, within which an alarm is demanded
BEFORE = 100  # patients before a shift in mid-month
AFTER = 300  # patients after a shift until the run counts as missed


@dataclass(frozen=True)
class Run:
    """What one device gave after a shift."""

    patients: int | None  # after the shift, until the alarm; None: none within AFTER
    alarm: DriftAlarm | None


@click.command()
@click.option("--patients", default=300, show_default=True, help="Simulated patients, half of them for each reference.")
@click.option("--months", default=500, show_default=True, help="Simulated months without a shift.")
@click.option("--runs", default=200, show_default=True, help="Simulated devices for each shift.")
@click.option("--presets", default=60, show_default=True, help="Patients for a reference over many presets; 0 leaves that out.")
@click.option("--one-view", is_flag=True, help="Score each image once, not from several views: a third of the time.")
@click.option("--seed", default=29, show_default=True)
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder of the simulated images.")
def main(patients: int, months: int, runs: int, presets: int, one_view: bool, seed: int, cache: Path | None) -> None:
    """Print false alarms a month, and the delay for each shift."""
    cv2.setNumThreads(1)
    folder = cache or Path(tempfile.gettempdir()) / "edge-app-drift-patients"
    folder.mkdir(parents=True, exist_ok=True)
    pools = take_pools(cached_images(patients, folder), one_view=one_view)
    limits = f"limits {limit(PATIENT_SHIFT):.2f} and {limit(DEVICE_SHIFT):.2f} SD"
    click.echo(f"{patients} simulated patients, {DISEASED:.0%} diseased; {len(Quantity)} quantities, {limits}")
    report_means(pools, min(presets, patients), folder)
    click.echo(
        f"\n{months} months of {PATIENTS_A_MONTH} patients of {IMAGES} images, no shift; each alarm is acknowledged at once:"
    )
    report_false_alarms("as simulated", pools, months, seed)
    rng = np.random.default_rng([seed, 9])
    different, partly = more_different(pools, 13, rng), some_not_judged(pools, 0.05, rng)
    report_false_alarms("patients differ more in echo intensity", different, months, seed)
    report_false_alarms("5 % of the images not judged", partly, months, seed)
    scaleless = without_scale(pools, cached_images(patients, folder))
    report_false_alarms("scale unknown", scaleless, months, seed)
    click.echo(f"\nalarm after a shift, {runs} devices each; patients p50 / p95 / most; demanded: within {MAX_IMAGES} images")
    for shift in [shift for shift in Shift if shift is not Shift.NONE]:
        report_detections(shift.value, pools, pools, shift, runs, seed)
    one_shape = without_shape(scaleless)
    for shift in (Shift.DEEPER, Shift.DEEPER_ONLY, Shift.SHALLOWER):
        report_detections(f"{shift.value}, scale unknown", scaleless, scaleless, shift, runs, seed)
        report_detections(f"{shift.value}, scale unknown, field of one shape", one_shape, one_shape, shift, runs, seed)
    for shift in (Shift.DEAD_MIDDLE, Shift.DEAD_EDGE, Shift.DEAD_SCATTERED):
        report_detections(f"{shift.value}, scale unknown", scaleless, scaleless, shift, runs, seed)
    for shift in (Shift.LOUDER, Shift.QUIETER):
        report_detections(f"{shift.value}, patients differ more", different, different, shift, runs, seed)
    for share_not_judged in (0.2, 0.3):
        worse = some_not_judged(pools, share_not_judged, rng)
        report_detections(f"5 % of images not judged, then {share_not_judged:.0%}", partly, worse, Shift.NONE, runs, seed)
    report_patient_mix(pools, runs, seed)


def report_means(pools: list[Pool], few: int, folder: Path) -> None:
    """By how many standard deviations between patients each shift moves each quantity; what a foreign reference does."""
    reference = drift_reference([summarise_patient(pool[Shift.NONE]) for pool in pools])
    click.echo("\nmean under each shift, in standard deviations between patients from the reference:")
    click.echo(f"{'':56}" + "".join(f"{quantity.value[:12]:>13}" for quantity in Quantity))
    for shift in Shift:
        _row_of_means(shift.value, pools, shift, reference)
    if few == 0:
        return
    only_none = ([i for i in images if i.shift is Shift.NONE] for images in cached_images(few, folder))
    annotated = drift_reference([summarise_patient(pool[Shift.NONE]) for pool in take_pools(only_none, annotated_region)])
    _row_of_means("nothing; reference of boxes around the masks", pools, Shift.NONE, annotated)
    mixed = take_pools(cached_images_of_many_presets(few, folder))
    of_many = drift_reference([summarise_patient(pool[Shift.NONE]) for pool in mixed])
    for shift in (Shift.NONE, Shift.LOUDER, Shift.HIGHER):
        _row_of_means(f"{shift.value}; reference of many presets", pools, shift, of_many)


def _row_of_means(title: str, pools: list[Pool], shift: Shift, reference: DriftReference) -> None:
    summaries = [summarise_patient(pool[shift]).values for pool in pools]
    cells = ""
    for quantity in Quantity:
        spread = reference.of(quantity)
        assert spread is not None
        mean = np.mean([values[quantity] for values in summaries if quantity in values])
        cells += f"{(mean - spread.mean) / spread.sd:+13.2f}"
    click.echo(f"{title:56}{cells}")


def report_false_alarms(title: str, pools: list[Pool], months: int, seed: int) -> None:
    """Months in which nothing happens to the device."""
    rng = np.random.default_rng([seed, 1])
    counts, quantities = [], Counter[str]()
    for _ in tqdm(range(months), desc=title, unit="", disable=None, leave=False):
        device, state, alarms = random_device(pools, rng), MonitorState("device", "bundle"), 0
        for number in range(PATIENTS_A_MONTH):
            state = accept(state, str(number), device.draw(rng, Shift.NONE), device.reference)
            if state.alarm is not None:
                quantities[_name(state.alarm)] += 1
                alarms, state = alarms + 1, acknowledge(state)
        counts.append(alarms)
    total, within = sum(counts), sum(count <= 1 for count in counts)
    low, high = poisson_interval(total)
    click.echo(
        f"  {title:40} {total / months:.3f} a month (95 % interval {low / months:.3f} to {high / months:.3f}); at most one in "
        f"{share(within, months)}; none in {share(counts.count(0), months)}; most {max(counts)}; "
        f"{dict(quantities.most_common(3))}"
    )


def report_detections(title: str, before: list[Pool], after: list[Pool], shift: Shift, runs: int, seed: int) -> None:
    """On a device just set up, and in mid-month."""
    for count in (0, BEFORE):
        results = []
        for number in tqdm(range(runs), desc=title, unit="", disable=None, leave=False):
            key = [seed, 2, number]  # the same patients in both parts
            device, later = (random_device(pools, np.random.default_rng(key)) for pools in (before, after))
            results.append(run_device(device, later, np.random.default_rng([*key, count]), shift, count))
        when = "from the first patient" if count == 0 else "in mid-month"
        click.echo(f"  {title:54} {when:24}{outcome(results)}")


def run_device(
    device: Device, later: Device, rng: np.random.Generator, shift: Shift, before: int, diseased: float = DISEASED
) -> Run:
    """`before` patients as it was, then `later`'s with the shift until an alarm. A false alarm before is acknowledged."""
    state = MonitorState("device", "bundle")
    for number in range(before):
        state = accept(state, str(number), device.draw(rng, Shift.NONE), device.reference)
        if state.alarm is not None:
            state = acknowledge(state)
    for number in range(AFTER):
        state = accept(state, str(before + number), later.draw(rng, shift, diseased), device.reference)
        if state.alarm is not None:
            return Run(number + 1, state.alarm)
    return Run(None, None)


def outcome(results: list[Run]) -> str:
    """One line: share in time, delays, what was named."""
    found = [run.patients for run in results if run.patients is not None]
    in_time = sum(patients * IMAGES <= MAX_IMAGES for patients in found)
    delays = "never"
    if found:
        p50, p95 = np.percentile(found, [50, 95])
        delays = f"{p50:.0f} / {p95:.0f} / {max(found)} patients ({p50 * IMAGES:.0f} / {p95 * IMAGES:.0f} images)"
    alarms = [run.alarm for run in results if run.alarm is not None]
    named, advice = Counter(map(_name, alarms)), Counter(alarm.advice.value for alarm in alarms)
    return (
        f"in time {share(in_time, len(results))}; {delays}; no alarm {len(results) - len(found)}; "
        f"{dict(named.most_common(3))}; advice {dict(advice.most_common(3))}"
    )


def report_patient_mix(pools: list[Pool], runs: int, seed: int) -> None:
    """What is no fault of the device: other shares of diseased patients, or many in a row."""
    click.echo(f"\nno shift of the device, {runs} devices each, alarm within {AFTER} patients:")
    for diseased in (0.0, 0.5, 2 / 3):
        rng = np.random.default_rng([seed, 3, round(diseased * 100)])
        results = []
        for _ in tqdm(range(runs), desc="other patients", unit="", disable=None, leave=False):
            device = random_device(pools, rng)
            results.append(run_device(device, device, rng, Shift.NONE, 0, diseased))
        click.echo(f"  {f'{diseased:.0%} of the patients diseased':40} {outcome(results)}")
    for many in (1, 5, 10, 20):
        rng = np.random.default_rng([seed, 4, many])
        alarms = sum(alarms_at_a_row(random_device(pools, rng), rng, many) for _ in range(runs))
        click.echo(f"  {many} diseased patients in a row: alarm at them or the 10 patients after in {share(alarms, runs)}")


def alarms_at_a_row(device: Device, rng: np.random.Generator, many: int) -> bool:
    """Whether so many diseased patients in a row, after a quarter of a month, give an alarm."""
    state = MonitorState("device", "bundle")
    for number, diseased in enumerate([DISEASED] * BEFORE + [1.0] * many + [DISEASED] * 10):
        state = accept(state, str(number), device.draw(rng, Shift.NONE, diseased), device.reference)
        if state.alarm is not None and number < BEFORE:
            state = acknowledge(state)
    return state.alarm is not None


def share(hits: int, trials: int) -> str:
    """A share with its 95 % interval."""
    low, high = wilson(hits, trials)
    return f"{hits / trials:.1%} ({low:.1%} to {high:.1%})"


def poisson_interval(count: int) -> tuple[float, float]:
    """95 % interval of a mean from one count, by Byar's approximation (Breslow & Day 1987)."""
    low = count * (1 - 1 / (9 * count) - 1.96 / (3 * count**0.5)) ** 3 if count else 0.0
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + 1.96 / (3 * above**0.5)) ** 3


def _name(alarm: DriftAlarm) -> str:
    return f"{alarm.quantity.value} {alarm.direction.value}"


if __name__ == "__main__":
    main()
