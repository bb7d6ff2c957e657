"""Simulated patients for `month.py`: the same tissue seen by the device as it was, and by one that shifted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from edge_app.phantom.phantom import PhantomImage, acquire, build_phantom
from edge_app.phantom.random_fields import FloatArray
from edge_app.phantom.scanner import APERTURE, DeviceSettings, GreyMap, Pose, Scanner, draw_settings
from edge_app.phantom.scatterers import Scatterers
from edge_app.phantom.subject import Subject
from edge_app.records import GreyImage
from quantize.drift.simulated_patients import (
    DEEPEST_MM,
    PRESET,
    SimulatedImage,
    muscles,
    on_screen,
    random_pose,
    scanned_muscle,
)

ELEMENTS = 128  # of the probe, over APERTURE
DEEPER = replace(PRESET, depth_mm=DEEPEST_MM, frequency_mhz=6.5, grey_map=GreyMap.SOFT)
HIGHER = replace(PRESET, frequency_mhz=11.0)
DEEPER_ONLY = replace(PRESET, depth_mm=DEEPEST_MM)
SHALLOWER = replace(PRESET, depth_mm=40.0)


class Shift(str, Enum):
    """What happened to the device."""

    NONE = "nothing"
    LOUDER = "gain +6 dB"
    QUIETER = "gain -6 dB"
    DEEPER = "preset: 60 mm, 6.5 MHz, soft grey map"
    HIGHER = "preset: 11 MHz"
    DEEPER_ONLY = "preset: 60 mm"
    SHALLOWER = "preset: 40 mm"
    GREY_MAP = "preset: strong grey map"
    DEAD_MIDDLE = "8 dead elements side by side, near the middle"
    DEAD_EDGE = "8 dead elements side by side, near the edge"
    DEAD_SCATTERED = "8 dead elements, scattered"


_DEAD = {
    Shift.DEAD_MIDDLE: tuple(range(44, 52)),
    Shift.DEAD_EDGE: tuple(range(8, 16)),
    Shift.DEAD_SCATTERED: (5, 22, 37, 51, 70, 88, 104, 119),
}


@dataclass(frozen=True)
class ShiftedImage(SimulatedImage):
    """One image of one muscle under one shift."""

    shift: Shift


class _RecordingScanner(Scanner):
    """Keeps its last envelope, so that settings behind it (gain, grey map) need no second simulation."""

    last: FloatArray

    def envelope(self, scatterers: Scatterers, pose: Pose, loss: FloatArray, layers: FloatArray | None = None) -> FloatArray:
        self.last = super().envelope(scatterers, pose, loss, layers)
        return self.last


def simulated_patient(patient: int) -> Iterator[ShiftedImage]:
    """One image of each of the three muscles under each shift."""
    for subject, seed in muscles(patient):
        yield from _under_each_shift(subject, seed)


def patient_at_some_preset(patient: int) -> Iterator[ShiftedImage]:
    """One image of each muscle, all at one preset drawn for this patient."""
    settings: DeviceSettings | None = None
    for subject, seed in muscles(patient):
        rng = np.random.default_rng(seed)
        phantom = build_phantom(subject, seed)
        settings = settings or draw_settings(rng, phantom.deepest_mm)
        pose = random_pose(rng)
        slab = phantom.slab((pose.along_mm, pose.along_mm), settings.depth_mm, rng)
        image = acquire(phantom, Scanner(settings, seed), pose, slab)
        yield _shifted(Shift.NONE, image.grey, image.mask, settings)


def _under_each_shift(subject: Subject, seed: int) -> Iterator[ShiftedImage]:
    muscle = scanned_muscle(subject, seed)
    phantom, pose, slab = muscle.phantom, muscle.pose, muscle.slab
    scanner = _RecordingScanner(PRESET, seed)
    image = acquire(phantom, scanner, pose, slab)
    yield _shifted(Shift.NONE, image.grey, image.mask, PRESET)
    for shift, settings in (
        (Shift.LOUDER, replace(PRESET, gain_db=6.0)),
        (Shift.QUIETER, replace(PRESET, gain_db=-6.0)),
        (Shift.GREY_MAP, replace(PRESET, grey_map=GreyMap.STRONG)),
    ):
        yield _shifted(shift, Scanner(settings, seed).compress(scanner.last), image.mask, PRESET)
    for shift, dead in _DEAD.items():
        yield _shifted(shift, scanner.compress(scanner.last * aperture_left(dead, scanner)), image.mask, PRESET)
    for shift, settings in (
        (Shift.DEEPER, DEEPER),
        (Shift.HIGHER, HIGHER),
        (Shift.DEEPER_ONLY, DEEPER_ONLY),
        (Shift.SHALLOWER, SHALLOWER),
    ):
        other: PhantomImage = acquire(phantom, Scanner(settings, seed), pose, slab)
        yield _shifted(shift, other.grey, other.mask, settings)


def aperture_left(dead: tuple[int, ...], scanner: Scanner) -> FloatArray:
    """(rows, 300) 0-1: amplitude that is left of each sample when elements are dead, on transmission times on reception.

    The transmit aperture is that of the focus; the receive aperture grows with depth at the same f-number. Dead elements weaken
    the lines that use them. That they also widen the beam and raise its side lobes is left out.
    """
    alive = np.ones(ELEMENTS)
    alive[list(dead)] = 0
    edges = np.linspace(-APERTURE / 2, APERTURE / 2, ELEMENTS + 1)  # mm
    total = np.concatenate([np.zeros(1), np.cumsum(alive)]) * (APERTURE / ELEMENTS)  # mm alive to the left of an edge
    x, z = scanner.grid()

    def share(width: FloatArray) -> FloatArray:
        left, right = np.maximum(x - width / 2, edges[0]), np.minimum(x + width / 2, edges[-1])
        part: FloatArray = (np.interp(right, edges, total) - np.interp(left, edges, total)) / (right - left)
        return part

    settings = scanner.settings
    transmit, receive = np.full_like(z, settings.focus_mm / settings.f_number), np.maximum(z / settings.f_number, np.float32(1.5))
    return np.asarray(share(transmit) * share(receive), np.float32)


def _shifted(shift: Shift, grey: GreyImage, mask: GreyImage, settings: DeviceSettings) -> ShiftedImage:
    shown = on_screen(grey, mask, settings)
    return ShiftedImage(shown.grey, shown.mask, shown.mm_per_pixel, shift)


def cached_images(patients: int, folder: Path) -> Iterator[list[ShiftedImage]]:
    """The images of each patient, from the folder where they are there already; about seven seconds a patient where not."""
    for patient in tqdm(range(patients), desc="patients", unit="", disable=None):
        yield _cached(folder / f"patient-{patient}-{len(Shift)}-shifts.npz", partial(simulated_patient, patient))


def cached_images_of_many_presets(patients: int, folder: Path) -> Iterator[list[ShiftedImage]]:
    """The same, every patient on a scanner of another preset: what a training set has. Each image has Shift.NONE."""
    for patient in tqdm(range(patients), desc="patients of many presets", unit="", disable=None):
        yield _cached(folder / f"many-presets-{patient}.npz", partial(patient_at_some_preset, patient))


def _cached(file: Path, simulate: Callable[[], Iterator[ShiftedImage]]) -> list[ShiftedImage]:
    if not file.exists():
        images = list(simulate())
        arrays = {f"{i}-{kind}": _png(getattr(image, kind)) for i, image in enumerate(images) for kind in ("grey", "mask")}
        names, scales = np.array([image.shift.name for image in images]), np.array([image.mm_per_pixel for image in images])
        part = file.with_name(f"part-{file.name}")
        np.savez(part, allow_pickle=False, shifts=names, mm_per_pixel=scales, **arrays)
        part.rename(file)  # a run that was stopped leaves no half patient
    with np.load(file) as stored:
        return [
            ShiftedImage(_pixels(stored[f"{i}-grey"]), _pixels(stored[f"{i}-mask"]), float(scale), Shift[str(name)])
            for i, (name, scale) in enumerate(zip(stored["shifts"], stored["mm_per_pixel"], strict=True))
        ]


def _png(pixels: GreyImage) -> GreyImage:
    return np.asarray(cv2.imencode(".png", pixels, (cv2.IMWRITE_PNG_COMPRESSION, 1))[1], np.uint8)


def _pixels(png: GreyImage) -> GreyImage:
    return np.asarray(cv2.imdecode(png, cv2.IMREAD_GRAYSCALE), np.uint8)
