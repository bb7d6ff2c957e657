"""A simulated subject: anatomy, tissue pattern and scatterers, ready to be scanned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.phantom.anatomy import Anatomy, Tissue, X, build_anatomy
from edge_app.phantom.appearance import PLAIN, TissueAppearance
from edge_app.phantom.attenuation import clear_share, loss_db
from edge_app.phantom.random_fields import FloatArray
from edge_app.phantom.scanner import APERTURE, ELEVATION, DeviceSettings, Pose, Scanner
from edge_app.phantom.scatterers import FibrePattern, Scatterers, draw_pattern, infiltration, scatter
from edge_app.phantom.subject import Pattern, Subject, target_echo_intensity
from edge_app.records import GreyImage

_MUSCLE_DB = -18.0  # where the search for the subject's echo intensity starts
_REFERENCE = DeviceSettings()
SLIDE_MM = 0.6  # along the limb, from the first frame that persists to the last
_FRAMES_BEFORE = (SLIDE_MM, 0.4, 0.2)
AIR_DB = np.float32(70)  # what air under the probe takes from the echo


@dataclass(frozen=True)
class Phantom:
    """Everything that does not change while the subject is scanned."""

    subject: Subject
    anatomy: Anatomy
    pattern: FibrePattern
    muscle_db: float  # level of the muscle's fibres
    infiltration_db: float  # added by disease where its infiltration is complete

    @property
    def deepest_mm(self) -> float:
        """Largest depth of the examined muscle."""
        return float(self.anatomy.bottom[np.abs(X) < APERTURE / 2].max())

    def slab(self, along_mm: tuple[float, float], depth_mm: float, rng: np.random.Generator) -> Scatterers:
        """Scatterers of the part of the limb that the beam covers between two positions along it (mm).

        A long part is generated piece by piece to limit the memory needed.
        """
        margin = 2 * ELEVATION
        reach = APERTURE / 2 + 4.5  # mm; the hand moves sideways by up to 4
        start, stop = along_mm[0] - margin, along_mm[1] + margin
        edges = np.linspace(start, stop, max(1, round((stop - start) / 3.6)) + 1)
        pieces = [
            scatter(
                self.subject,
                self.anatomy,
                self.pattern,
                self.muscle_db,
                self.infiltration_db,
                ((-reach, reach), (float(a), float(b)), (0.0, depth_mm * 1.15)),
                rng,
            )
            for a, b in pairwise(edges)
        ]
        return pieces[0] if len(pieces) == 1 else Scatterers.concatenate(pieces)


@dataclass(frozen=True)
class PhantomImage:
    """A scanner's image with its ground truth."""

    grey: GreyImage  # (rows, columns) isotropic pixels
    mask: GreyImage  # same shape, 255 inside the examined muscle
    mm_per_pixel: float


def build_phantom(subject: Subject, seed: int, appearance: TissueAppearance = PLAIN) -> Phantom:
    """Build the subject so that the muscle's mean grey level at the reference preset equals the subject's echo intensity.

    Disease adds its share according to its pattern; two reference images correct the remaining effect of clipping and speckle.
    """
    rng = np.random.default_rng(seed)
    anatomy = build_anatomy(subject, rng, appearance)
    pattern = draw_pattern(subject, rng, appearance)
    target = target_echo_intensity(subject)
    healthy = PHANTOM_REFERENCE.muscles[subject.muscle.value]
    db_per_grey = _REFERENCE.dynamic_range_db / 255
    lift = 0.0
    if subject.pattern is not Pattern.NONE:
        points = rng.uniform(-20, 20, (2, 4096)).astype(np.float32)
        share = float(infiltration(subject, pattern, points[0], points[1] + 25).mean())
        lift = (subject.z_score - subject.baseline_z) * healthy.sd * db_per_grey / share
    scanner = Scanner(_REFERENCE, seed)
    phantom = Phantom(subject, anatomy, pattern, _MUSCLE_DB, lift)
    for _ in range(2):
        image = acquire(phantom, scanner, Pose(), phantom.slab((0, 0), _REFERENCE.depth_mm, np.random.default_rng(seed + 1)))
        error = target - float(image.grey[image.mask > 0].mean())
        phantom = Phantom(subject, anatomy, pattern, phantom.muscle_db + error * db_per_grey, lift)
    return phantom


def acquire(phantom: Phantom, scanner: Scanner, pose: Pose, scatterers: Scatterers) -> PhantomImage:
    """One image at a pose, with the muscle's mask deformed like the tissue."""
    gx, gz = scanner.grid()
    rest = _rest_depth(phantom.anatomy, gz, pose.pressure)
    tissue = phantom.anatomy.tissue(gx + np.float32(pose.across_mm), rest)
    mask = np.where(tissue == Tissue.MUSCLE, np.uint8(255), np.uint8(0))
    return PhantomImage(
        insonify(phantom, scanner, pose, scatterers),
        np.asarray(cv2.resize(mask, _image_size(scanner), interpolation=cv2.INTER_NEAREST), np.uint8),
        scanner.mm_per_row,
    )


def acquire_still(phantom: Phantom, scanner: Scanner, pose: Pose, scatterers: Scatterers) -> PhantomImage:
    """One image of a hand that has just come along the limb to the pose: with the frames before it, where these persist.

    The scatterers must reach back by `SLIDE_MM`.
    """
    if scanner.settings.persistence > 0:
        scanner.start_anew()
        for back in _FRAMES_BEFORE:
            insonify(phantom, scanner, replace(pose, along_mm=pose.along_mm - back), scatterers)
    return acquire(phantom, scanner, pose, scatterers)


