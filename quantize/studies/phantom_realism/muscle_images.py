"""Images of real muscle by source, with the licence of each, and of simulated muscle, with the region that the kiosk offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_app.phantom.appearance import PLAIN
from edge_app.phantom.phantom import SLIDE_MM, acquire_still, build_phantom
from edge_app.phantom.realistic import Appearance, draw_appearance, draw_realistic_settings
from edge_app.phantom.scanner import Pose, Scanner, draw_settings
from edge_app.phantom.subject import draw_subject
from edge_app.records import GreyImage, Muscle, Roi
from quantize.dataset.manifest import muscle_region
from quantize.dataset.offered_region import offered_region
from quantize.dataset.recordings import muscle_images

GRADES = (1, 2, 3, 4)
_ALONG_MM = (-1.0, 1.0)  # where the two images of a subject are taken; a slice is thinner than their distance
IMAGES_OF_A_SUBJECT = len(_ALONG_MM)


@dataclass(frozen=True)
class RealSource:
    """One folder of ../shared/data: one scanner in one study. No image has a label."""

    name: str
    folder: str
    licence: str
    transverse: bool


REAL_SOURCES = (
    RealSource("limb", "limb_transverse_sweep", "PlusToolkit/PlusLibData, BSD-3-Clause", True),
    RealSource("nerve regions", "nerve_regions_transverse/images", "tmkand/usgra-seg, CC-BY-4.0", True),
    RealSource("gl GE screen", "gl_longitudinal_ge_screen", "timvanderzee/ultrasound-automated-algorithm, CC0", False),
    RealSource("gm Telemed", "gm_longitudinal_telemed", "Seynnes & Cronin 2020, PLoS ONE 0229034, CC-BY-4.0", False),
    RealSource("gm Philips", "gm_longitudinal_philips", "Seynnes & Cronin 2020, PLoS ONE 0229034, CC-BY-4.0", False),
    RealSource("vl GE", "vl_longitudinal_ge", "timvanderzee/ultrasound-automated-algorithm, CC0", False),
)


@dataclass(frozen=True)
class MuscleImage:
    """An image and the region of muscle in it."""

    pixels: GreyImage  # (h, w)
    region: Roi  # that the kiosk offers
    mm_per_pixel: float | None = None
    marked: Roi | None = None  # simulated: the box of the muscle, as in training
    grade: int = 0  # simulated: 1-4; real: unknown, 0


def real_images(data: Path, source: RealSource) -> Iterator[MuscleImage]:
    """The images of one source. Raises CaptureError when its folder holds none."""
    for image in muscle_images(data / source.folder):
        yield MuscleImage(image.pixels, image.region)


def simulated_images(number: int, appearance: Appearance) -> Iterator[MuscleImage]:
    """Two images of one subject, each with settings of its own; subjects are of all grades and muscles in turn."""
    rng = np.random.default_rng([77, number])
    grade, muscle = GRADES[number % len(GRADES)], list(Muscle)[number // len(GRADES) % len(Muscle)]
    while (subject := draw_subject(rng, f"simulated {number}", muscle, abnormal=grade > 1)).grade != grade:
        pass
    drawn = np.random.default_rng([78, number])
    realistic = appearance is Appearance.REALISTIC
    phantom = build_phantom(subject, number, draw_appearance(drawn) if realistic else PLAIN)
    draw = draw_realistic_settings if realistic else draw_settings
    scanners = [Scanner(draw(drawn, phantom.deepest_mm), 2 * number + i) for i in range(len(_ALONG_MM))]
    depth = max(scanner.settings.depth_mm for scanner in scanners)
    slab = phantom.slab((_ALONG_MM[0] - SLIDE_MM, _ALONG_MM[-1]), depth, rng)
    for scanner, along in zip(scanners, _ALONG_MM, strict=True):
        pose = Pose(float(np.clip(rng.normal(0, 1.8), -4, 4)), along, float(rng.normal(0, 2.5)), float(rng.uniform(0, 0.5)))
        image = acquire_still(phantom, scanner, pose, slab)
        yield MuscleImage(image.grey, offered_region(image.grey), image.mm_per_pixel, muscle_region(image.mask), grade)
