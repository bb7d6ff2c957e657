"""Simulated patients as the simulated probe sees them at its own preset: one image of each of three muscles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from edge_app.phantom.phantom import Phantom, acquire, build_phantom
from edge_app.phantom.scanner import DeviceSettings, Pose, Scanner
from edge_app.phantom.scatterers import Scatterers
from edge_app.phantom.subject import Subject, draw_subject
from edge_app.records import GreyImage, Muscle, Side

ROWS = 480  # px, height of the image field on the screen, whatever depth it shows
PRESET = DeviceSettings(depth_mm=48.0)  # of the simulated probe (edge_app/capture/simulated.py)
DEEPEST_MM = 60.0  # mm, of the tissue that is made: other presets see the same patients (quantize/studies/drift/patients.py)
DISEASED_EVERY = 3  # one patient in so many is diseased, as in the paper's data set


@dataclass(frozen=True)
class SimulatedImage:
    """One image of one muscle."""

    grey: GreyImage  # (480, W)
    mask: GreyImage  # same shape, 255 inside the muscle
    mm_per_pixel: float


@dataclass(frozen=True)
class ScannedMuscle:
    """A muscle under the probe, ready to be scanned with any settings."""

    phantom: Phantom
    pose: Pose
    slab: Scatterers
    seed: int


def is_diseased(patient: int) -> bool:
    """Spread evenly, so that every first part of the patients has the same share."""
    return patient % DISEASED_EVERY == DISEASED_EVERY - 1


def patient_images(patient: int) -> list[SimulatedImage]:
    """The patient's three images. The same number gives the same pixels; some seconds."""
    return [_image(scanned_muscle(subject, seed)) for subject, seed in muscles(patient)]


def muscles(patient: int) -> Iterator[tuple[Subject, int]]:
    """The three muscles of one person, each with a seed. A disease is in all of them, to a similar degree."""
    rng = np.random.default_rng([2901, patient])
    person = draw_subject(rng, f"patient-{patient}", Muscle.BICEPS_BRACHII, is_diseased(patient))
    for muscle in Muscle:
        differs = float(rng.normal(0, 0.5))
        side = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
        z, baseline = person.z_score + differs, person.baseline_z + differs
        yield replace(person, muscle=muscle, side=side, z_score=z, baseline_z=baseline), int(rng.integers(2**31))


def scanned_muscle(subject: Subject, seed: int) -> ScannedMuscle:
    """The muscle with the probe on it, as a hand holds it."""
    rng = np.random.default_rng(seed)
    phantom = build_phantom(subject, seed)
    pose = random_pose(rng)
    return ScannedMuscle(phantom, pose, phantom.slab((pose.along_mm, pose.along_mm), DEEPEST_MM, rng), seed)


def random_pose(rng: np.random.Generator) -> Pose:
    """Where and how a hand holds the probe."""
    along = float(rng.uniform(-8, 8))
    return Pose(float(np.clip(rng.normal(0, 1.8), -4, 4)), along, float(rng.normal(0, 2.5)), float(rng.uniform(0, 0.5)))


def on_screen(grey: GreyImage, mask: GreyImage, settings: DeviceSettings) -> SimulatedImage:
    """Square pixels, scaled so that the depth fills the field: a deeper preset shows smaller structures."""
    height, width = mask.shape  # of square pixels; the envelope's samples are not square
    size = round(width * ROWS / height), ROWS
    square = cv2.resize(grey, (width, height), interpolation=cv2.INTER_LINEAR)
    return SimulatedImage(
        np.asarray(cv2.resize(square, size, interpolation=cv2.INTER_AREA), np.uint8),
        np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), np.uint8),
        settings.depth_mm / ROWS,
    )


def _image(muscle: ScannedMuscle) -> SimulatedImage:
    image = acquire(muscle.phantom, Scanner(PRESET, muscle.seed), muscle.pose, muscle.slab)
    return on_screen(image.grey, image.mask, PRESET)
