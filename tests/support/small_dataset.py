"""A data set of a few tiny made-up images, in which abnormal muscle is brighter."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from edge_app.records import Muscle
from quantize.dataset.manifest import Sample, write_manifest

BRIGHTNESS = {"normal": 60, "abnormal": 110}


def make_dataset(folder: Path, subjects: int, images_each: int = 1, simulated: bool = True) -> list[Sample]:
    """Write images of 96 x 80 px, masks and manifest; every other subject is abnormal, muscles take turns."""
    rng = np.random.default_rng(subjects)
    muscles = list(Muscle)
    samples = []
    for kind in ("images", "masks"):
        (folder / kind).mkdir(parents=True)
    for number in range(subjects):
        label = "abnormal" if number % 2 else "normal"
        for i in range(images_each):
            name = f"s{number:02d}_{i}.png"
            mask = np.zeros((80, 96), np.uint8)
            cv2.ellipse(mask, (48, 40), (30, 20), 0, 0, 360, 255, -1)
            grey = np.clip(rng.rayleigh(BRIGHTNESS[label] / 1.25, mask.shape), 0, 255).astype(np.uint8)
            assert cv2.imwrite(str(folder / "images" / name), grey)
            assert cv2.imwrite(str(folder / "masks" / name), mask)
            samples.append(
                Sample(
                    image=f"images/{name}",
                    mask=f"masks/{name}",
                    subject=f"s{number:02d}",
                    muscle=muscles[number // 2 % 3].value,
                    side="left",
                    age=20 + number,
                    sex="male" if number % 3 else "female",
                    height_cm=170.5,
                    weight_kg=70.25,
                    label=label,
                    z_score=3.0 if number % 2 else 0.5,
                    grade=1 + 2 * (number % 2),
                    simulated=simulated,
                )
            )
    write_manifest(folder, samples)
    return samples
