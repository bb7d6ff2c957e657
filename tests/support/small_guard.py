"""The guard of tests/golden/guard: a few trees and vectors that know simulated muscle from noise, flat images and writing.

It is in the tree because simulating takes long. Written once, and again when `edge_app.guard.texture.FEATURES` changes, by

    python -m tests.support.small_guard tests/golden/guard

and tests/edge_app/guard/test_small_guard.py holds what lies there to what it is for. It is for tests only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from edge_app.capture.simulated import SimulatedProbe
from edge_app.guard.classifier import Classifier
from edge_app.guard.texture import MIN_SIDE, SIDE
from edge_app.guard.texture_golden import GOLDEN_FILE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE, TextureModel
from edge_app.muscle_roi import MuscleProposal, propose_muscle
from edge_app.records import GreyImage, Muscle, Side
from edge_app.scanner_screen import central_region, image_field
from quantize.guard.crop_table import CropTable, joined, measure
from quantize.guard.fit import GuardRecipe, fit_model
from quantize.guard.sources import GRADES, SIMULATED, Crop, Role, Variant, simulated_crops
from quantize.guard.training_set import drawn, drawn_views
from tests.support.fakes import textured
from tests.support.speckle import speckle

SUBJECTS, DRAWN, SEED = 12, 12, 7
KINDS = ("noise", "even", "text", "test card", "screen", "photograph")
RECIPE = GuardRecipe(trees=12, depth=8)
SECONDS = (0.0, 1.3, 2.7, 4.1)  # of the simulated probe


def probe_crops(muscle: Muscle, grade: int) -> Iterator[Crop]:
    """What the simulated probe shows, in both regions that an operator may leave as they are."""
    with SimulatedProbe(list(Muscle).index(muscle), muscle, Side.RIGHT, grade) as probe:
        images = [probe.image(at) for at in SECONDS]
    for number, pixels in enumerate(images):
        field = image_field(pixels)
        proposal = propose_muscle(pixels, field)
        for region in [central_region(field), *([proposal.region] if isinstance(proposal, MuscleProposal) else [])]:
            crop = region.clipped(pixels.shape[1], pixels.shape[0], MIN_SIDE).crop(pixels)
            yield Crop(crop, SIMULATED, Role.TRANSVERSE, f"{muscle.value} {number}", Variant.AS_SEEN, grade)


def other_crops() -> Iterator[Crop]:
    """What is no muscle, the noise of the tests among it."""
    noise = [*(textured(seed=seed, mean=60 + 10 * seed) for seed in range(6)), *speckle(6, SEED)]
    flat: list[GreyImage] = [np.full((80, 120), level, np.uint8) for level in (0, 20, 60, 100, 160, 255)]
    for number, pixels in enumerate([*noise, *flat]):
        yield Crop(pixels, "tests", Role.NOT_MUSCLE, str(number), Variant.AS_SEEN, kind="tests")
    for kind in KINDS:
        yield from drawn(kind, DRAWN, SEED)


def with_limit(classifier: Classifier, first: CropTable, second: CropTable, missed: float) -> Classifier:
    """The limit half-way between the first class and all but a share `missed` of the second, in the crops that were fitted on."""
    highest = max(classifier.score(row) for row in first.features)
    lowest = float(np.quantile([classifier.score(row) for row in second.features], missed))
    assert highest < lowest, (highest, lowest)
    return replace(classifier, limit=(highest + lowest) / 2)


def write(folder: Path) -> None:
    """Fit the model and write it with its reference answers."""
    muscle = list(simulated_crops(SUBJECTS, SEED))
    probe = [crop for one, grade in zip(Muscle, (1, 4, 1), strict=True) for crop in probe_crops(one, grade)]
    other = list(other_crops())
    table = joined([measure(muscle), measure(probe), measure(other), measure(drawn_views(3 * DRAWN, SEED))])
    model = fit_model(table, RECIPE)
    simulated, longitudinal = table.where(table.muscle), table.where(np.asarray(table.role == Role.LONGITUDINAL.value))
    model = TextureModel(
        with_limit(model.muscle, simulated, table.where(np.asarray(table.role == Role.NOT_MUSCLE.value)), missed=0.0),
        with_limit(model.view, simulated, longitudinal, missed=0.1),
    )
    chosen = [muscle[0], next(crop for crop in muscle if crop.grade == GRADES[-1]), next(c for c in other if c.kind == "text")]
    pixels = [cv2.resize(crop.pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for crop in chosen]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_bytes(model.to_npz())
    (folder / GOLDEN_FILE).write_bytes(TextureGolden.of(model, np.stack(pixels).astype(np.uint8)).to_npz())


if __name__ == "__main__":
    cv2.setNumThreads(1)
    write(Path(sys.argv[1]))
