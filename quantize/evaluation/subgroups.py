"""The groups of images in which a loss could hide: by muscle, sex, age, body mass index and setting of the scanner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from quantize.dataset.manifest import Sample
from quantize.statistics.metrics import Floats

Members = npt.NDArray[np.bool_]  # (N,)
AGES = (0, 40, 60, 80, 121)  # years; a band takes its lower end
BODY_MASS = (0.0, 18.5, 25.0, 30.0, np.inf)  # kg/m^2, World Health Organization: under, normal, over, obese
SETTINGS = {  # column of the manifest -> how it is called and its unit
    "gain_db": ("gain", "dB"),
    "dynamic_range_db": ("dynamic range", "dB"),
    "frequency_mhz": ("frequency", "MHz"),
    "depth_mm": ("depth", "mm"),
    "grey_map": ("grey map", ""),
    "speckle_reduction": ("speckle reduction", ""),
}
FEW = 4  # distinct values; more of them are split into thirds


def subgroups(samples: Sequence[Sample]) -> Iterator[tuple[str, Members]]:
    """Name and members of every group that has any, beginning with all images.

    An image of which something is not noted is in no group of that; a setting that one of them lacks makes no group.
    """
    yield "all", np.ones(len(samples), np.bool_)
    yield from _by_value("muscle", [sample.muscle for sample in samples])
    yield from _by_value("sex", [sample.sex for sample in samples])
    yield from _by_band("age", _noted(sample.age for sample in samples), AGES)
    height, weight = _noted(sample.height_cm for sample in samples), _noted(sample.weight_kg for sample in samples)
    yield from _by_band("BMI", weight / (height / 100) ** 2, BODY_MASS)
    yield from _by_value("device", [sample.device for sample in samples])
    for column, (name, unit) in SETTINGS.items():
        values = [getattr(sample, column) for sample in samples]
        if None in values:
            continue
        if len(set(values)) <= FEW:
            yield from _by_value(name, [f"{value} {unit}".strip() for value in values])
        else:
            yield from _by_thirds(name, unit, np.array(values, np.float64))


def _noted(values: Iterable[float | None]) -> Floats:
    """(N,) with NaN, which is in no band, where nothing is noted."""
    return np.array(list(values), np.float64)


def _by_value(name: str, values: Sequence[str | None]) -> Iterator[tuple[str, Members]]:
    for value in sorted({value for value in values if value is not None}):
        yield f"{name}: {value}", np.array([one == value for one in values])


def _by_band(name: str, values: Floats, edges: Sequence[float]) -> Iterator[tuple[str, Members]]:
    for low, high in pairwise(edges):
        members = (values >= low) & (values < high)
        if members.any():
            text = f"under {high:g}" if low == edges[0] else f"{low:g} or more" if high == edges[-1] else f"{low:g} to {high:g}"
            yield f"{name}: {text}", members


def _by_thirds(name: str, unit: str, values: Floats) -> Iterator[tuple[str, Members]]:
    low, high = np.quantile(values, [1 / 3, 2 / 3])
    unit = f" {unit}" if unit else ""
    for text, members in (
        (f"up to {low:.3g}{unit}", values <= low),
        (f"{low:.3g} to {high:.3g}{unit}", (values > low) & (values <= high)),
        (f"above {high:.3g}{unit}", values > high),
    ):
        if members.any():
            yield f"{name}: {text}", members