def insonify(phantom: Phantom, scanner: Scanner, pose: Pose, scatterers: Scatterers) -> GreyImage:
    """The scanner's image at a pose, (depth, width) uint8 with square pixels of scanner.mm_per_row."""
    s = scanner.settings
    columns, rows = 100, max(2, round(s.depth_mm * 1.6))
    x, z = np.meshgrid(
        np.linspace(-24, 24, columns, dtype=np.float32) + np.float32(pose.across_mm),
        (np.arange(rows, dtype=np.float32) + np.float32(0.5)) * np.float32(s.depth_mm / rows),
    )
    tissue_z = _rest_depth(phantom.anatomy, z, pose.pressure)
    attenuation = muscle_attenuation(phantom.subject) * phantom.pattern.appearance.disease.fading
    loss = loss_db(phantom.anatomy, x, tissue_z, s.frequency_mhz, attenuation)
    if (haze_db := phantom.pattern.appearance.shadow_db) is not None:
        below = np.float32(phantom.pattern.appearance.cortex_mm)  # mm, so that the cortex itself is lit
        bone = (phantom.anatomy.tissue(x, tissue_z - below) == Tissue.BONE).astype(np.float32)
        half_angle = float(np.degrees(np.arctan(0.5 / s.f_number)))
        clear = clear_share(bone, (s.depth_mm / rows, 48 / (columns - 1)), half_angle)
        loss = np.asarray(loss + 20 * np.log10(np.maximum(clear, np.float32(10 ** (haze_db / 20)))), np.float32)
    loss = np.asarray(cv2.resize(loss, (320, scanner.rows), interpolation=cv2.INTER_LINEAR), np.float32)
    if pose.contact < 1:
        loss = loss - AIR_DB * air_gap(pose.contact)
    pressed = scatterers
    if pose.pressure > 0:
        near = scatterers.between(pose.along_mm - 2 * ELEVATION, pose.along_mm + 2 * ELEVATION)
        pressed = Scatterers(near.x, near.y, _pressed_depth(phantom.anatomy, near.z, pose.pressure), near.amplitude, near.echo)
    layers = _layers_over_lines(phantom.anatomy, pose) if s.clutter.layers_db is not None else None
    grey = scanner.compress(scanner.envelope(pressed, pose, loss, layers))
    if pose.contact < 1:
        bands = ring_down(scanner.rows, scanner.mm_per_row) * air_gap(pose.contact)[:, 10:-10]
        grey = np.maximum(grey, np.rint(bands).astype(np.uint8))
    # Samples are 0.15 x 0.1 mm; images have square pixels.
    return np.asarray(cv2.resize(grey, _image_size(scanner), interpolation=cv2.INTER_LINEAR), np.uint8)


def _layers_over_lines(anatomy: Anatomy, pose: Pose) -> FloatArray:
    """(3, 320) mm, the depth of skin, superficial fascia and bone under each line; NaN where there is no bone."""
    x = np.linspace(-24, 24, 320, dtype=np.float32) + np.float32(pose.across_mm)
    layers = [np.interp(x, X, depth).astype(np.float32) for depth in (anatomy.skin, anatomy.fat, anatomy.cortex)]
    return np.stack([_pressed_depth(anatomy, depth, pose.pressure) for depth in layers])


def _image_size(scanner: Scanner) -> tuple[int, int]:
    return round(APERTURE / scanner.mm_per_row), scanner.rows


def muscle_attenuation(subject: Subject) -> float:
    """Additional attenuation of a diseased muscle, dB / (cm MHz); higher for myopathy than for neurogenic disease."""
    per_grade = (0.0, 0.03, 0.09, 0.16)[subject.grade - 1]
    return per_grade * (1.4 if subject.pattern is Pattern.DIFFUSE else 0.8)


def air_gap(contact: float) -> FloatArray:
    """(1, 320) 0-1: where there is air under the probe, entering from one end."""
    along = np.linspace(0, 1, 320, dtype=np.float32)[None, :]
    air: FloatArray = np.clip((along - np.float32(contact * 1.15 - 0.15)) / np.float32(0.15), 0, 1)
    return air


def ring_down(rows: int, mm_per_row: float) -> FloatArray:
    """(rows, 1) grey levels of the bands that a probe shows in air: reverberation in its own lens."""
    z = (np.arange(rows, dtype=np.float32)[:, None] + np.float32(0.5)) * np.float32(mm_per_row)
    return np.asarray(230 * np.exp(-z / 1.6) * (0.55 + 0.45 * np.cos(2 * np.pi * z / 0.9)), np.float32)


def _layers(anatomy: Anatomy, pressure: float) -> tuple[FloatArray, FloatArray]:
    """Depths (mm) at rest of the layers below the probe's centre, and the strain of each: fat up to 35 %, muscle up to 10 %."""
    middle = len(anatomy.fat) // 2
    floor = max(anatomy.bottom[middle], anatomy.fat[middle] + 1)
    rest = np.array([0, anatomy.skin[middle], anatomy.fat[middle], floor, 90], np.float32)
    return rest, np.array([0.05, 0.35, 0.10, 0.03], np.float32) * np.float32(pressure)


def _pressed_depth(anatomy: Anatomy, z: FloatArray, pressure: float) -> FloatArray:
    rest, strain = _layers(anatomy, pressure)
    pressed: FloatArray = z.copy()
    for upper, lower, part in zip(rest[:-1], rest[1:], strain, strict=True):
        pressed -= part * np.clip(z - upper, 0, lower - upper)
    return pressed


def _rest_depth(anatomy: Anatomy, z: FloatArray, pressure: float) -> FloatArray:
    if pressure == 0:
        return z
    rest, strain = _layers(anatomy, pressure)
    pressed = np.concatenate([np.zeros(1), np.cumsum(np.diff(rest) * (1 - strain))])
    return np.interp(z, pressed, rest).astype(np.float32)
