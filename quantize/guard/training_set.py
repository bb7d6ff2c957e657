"""All crops that a guard is fitted and judged on: of real sources, of simulated muscle, and of what is no muscle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from edge_app.records import GreyImage
from quantize.guard.crop_table import CropTable, joined, measure
from quantize.guard.drawn_views import longitudinal, transverse
from quantize.guard.negatives import KINDS, draw_negatives
from quantize.guard.negatives.muscle_altered import on_screen, shuffled, tiled, turned
from quantize.guard.sources import DRAWN, DRAWN_VIEW, Crop, Role, Source, Variant, real_crops, simulated_crops
from quantize.guard.variation import vary

ALTERED = (turned, shuffled, tiled, on_screen)
ALTERED_SHARE = 0.5  # of the crops of muscle that are altered as well


@dataclass(frozen=True)
class Extent:
    """How much is gathered."""

    subjects: int = 80  # simulated, two images each
    drawn: int = 150  # crops of each kind that is no muscle, and of each view
    varied: int = 160  # further crops of each real source of muscle
    seed: int = 2026


def gather(sources: Iterable[Source], extent: Extent) -> CropTable:
    """Measure all crops. Shows a progress bar. Raises CaptureError when a source cannot be read."""
    tables = []
    for source in tqdm(list(sources), desc="sources", unit="", disable=None):
        crops = list(real_crops(source, 0 if source.role is Role.NOT_MUSCLE else extent.varied, extent.seed))
        tables.append(measure(crops + altered(crops, extent.seed)))
    for number, crop in enumerate(
        tqdm(_by_subject(extent), total=extent.subjects, desc="simulated subjects", unit="", disable=None)
    ):
        tables.append(measure(crop + altered(crop, extent.seed + number)))
    for kind in tqdm(KINDS, desc="kinds of no muscle", unit="", disable=None):
        tables.append(measure(drawn(kind, extent.drawn, extent.seed)))
    tables.append(measure(drawn_views(extent.drawn, extent.seed)))
    return joined(tables)


def drawn(kind: str, count: int, seed: int) -> list[Crop]:
    """Crops of one kind that is no muscle."""
    rng = np.random.default_rng([seed, 2, list(KINDS).index(kind)])
    return [
        _crop(crop, number, DRAWN, Role.NOT_MUSCLE, kind, rng) for number, crop in enumerate(draw_negatives(kind, count, seed))
    ]


def drawn_views(count: int, seed: int) -> list[Crop]:
    """As many crops of either view."""
    rng = np.random.default_rng([seed, 4])
    return [
        _crop(draw(rng), number, DRAWN_VIEW, role, draw.__name__, rng)
        for draw, role in ((longitudinal, Role.LONGITUDINAL), (transverse, Role.TRANSVERSE))
        for number in range(count)
    ]


def _crop(pixels: GreyImage, number: int, source: str, role: Role, kind: str, rng: np.random.Generator) -> Crop:
    """Every second one is varied as muscle is; else signs of a grabber would be signs of muscle."""
    if number % 2:
        return Crop(vary(pixels, rng), source, role, f"{kind} {number}", Variant.VARIED, kind=kind)
    return Crop(pixels, source, role, f"{kind} {number}", Variant.AS_SEEN, kind=kind)


def altered(crops: Iterable[Crop], seed: int) -> list[Crop]:
    """Some of the crops of muscle, changed into what is none. They keep their source: who knows it knows them."""
    rng = np.random.default_rng([seed, 3])
    made = []
    for crop in crops:
        usable = crop.role is not Role.NOT_MUSCLE and crop.variant in (Variant.AS_SEEN, Variant.VARIED)
        if usable and rng.random() < ALTERED_SHARE:
            alter = ALTERED[int(rng.integers(len(ALTERED)))]
            pixels = alter(crop.pixels, rng)
            made.append(Crop(pixels, crop.source, Role.NOT_MUSCLE, crop.picture, crop.variant, kind=alter.__name__))
    return made


def _by_subject(extent: Extent) -> Iterator[list[Crop]]:
    crops: list[Crop] = []
    for crop in simulated_crops(extent.subjects, extent.seed):
        if crops and crop.picture != crops[0].picture:
            yield crops
            crops = []
        crops.append(crop)
    yield crops
