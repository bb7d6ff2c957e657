"""How often the drift monitor alarms at nothing in a month, and how soon after a real shift. Simulated patients only.

    python -m benchmarks.drift_month [--patients 360] [--months 500] [--runs 300] [--cache FOLDER]

Simulating the patients takes about five seconds each and is done once for a cache folder. Every simulated device has a reference
from one half of the patients and examines the other half, drawn anew for each device: no patient is in both, and the error of a
reference from so few is part of the figures. A patient's 18 accepted images are three simulated ones, six times each.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
from tqdm import tqdm

from benchmarks.drift_patients import Shift, SimulatedImage, cached_images, is_diseased
from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle
from edge_app.drift.agreement import wilson
from edge_app.drift.detector import DetectorState, limit
from edge_app.drift.monitor import MIN_PATIENTS, DriftAlarm, MonitorState, accept, acknowledge
from edge_app.drift.quantities import ImageNumbers, Quantity, summarise_patient
from edge_app.drift.reference import DriftReference, drift_reference
from edge_app.drift.texture import texture_numbers
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.pipeline import analyse
from edge_app.records import Frame, Guard
from quantize.dataset.manifest import muscle_region

PATIENTS_A_MONTH = 20 * 20  # days times patients
IMAGES = 18  # accepted of each patient
DISEASED = 1 / 3  # share of patients, as in the paper's data set
MAX_IMAGES = 500  # after a shift, within which an alarm is demanded
BEFORE = 100  # patients before a shift in mid-month
AFTER = 300  # patients after a shift until the run counts as missed

Numbers = tuple[ImageNumbers, ...]
Pool = dict[Shift, Numbers]  # of one patient


@dataclass(frozen=True)
class Device:
    """A simulated device: its reference, and the patients it may examine."""

    reference: DriftReference
    healthy: list[Pool]
    diseased: list[Pool]

    def draw(self, rng: np.random.Generator, shift: Shift, diseased: float = DISEASED) -> Numbers:
        """The images of a random patient."""
        group = self.diseased if rng.random() < diseased else self.healthy
        return group[int(rng.integers(len(group)))][shift]


@dataclass(frozen=True)
class Detection:
    """What one run after a shift gave."""

    patients: int | None  # after the shift, until the alarm; None: none within AFTER
    alarm: DriftAlarm | None
    quantity: Quantity | None


@click.command()
@click.option("--patients", default=360, show_default=True, help="Simulated patients, half of them for each reference.")
@click.option("--months", default=500, show_default=True, help="Simulated months without a shift.")
@click.option("--runs", default=300, show_default=True, help="Simulated devices for each shift.")
@click.option("--seed", default=29, show_default=True)
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder of the simulated images.")
def main(patients: int, months: int, runs: int, seed: int, cache: Path | None) -> None:
    """Print false alarms a month, and the delay for each shift."""
    cv2.setNumThreads(1)
    folder = cache or Path(tempfile.gettempdir()) / "edge-app-drift-patients"
    folder.mkdir(parents=True, exist_ok=True)
    pools = simulated_numbers(patients, folder)
    click.echo(f"{patients} simulated patients, {DISEASED:.0%} diseased; {len(Quantity)} quantities, limit {limit():.2f} SD")
    report_shifts_of_means(pools)
    report_false_alarms(pools, months, seed)
    report_detections(pools, runs, seed)
    report_patient_mix(pools, runs, seed)


def simulated_numbers(patients: int, folder: Path) -> list[Pool]:
    """The numbers of every image as the appliance would take them: guard, shipped INT8 network, raw region."""
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, 1)

    def numbers(image: SimulatedImage) -> ImageNumbers:
        roi = muscle_region(image.mask)
        finding = analyse(Frame(image.grey, 0, 0, None, "simulated"), roi, bundle, engine)
        reason = None if finding.guard is Guard.FIT else finding.guard.value
        return ImageNumbers(finding.echo_intensity, texture_numbers(finding.roi.crop(image.grey)), finding.probability, reason)

    pools = []
    for _, images in cached_images(patients, folder):
        taken: dict[Shift, list[ImageNumbers]] = {}
        for image in images:
            if image.mask.any():  # the muscle may lie outside of a very oblique view
                taken.setdefault(image.shift, []).append(numbers(image))
        pools.append({shift: tuple(of_shift * (IMAGES // len(of_shift))) for shift, of_shift in taken.items()})
    return pools


def random_device(pools: list[Pool], rng: np.random.Generator) -> Device:
    """Half of the healthy and half of the diseased patients for the reference, the others to examine."""
    parts: list[tuple[list[Pool], list[Pool]]] = []
    for diseased in (False, True):
        group = [pool for patient, pool in enumerate(pools) if is_diseased(patient) is diseased]
        order = [group[i] for i in rng.permutation(len(group))]
        parts.append((order[: len(order) // 2], order[len(order) // 2 :]))
    (known_healthy, healthy), (known_diseased, diseased_left) = parts
    known = [summarise_patient(pool[Shift.NONE]) for pool in (*known_healthy, *known_diseased)]
    return Device(drift_reference(known), healthy, diseased_left)


def report_shifts_of_means(pools: list[Pool]) -> None:
    """By how many standard deviations between patients each shift moves each quantity."""
    reference = drift_reference([summarise_patient(pool[Shift.NONE]) for pool in pools])
    click.echo("\nmean under each shift, in standard deviations between patients from the reference:")
    click.echo(f"{'':48}" + "".join(f"{quantity.value[:12]:>13}" for quantity in Quantity))
    for shift in Shift:
        summaries = [summarise_patient(pool[shift]).values for pool in pools]
        cells = ""
        for quantity in Quantity:
            spread = reference.of(quantity)
            mean = np.mean([values[quantity] for values in summaries if quantity in values])
            cells += f"{(mean - spread.mean) / spread.sd:+13.2f}"
        click.echo(f"{shift.value:48}{cells}")


def report_false_alarms(pools: list[Pool], months: int, seed: int) -> None:
    """Months in which nothing happens to the device; every alarm is acknowledged at once."""
    rng = np.random.default_rng([seed, 1])
    counts, quantities = [], Counter[str]()
    for _ in tqdm(range(months), desc="months without a shift", unit="", disable=None, leave=False):
        device, state, alarms = random_device(pools, rng), MonitorState("device", "bundle"), 0
        for number in range(PATIENTS_A_MONTH):
            state = accept(state, str(number), device.draw(rng, Shift.NONE), device.reference)
            if state.alarm is not None:
                quantities[f"{state.alarm.quantity.value} {state.alarm.direction.value}"] += 1
                alarms, state = alarms + 1, acknowledge(state)
        counts.append(alarms)
    total, within = sum(counts), sum(count <= 1 for count in counts)
    low, high = poisson_interval(total)
    click.echo(f"\n{months} months of {PATIENTS_A_MONTH} patients of {IMAGES} images, no shift:")
    click.echo(f"  false alarms a month: {total / months:.3f} (95 % interval {low / months:.3f} to {high / months:.3f})")
    click.echo(
        f"  months with at most one: {share(within, months)}; with none: {share(counts.count(0), months)}; most: {max(counts)}"
    )
    click.echo(f"  by quantity: {dict(quantities.most_common())}")


def report_detections(pools: list[Pool], runs: int, seed: int) -> None:
    """Every shift, on a device just set up and in mid-month."""
    click.echo(f"\nalarm after a shift, {runs} devices each; patients p50 / p95 / most; demanded: within {MAX_IMAGES} images")
    for shift in [shift for shift in Shift if shift is not Shift.NONE]:
        for before in (0, BEFORE):
            rng = np.random.default_rng([seed, 2, list(Shift).index(shift), before])
            detections = [
                detect(random_device(pools, rng), rng, shift, before)
                for _ in tqdm(range(runs), desc=shift.value, unit="", disable=None, leave=False)
            ]
            click.echo(
                f"  {shift.value:48} {'from the first patient' if before == 0 else 'in mid-month':24}{outcome(detections)}"
            )


def detect(device: Device, rng: np.random.Generator, shift: Shift, before: int, diseased: float = DISEASED) -> Detection:
    """One device: `before` patients as it was, then with the shift until an alarm. A false alarm before is acknowledged."""
    state = MonitorState("device", "bundle", DetectorState())
    for number in range(before):
        state = accept(state, str(number), device.draw(rng, Shift.NONE), device.reference)
        if state.alarm is not None:
            state = acknowledge(state)
    for number in range(AFTER):
        state = accept(state, str(before + number), device.draw(rng, shift, diseased), device.reference)
        if state.alarm is not None:
            return Detection(number + 1, state.alarm, state.alarm.quantity)
    return Detection(None, None, None)


def outcome(detections: list[Detection]) -> str:
    """One line: share in time, delays, what was named."""
    found = [detection.patients for detection in detections if detection.patients is not None]
    in_time = sum(patients * IMAGES <= MAX_IMAGES for patients in found)
    delays = "never"
    if found:
        p50, p95 = np.percentile(found, [50, 95])
        delays = f"{p50:.0f} / {p95:.0f} / {max(found)} patients ({p50 * IMAGES:.0f} / {p95 * IMAGES:.0f} images)"
    named = Counter(f"{d.alarm.quantity.value} {d.alarm.direction.value}" for d in detections if d.alarm is not None)
    advice = Counter(d.alarm.advice.value for d in detections if d.alarm is not None)
    rests_on = sum(d.alarm is not None and d.alarm.patients >= MIN_PATIENTS for d in detections)
    return (
        f"in time {share(in_time, len(detections))}; {delays}; missed {len(detections) - len(found)}; rests on {MIN_PATIENTS} "
        f"patients or more {rests_on}; {dict(named.most_common(3))}; advice {dict(advice.most_common(3))}"
    )


def report_patient_mix(pools: list[Pool], runs: int, seed: int) -> None:
    """What is no fault of the device: more diseased patients, or many in a row."""
    click.echo(f"\nno shift of the device, {runs} devices each:")
    for diseased in (0.0, 0.5, 2 / 3):
        rng = np.random.default_rng([seed, 3, round(diseased * 100)])
        detections = [
            detect(random_device(pools, rng), rng, Shift.NONE, 0, diseased)
            for _ in tqdm(range(runs), desc="patient mix", unit="", disable=None, leave=False)
        ]
        click.echo(
            f"  diseased share {diseased:.0%} from the first patient, alarm within {AFTER} patients: {outcome(detections)}"
        )
    for many in (1, 5, 10, 20):
        rng = np.random.default_rng([seed, 4, many])
        alarms = sum(referred_in_a_row(random_device(pools, rng), rng, many) for _ in range(runs))
        click.echo(f"  {many} diseased patients in a row in mid-month: alarm in {share(alarms, runs)}")


def referred_in_a_row(device: Device, rng: np.random.Generator, many: int) -> bool:
    """Whether diseased patients in a row, and the 10 patients after them, give an alarm."""
    state = MonitorState("device", "bundle")
    for number, diseased in enumerate(_mix(many)):
        state = accept(state, str(number), device.draw(rng, Shift.NONE, diseased), device.reference)
        if state.alarm is not None and number < BEFORE:
            state = acknowledge(state)
    return state.alarm is not None


def _mix(many: int) -> Iterator[float]:
    yield from [DISEASED] * BEFORE
    yield from [1.0] * many
    yield from [DISEASED] * 10


def share(hits: int, trials: int) -> str:
    """A share with its 95 % interval."""
    low, high = wilson(hits, trials)
    return f"{hits / trials:.1%} ({low:.1%} to {high:.1%})"


def poisson_interval(count: int) -> tuple[float, float]:
    """95 % interval of a mean from one count, by Byar's approximation (Breslow & Day 1987), within .1 of the exact one."""
    low = count * (1 - 1 / (9 * count) - 1.96 / (3 * count**0.5)) ** 3 if count else 0.0
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + 1.96 / (3 * above**0.5)) ** 3


if __name__ == "__main__":
    main()
