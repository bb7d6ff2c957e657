"""Transverse anatomy of a limb under a linear probe, in tissue coordinates.

x runs along the probe (mm, 0 at its centre), y along the limb, z from the skin into the body. Every boundary is a depth as a
function of x. The cross-section is constant along y except for a slow drift, as over the few millimetres that a hand slides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from edge_app.phantom.appearance import PLAIN, TissueAppearance
from edge_app.phantom.random_fields import FloatArray
from edge_app.phantom.subject import Subject
from edge_app.records import Muscle, Sex

X = np.arange(-36, 36.01, 0.25, dtype=np.float32)  # mm, where the boundaries are sampled


class Tissue(IntEnum):
    """The tissue at a point of the body."""

    SKIN = 0
    FAT = 1
    MUSCLE = 2  # the examined one
    NEIGHBOUR = 3  # muscles around and below it
    BONE = 4  # behind the cortex: no sound returns


@dataclass(frozen=True)
class Surface:
    """A reflecting sheet: fascia, aponeurosis or bone cortex."""

    depth: FloatArray  # mm at each X; NaN where it is absent
    echo_db: float  # above the reference level at normal incidence
    thickness: float  # mm
    gaps: float  # 0: continuous, 1: fragmented


@dataclass(frozen=True)
class Anatomy:
    """The cross-section of one limb."""

    skin: FloatArray  # mm at each X, lower edge of the dermis
    fat: FloatArray  # lower edge of the subcutaneous fat
    top: FloatArray  # of the examined muscle
    bottom: FloatArray  # of the examined muscle; equals top beyond its lateral ends
    cortex: FloatArray  # bone surface; NaN where there is no bone under the beam
    sheets: tuple[Surface, ...]

    def tissue(self, x: FloatArray, z: FloatArray) -> npt.NDArray[np.uint8]:
        """The `Tissue` at points x, z (mm, same shape), uint8."""
        i = np.clip(np.rint((x - X[0]) / 0.25).astype(np.int32), 0, len(X) - 1)
        kind = np.full(x.shape, Tissue.NEIGHBOUR, np.uint8)
        kind[(z >= self.top[i]) & (z < self.bottom[i])] = Tissue.MUSCLE
        kind[z < self.fat[i]] = Tissue.FAT
        kind[z < self.skin[i]] = Tissue.SKIN
        kind[z >= np.nan_to_num(self.cortex, nan=np.inf)[i]] = Tissue.BONE
        return kind


def build_anatomy(subject: Subject, rng: np.random.Generator, look: TissueAppearance = PLAIN) -> Anatomy:
    """Generate skin, fat, the muscle, its neighbours and the bone for this person."""
    male = subject.sex is Sex.MALE
    bmi = subject.body_mass_index
    wave = _Waves(rng)
    skin = np.float32(rng.uniform(1.2, 2.0)) + wave(0.05)
    fat_thickness = np.clip((1.5 if male else 3.0) + (0.28 if male else 0.42) * (bmi - 18) + rng.normal(0, 0.8), 1.0, 18)
    atrophy = 1 - 0.05 * (subject.grade - 1) - max(0.0, subject.age - 60) * 0.004
    fat = skin + np.float32(fat_thickness) + wave(0.35)
    mirror = -1.0 if subject.side.value == "left" else 1.0
    match subject.muscle:
        case Muscle.BICEPS_BRACHII:
            top, bottom, cortex, sheets = _upper_arm(rng, wave, fat, (26 if male else 20) * atrophy)
        case Muscle.TIBIALIS_ANTERIOR:
            top, bottom, cortex, sheets = _shin(rng, wave, fat, (25 if male else 22) * atrophy)
        case Muscle.GASTROCNEMIUS_MEDIALIS:
            top, bottom, cortex, sheets = _calf(rng, wave, fat, (19 if male else 16) * atrophy)
    # Disease weakens the bone echo (Heckmatt 3 and 4).
    lost = {1: 0.0, 2: 1.5, 3: 9.0, 4: 22.0}[subject.grade]
    cortex_mm = look.cortex_mm + look.disease.bone_blur_mm * (subject.grade - 1) / 3
    # The dermis is an echogenic band between two brighter lines; the superficial fascia lies on the muscle.
    sheets = (
        Surface(np.full_like(X, 0.35), 12, 0.12, 0.1),
        Surface(skin, 10, 0.15, 0.3),
        Surface(fat, 20 + look.fascia_db, 0.22, 0.3),
        *(replace(sheet, echo_db=sheet.echo_db + look.fascia_db) for sheet in sheets),
        Surface(cortex, 38 + look.cortex_db - lost, cortex_mm, 0.0),
    )
    if look.strands_db is not None:
        sheets += tuple(_strand(f, number, look.strands_db) for number, f in enumerate(sheets[2:-1]))
    if mirror < 0:
        skin, fat, top, bottom, cortex = skin[::-1], fat[::-1], top[::-1], bottom[::-1], cortex[::-1]
        sheets = tuple(Surface(s.depth[::-1], s.echo_db, s.thickness, s.gaps) for s in sheets)
    return Anatomy(skin, fat, top, bottom, cortex, sheets)


def _strand(fascia: Surface, number: int, relative_db: float) -> Surface:
    """A second layer of a fascia, which joins it and leaves it again."""
    apart = 0.9 + 0.8 * np.sin(2 * np.pi * X / 19 + 2.1 * number) + 0.4 * np.sin(2 * np.pi * X / 7.3 + number)
    return Surface(_f32(fascia.depth + np.clip(apart, 0.1, None)), fascia.echo_db + relative_db, fascia.thickness, 1.4)


_Layout = tuple[FloatArray, FloatArray, FloatArray, tuple[Surface, ...]]


def _upper_arm(rng: np.random.Generator, wave: _Waves, fat: FloatArray, thickness: float) -> _Layout:
    """Biceps: lens-shaped above the brachialis, the round humerus below both, a septum between the two heads."""
    thickness *= rng.normal(1, 0.1)
    half_width = rng.uniform(21, 27)
    centre = rng.normal(0, 2)
    lens = np.sqrt(np.clip(1 - ((X - centre) / half_width) ** 2, 0, 1))
    top = fat + 0.5 + (1 - lens) * thickness * 0.22
    bottom = np.maximum(top, top + thickness * lens - (1 - lens) * 2 + wave(0.4))
    radius = rng.uniform(9, 12)
    depth = float(bottom[len(X) // 2]) + rng.uniform(7, 12)
    offset = X - centre - rng.normal(0, 4)
    cortex = np.where(np.abs(offset) < radius, depth + radius - np.sqrt(np.clip(radius**2 - offset**2, 0, None)), np.nan)
    septum = top + (bottom - top) * (0.5 + 0.012 * (X - centre)) + wave(0.5)
    heads = np.where(np.abs(X - centre) < half_width * 0.6, septum, np.nan)
    between = np.where(bottom > top + 1, bottom, np.nan)
    sheets = (
        Surface(_f32(top), 12, 0.2, 0.5),
        Surface(_f32(between), 19, 0.25, 0.4),
        Surface(_f32(heads), 12, 0.2, 0.7),
    )
    return _f32(top), _f32(bottom), _f32(cortex), sheets


def _shin(rng: np.random.Generator, wave: _Waves, fat: FloatArray, thickness: float) -> _Layout:
    """Tibialis anterior with its central aponeurosis, the tibia sloping in from one side, membrane and deep muscle below."""
    thickness *= rng.normal(1, 0.09)
    top = fat + 0.5
    edge = rng.uniform(-26, -18)  # mm, where the tibia's crest is close to the skin
    slope = rng.uniform(1.3, 1.9)
    tibia = top + 0.8 + np.log1p(np.exp(np.clip((X - edge) / 2.5, -30, 30))) * 2.5 * slope
    bulge = 1 - 0.35 * ((X - 3) / 30) ** 2
    floor = top + thickness * bulge + wave(0.5)
    bottom = -np.logaddexp(-floor / 1.5, -tibia / 1.5) * 1.5  # rounded corner where the muscle leaves the bone
    bottom = np.maximum(bottom, top)
    cortex = np.where(tibia < top + thickness * 1.5, tibia, np.nan)
    middle = np.where((bottom > top + 6) & (edge + 8 < X), top + (bottom - top) * (0.5 + 0.004 * X) + wave(0.6), np.nan)
    membrane = np.where(np.isnan(cortex), bottom, np.nan)
    sheets = (
        Surface(_f32(middle), 20, 0.3, 0.35),
        Surface(_f32(membrane), 19, 0.3, 0.35),
        Surface(_f32(top), 11, 0.2, 0.5),
    )
    return _f32(top), _f32(bottom), _f32(cortex), sheets


def _calf(rng: np.random.Generator, wave: _Waves, fat: FloatArray, thickness: float) -> _Layout:
    """Gastrocnemius, the double aponeurosis and the soleus below it; the bone is too deep to be visible."""
    thickness *= rng.normal(1, 0.1)
    top = fat + 0.5
    tilt = rng.normal(0, 0.04)
    bottom = top + thickness * (1 - 0.25 * ((X - rng.normal(0, 4)) / 30) ** 2) + tilt * X + wave(0.5)
    bottom = np.maximum(bottom, top + 2)
    deep = bottom + 0.9 + wave(0.15)
    soleus = bottom + rng.uniform(14, 20) + wave(0.45)
    sheets = (
        Surface(_f32(bottom), 20, 0.3, 0.25),
        Surface(_f32(deep), 17, 0.25, 0.4),
        Surface(_f32(soleus), 17, 0.35, 0.5),
        Surface(_f32(top), 11, 0.2, 0.5),
    )
    return _f32(top), _f32(bottom), np.full_like(X, np.nan), sheets


class _Waves:
    """Random gentle undulations over X, different at every call."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def __call__(self, amplitude: float) -> FloatArray:
        rng = self._rng
        total = np.zeros_like(X)
        for wavelength, share in ((70.0, 1.3), (31.0, 0.7), (17.0, 0.3)):
            total += rng.normal(0, amplitude * share) * np.sin(2 * np.pi * X / wavelength + rng.uniform(0, 2 * np.pi))
        return _f32(total)


def _f32(values: npt.NDArray[Any]) -> FloatArray:
    return np.asarray(values, np.float32)
