"""Who is examined, and which muscle: what all recordings of one patient have in common."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from edge_app.records import Sex


class Condition(str, Enum):
    """What kind of disease a muscle has."""

    HEALTHY = "healthy"
    NEUROGENIC = "neurogenic"  # axons are lost, those that are left take fibres over
    MYOPATHIC = "myopathic"  # fibres are lost and vary in size
    MYOTONIC = "myotonic"  # myopathic, and fibres go on firing


@dataclass(frozen=True)
class EmgSubject:
    """One simulated patient."""

    name: str
    age: int  # years
    sex: Sex
    condition: Condition
    severity: float  # 0 none, 1 as severe as there is
    months: float  # since it began; 0 where healthy

    @property
    def denervation(self) -> float:
        """Share of how much spontaneous activity of single fibres there can be, 0-1: most in the first months of axonal loss,
        less in muscle disease, where fibres are cut off from their end plate.
        """
        match self.condition:
            case Condition.HEALTHY:
                return 0.0
            case Condition.NEUROGENIC:
                return self.severity * float(np.clip(1.2 - self.months / 40, 0.2, 1))  # ours
            case _:
                return 0.6 * self.severity  # ours

    @property
    def reinnervation(self) -> float:
        """0 before axons sprout, 1 once what could be taken over has been (Stålberg & Karlsson 2001 raise fibre density
        likewise).
        """
        return float(np.clip((self.months - 2) / 10, 0, 1)) if self.condition is Condition.NEUROGENIC else 0.0

    @property
    def denervated_diameter(self) -> float:
        """Of a denervated fibre, as a share of a healthy one.

        The largest fibrillations have 612, 512, 320 and less than 100 µV in months 1-2, 3-4, 5-6 and after the first year
        (Kraft 1990); an amplitude goes with the square of the diameter.
        """
        return float(np.interp(self.months, [1, 3.5, 5.5, 12], np.sqrt(np.array([612, 512, 320, 100]) / 612)))


@dataclass(frozen=True)
class EmgMuscle:
    """Fibres and motor units of a muscle in healthy people."""

    name: str
    fibre_mm: float  # length of a fibre from tendon to tendon
    diameter_um: float  # mean of its fibres
    territory_mm: float  # diameter of a motor unit's territory

    @property
    def half_mm(self) -> float:
        """From the end plate, in the middle, to a tendon."""
        return self.fibre_mm / 2


# Lengths of fibres: Wickiewicz et al. 1983 (leg), Murray et al. 2000 (biceps), Jacobson et al. 1992 (hand). Diameters: Polgar
# et al. 1973. Territories: Buchthal et al. 1959 (5 mm in biceps, 5 to 10 elsewhere).
MUSCLES = (
    EmgMuscle("biceps brachii", 128, 55, 5.1),
    EmgMuscle("tibialis anterior", 77, 58, 6.5),
    EmgMuscle("vastus lateralis", 66, 58, 7.0),
    EmgMuscle("gastrocnemius medialis", 35, 56, 6.0),
    EmgMuscle("first dorsal interosseous", 32, 55, 6.0),
)


def draw_emg_subject(rng: np.random.Generator, name: str, condition: Condition) -> EmgSubject:
    """A random adult with that condition; severity and time since it began are spread evenly (ours: every stage is to be
    seen).
    """
    healthy = condition is Condition.HEALTHY
    return EmgSubject(
        name,
        age=int(np.clip(rng.normal(52, 17), 18, 90)),
        sex=Sex.MALE if rng.random() < 0.5 else Sex.FEMALE,
        condition=condition,
        severity=0.0 if healthy else round(float(rng.uniform(0.25, 1)), 3),
        months=0.0 if healthy else round(float(np.exp(rng.uniform(0, np.log(36)))), 1),
    )
