"""The simulated subject: a person, one muscle, and how far its echo intensity deviates from healthy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from edge_app.imaging.echo_intensity import Person
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.records import Muscle, Sex, Side

ABNORMAL_Z = 2.0  # the paper's data set calls a muscle abnormal when its grey-level z-score exceeds this


class Pattern(str, Enum):
    """How disease is distributed in a muscle (clinically: diffuse in myopathies, patchy in neurogenic disease)."""

    NONE = "none"
    DIFFUSE = "diffuse"
    PATCHY = "patchy"


@dataclass(frozen=True)
class Subject:
    """One muscle of one simulated person."""

    name: str
    muscle: Muscle
    side: Side
    age: int  # years
    sex: Sex
    height_cm: float
    weight_kg: float
    z_score: float  # echo intensity at the reference preset, in residual SDs from the healthy mean
    baseline_z: float  # what z_score would be without disease; their difference is what disease adds
    pattern: Pattern

    @property
    def person(self) -> Person:
        """The characteristics that a healthy reference depends on."""
        return Person(self.age, self.sex, self.height_cm, self.weight_kg)

    @property
    def body_mass_index(self) -> float:
        """kg / m^2."""
        return self.person.body_mass_index

    @property
    def abnormal(self) -> bool:
        """The label of the paper's data set."""
        return self.z_score > ABNORMAL_Z

    @property
    def grade(self) -> int:
        """Like Heckmatt's 1-4, derived from the z-score: 2 brighter, 3 markedly brighter, 4 very strong, bone invisible."""
        return 1 + int(np.searchsorted([ABNORMAL_Z, 3.5, 5.5], self.z_score))


def target_echo_intensity(subject: Subject) -> float:
    """Mean grey level (0-255) of the subject's muscle at the reference preset."""
    healthy = PHANTOM_REFERENCE.muscles[subject.muscle.value]
    return healthy.mean(subject.person) + subject.z_score * healthy.sd


def draw_subject(rng: np.random.Generator, name: str, muscle: Muscle, abnormal: bool) -> Subject:
    """A random person with the demographics of the paper's data set (age 50 +- 21, 729 of 1,283 male) and the given label.

    Normal: z from N(0, 1) truncated at 2; three in ten have mild disease below the threshold. Abnormal: z = 2 + a gamma
    variate; one in eight is uniformly bright with a healthy texture. So the classes meet at the threshold, and neither
    brightness nor texture alone separates them, as in practice.
    """
    sex = Sex.MALE if rng.random() < 729 / 1283 else Sex.FEMALE
    age = int(np.clip(rng.normal(50, 21), 18, 92))
    height = float(np.clip(rng.normal(177 if sex is Sex.MALE else 164, 7), 145, 205))
    bmi = float(np.clip(rng.normal(25.5 + 0.02 * (age - 50), 4.2), 17, 42))
    baseline = float(_below(rng, ABNORMAL_Z))
    z, diseased = baseline, False
    if abnormal:
        z, diseased = ABNORMAL_Z + 0.02 + float(rng.gamma(1.2, 1.4)), rng.random() < 7 / 8
    elif rng.random() < 0.3:
        z, diseased = float(rng.uniform(baseline, ABNORMAL_Z)), True
    pattern = Pattern.NONE
    if diseased:
        pattern = Pattern.DIFFUSE if rng.random() < 0.5 else Pattern.PATCHY
    else:
        baseline = z
    side = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
    weight = bmi * (height / 100) ** 2
    return Subject(name, muscle, side, age, sex, round(height, 1), round(weight, 1), min(z, 9.0), min(baseline, 9.0), pattern)


def _below(rng: np.random.Generator, limit: float) -> float:
    while (z := rng.normal()) > limit:
        pass
    return float(z)
