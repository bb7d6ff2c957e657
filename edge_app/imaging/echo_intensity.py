"""Echo intensity and its z-score: a transparent measurement shown next to the network's finding."""

from __future__ import annotations

from dataclasses import dataclass

import cv2

from edge_app.records import GreyImage, Sex


def echo_intensity(region: GreyImage) -> float:
    """Mean grey level, 0-255, of the raw region (h, w) uint8: not resized, filtered or equalised.

    It depends on the scanner and its settings as much as on the muscle (Pillen & van Alfen 2011): compare only images
    from the same scanner and preset.
    """
    return float(cv2.mean(region)[0])


@dataclass(frozen=True)
class Person:
    """What healthy echo intensity depends on."""

    age: float  # years
    sex: Sex
    height_cm: float
    weight_kg: float

    @property
    def body_mass_index(self) -> float:
        """kg / m^2."""
        return self.weight_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True)
class Regression:
    """Echo intensity of one healthy muscle, grey levels 0-255: linear in each term, normal about its mean."""

    constant: float
    sd: float  # residual standard deviation
    age: float = 0.0  # per year
    age_squared: float = 0.0
    male: float = 0.0  # added for men
    height_cm: float = 0.0
    weight_kg: float = 0.0
    body_mass_index: float = 0.0

    def mean(self, person: Person) -> float:
        """Expected echo intensity of a healthy person with these characteristics."""
        return (
            self.constant
            + self.age * person.age
            + self.age_squared * person.age**2
            + self.male * (person.sex is Sex.MALE)
            + self.height_cm * person.height_cm
            + self.weight_kg * person.weight_kg
            + self.body_mass_index * person.body_mass_index
        )


@dataclass(frozen=True)
class EchoReference:
    """Healthy echo intensity on one scanner at one preset. It is not valid for any other scanner or preset."""

    name: str
    description: str  # who was measured, and with what
    muscles: dict[str, Regression]  # by `Muscle.value`


def echo_z_score(intensity: float, muscle: str, person: Person, reference: EchoReference | None) -> float | None:
    """Echo intensity (0-255) in residual standard deviations from healthy people of the same age, sex and build.

    None without a reference for this device and muscle: grey levels of one scanner mean nothing on another.
    """
    healthy = reference.muscles.get(muscle) if reference else None
    return None if healthy is None else (intensity - healthy.mean(person)) / healthy.sd
