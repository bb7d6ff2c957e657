"""The images that are perturbed: those of a data set, or the frames of a folder of recordings, which have no label."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from quantize.dataset.manifest import MANIFEST, Sample, data_hash, is_simulated, read_manifest, read_sample
from quantize.dataset.recordings import muscle_images, recorded_images
from quantize.dataset.split import sample_balanced
from quantize.perturbations.scene import Scene

SEED = 17  # of the choice of images, and of what is random in a perturbation
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """One image, by where it lies."""

    name: str
    subject: str
    label: str | None  # None: nobody knows
    sample: Sample | None  # its row of the data set; None: a frame of a recording
    frame: int = 0  # of the recording


@dataclass(frozen=True)
class CaseSet:
    """The images of one run."""

    folder: Path
    cases: tuple[Case, ...]
    sha256: str  # of all that the folder held, whether it was chosen or not
    description: str

    @property
    def subjects(self) -> int:
        return len({case.subject for case in self.cases})

    def load(self, case: Case) -> Scene:
        """The untouched image with its region. Raises ConfigError or CaptureError naming the file at fault."""
        if case.sample is not None:
            pixels, _, roi = read_sample(self.folder, case.sample)
            return Scene.untouched(pixels, roi, case.sample.scale(len(pixels)))
        images = recorded_images(self.folder / case.subject)
        found = next(image for image in images if image.number == case.frame)
        return Scene.untouched(found.pixels, found.region, found.mm_per_pixel)


def choose_cases(folder: Path, count: int) -> CaseSet:
    """At most `count` images of a data set, half of them of each label, or of a folder of recordings, spread evenly.

    The same ones each time. A recording is taken for one subject. Raises ConfigError or CaptureError, naming what cannot be read.
    """
    if (folder / MANIFEST).exists():
        return _of_data_set(folder, count)
    images = [(str(image.file.relative_to(folder)), image.number) for image in muscle_images(folder)]
    digest = hashlib.sha256()
    # All files: the samples of some recordings lie beside their headers.
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = str(file.relative_to(folder)).encode()
        digest.update(name + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    cases = tuple(Case(f"{name} {number}", name, None, None, number) for name, number in _spread(images, count))
    return CaseSet(
        folder, cases, digest.hexdigest(), "no labels, each file taken for a subject, in the regions that the kiosk offers"
    )


def _of_data_set(folder: Path, count: int) -> CaseSet:
    samples = read_manifest(folder)
    chosen = samples if len(samples) <= count else sample_balanced(samples, count, SEED)
    cases = tuple(Case(sample.image, sample.subject, sample.label, sample) for sample in chosen)
    kind = "simulated images" if is_simulated(samples) else "images"
    return CaseSet(folder, cases, data_hash(folder, samples), f"{kind} of a data set, in their muscles' regions")


def _spread(items: Sequence[T], count: int) -> list[T]:
    """`count` of them, or all, evenly."""
    if len(items) <= count:
        return list(items)
    return [items[i * len(items) // count] for i in range(count)]
