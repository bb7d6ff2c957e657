"""A data set rearranged as other people keep theirs. Simulated, and made up: nobody's archive is copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np

from quantize.dataset.manifest import Sample, read_manifest

SHORT = {"biceps brachii": "BB", "gastrocnemius medialis": "GM", "tibialis anterior": "TA"}
README = "DATASET for the article DOI 10.1016/j.compbiomed.2021.104623\nImages and masks of three muscles.\n"


def as_published(dataset: Path, out: Path) -> list[Sample]:
    """Folders by muscle, class and kind, copies of all images without a label, and a readme without a table."""
    root = out / "Polito-Radboud-DeepLearningUS"
    samples = read_manifest(dataset)
    for number, sample in enumerate(samples):
        condition = "Pathological" if sample.label == "abnormal" else "Healthy"
        name = f"anon_{sample.subject.strip('sim')}_{number}.png"
        short = SHORT[str(sample.muscle)]
        _copy(dataset / sample.image, root / short / condition / "Images" / name)
        _copy(dataset / str(sample.mask), root / short / condition / "Masks" / name)
        part = ("train", "val", "test")[number % 3]
        copies = root / "Segmentation_models" / "data" / "MuscleCNN"
        _copy(dataset / sample.image, copies / part / f"{short}_{name}")
        _copy(dataset / str(sample.mask), copies / f"{part}annot" / f"{short}_{name}")
    (root / "readme.txt").write_text(README, encoding="utf-8")
    return samples


def with_a_table(dataset: Path, out: Path) -> list[Sample]:
    """Images and masks in one folder, and a table of German Excel: BOM, semicolons, decimal commas, Windows paths, umlauts."""
    samples = read_manifest(dataset)
    lines = ["Datei;Proband;Befund;Muskel;Seite;Alter;Geschlecht;Größe (m);Gewicht;Gerät"]
    for number, sample in enumerate(samples):
        name = f"Müller {number}"
        _copy(dataset / sample.image, out / "Bilder" / f"{name}.png")
        _copy(dataset / str(sample.mask), out / "Bilder" / f"{name}_Maske.png")
        words = {"abnormal": "krank", "normal": "gesund", "left": "links", "right": "rechts", "female": "w", "male": "m"}
        metres = f"{(sample.height_cm or 0) / 100:.3f}".replace(".", ",")
        said = [sample.label, sample.muscle, sample.side, sample.age, sample.sex]
        cells = [f"D:\\Studie\\Bilder\\{name}.png", sample.subject, *(words.get(str(one), str(one)) for one in said), metres]
        lines.append(";".join([*cells, f"{sample.weight_kg}".replace(".", ","), "Scanner A"]))
    (out / "Tabelle.csv").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8"))
    (out / "readme.txt").write_text(README, encoding="utf-8")
    return samples


def in_class_folders(dataset: Path, out: Path) -> list[Sample]:
    """A folder for each class, in it one for each subject, and nothing else."""
    samples = read_manifest(dataset)
    for number, sample in enumerate(samples):
        _copy(
            dataset / sample.image,
            out / ("patients" if sample.label == "abnormal" else "controls") / sample.subject / f"{number}.png",
        )
    return samples


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, to)


def picture(path: Path, seed: int = 0) -> Path:
    """An image of speckle, 80 x 60 px."""
    path.parent.mkdir(parents=True, exist_ok=True)
    grey = np.random.default_rng(seed).integers(0, 255, (60, 80), np.uint8)
    path.write_bytes(cv2.imencode(path.suffix, grey)[1].tobytes())
    return path
