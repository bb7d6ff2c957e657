"""The drift numbers of simulated patients, as the appliance would take them, and devices that examine such patients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np

from edge_app.bundle.loader import DEFAULT_BUNDLE, Precision, load_bundle
from edge_app.drift.near_field import near_field_dropout
from edge_app.drift.quantities import ImageNumbers, summarise_patient
from edge_app.drift.reference import DriftReference, drift_reference
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.records import Roi
from quantize.dataset.manifest import muscle_region
from quantize.drift.fit import proposed_region, take_numbers, whole
from quantize.drift.simulated_patients import SimulatedImage, is_diseased
from quantize.studies.drift.patients import Shift, ShiftedImage

IMAGES = 18  # accepted of each patient
DISEASED = 1 / 3  # share of patients, as in the paper's data set

Numbers = tuple[ImageNumbers, ...]
Pool = dict[Shift, Numbers]  # of one patient


def annotated_region(image: SimulatedImage) -> Roi:
    """The region of the training set: a box around the muscle's mask."""
    if not image.mask.any():  # the muscle may lie outside of a very oblique view
        return proposed_region(image)
    return muscle_region(image.mask)


def take_pools(
    patients: Iterable[list[ShiftedImage]], region: Callable[[SimulatedImage], Roi] = proposed_region, one_view: bool = False
) -> list[Pool]:
    """Guard, shipped INT8 network and texture of every image; each stands for as many as make up a patient's 18.

    one_view: the score of the region as it is, not the mean of its views: a third of the time.
    """
    bundle = load_bundle(DEFAULT_BUNDLE)
    engine = OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, 1)
    pools = []
    for images in patients:
        taken: dict[Shift, list[ImageNumbers]] = {}
        for image in images:
            taken.setdefault(image.shift, []).append(take_numbers(image, region(image), bundle, engine, one_view))
        pools.append({shift: tuple(of_shift * (IMAGES // len(of_shift))) for shift, of_shift in taken.items()})
    return pools


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


def random_device(pools: list[Pool], rng: np.random.Generator) -> Device:
    """Half of the healthy and half of the diseased patients for the reference, the others to examine."""
    (known_healthy, healthy), (known_diseased, diseased) = (_halves(pools, ill, rng) for ill in (False, True))
    known = [summarise_patient(pool[Shift.NONE]) for pool in (*known_healthy, *known_diseased)]
    return Device(drift_reference(known), healthy, diseased)


def _halves(pools: list[Pool], diseased: bool, rng: np.random.Generator) -> tuple[list[Pool], list[Pool]]:
    group = [pool for patient, pool in enumerate(pools) if is_diseased(patient) is diseased]
    order = [group[i] for i in rng.permutation(len(group))]
    return order[: len(order) // 2], order[len(order) // 2 :]


def more_different(pools: list[Pool], sd: float, rng: np.random.Generator) -> list[Pool]:
    """Patients whose echo intensities differ by a further `sd` grey levels: real ones differ more than simulated ones."""
    return [
        {shift: tuple(replace(n, echo_intensity=n.echo_intensity + added) for n in numbers) for shift, numbers in pool.items()}
        for pool, added in ((pool, float(rng.normal(0, sd))) for pool in pools)
    ]


def without_scale(pools: list[Pool], patients: Iterable[list[ShiftedImage]]) -> list[Pool]:
    """The same from a device whose images have no known scale. A stale one, which nobody sets anew, says no more.

    patients: the images that the pools are of; the near field is looked at again.
    """
    made = []
    for pool, images in zip(pools, patients, strict=True):
        dips: dict[Shift, list[float | None]] = {}
        for image in images:
            dips.setdefault(image.shift, []).append(near_field_dropout(image.grey, whole(image), None))
        made.append({shift: tuple(map(_forget_scale, numbers, cycle(dips[shift]))) for shift, numbers in pool.items()})
    return made


def _forget_scale(numbers: ImageNumbers, dropout: float | None) -> ImageNumbers:
    return replace(numbers, mm_per_pixel=None, near_field_dropout=dropout)


def without_shape(pools: list[Pool]) -> list[Pool]:
    """The same from a scanner whose image field has one shape at every depth: it cuts off the sides of a shallow image."""
    return [{shift: tuple(replace(n, field_shape=None) for n in numbers) for shift, numbers in pool.items()} for pool in pools]


def some_not_judged(pools: list[Pool], share: float, rng: np.random.Generator) -> list[Pool]:
    """Patients of whose images some are not judged, of a few patients many: shares of a beta distribution with this mean."""
    made = []
    for pool in pools:
        own = float(rng.beta(10 * share, 10 * (1 - share)))
        made.append(
            {
                shift: tuple(replace(n, probability=None, not_judged="not fit") if rng.random() < own else n for n in numbers)
                for shift, numbers in pool.items()
            }
        )
    return made
