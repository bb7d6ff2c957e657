"""What is kept of a screening. Frozen, like everything that flows through the appliance."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.records import Finding, Label, Muscle, Sex, Side


@dataclass(frozen=True)
class Patient:
    """Who is examined; every field may be unknown. Without an identifier the exam is anonymous."""

    identifier: str | None = None  # the clinic's own
    age: int | None = None  # years
    sex: Sex | None = None
    height_cm: float | None = None
    weight_kg: float | None = None


@dataclass(frozen=True)
class Site:
    """Where the probe was put."""

    muscle: Muscle
    side: Side

    @property
    def title(self) -> str:
        return f"{self.muscle.value}, {self.side.value}"


@dataclass(frozen=True)
class ExamImage:
    """One accepted image: the frame as it came from the probe, and what was found in it."""

    number: int  # counts from 1 within its exam, never used twice
    site: Site
    taken: str  # UTC, ISO 8601
    finding: Finding  # carries the frame; its timings are not kept, they say nothing of the patient
    engine: str  # runtime, version, precision and threads that gave the finding; replay needs the same


@dataclass(frozen=True)
class Verdict:
    """The clinician's own answer, apart from the machine's."""

    label: Label
    reason: str  # why it differs from the machine's; may be empty where it does not
    by: str
    given: str  # UTC, ISO 8601


@dataclass(frozen=True)
class Exam:
    """One screening of one patient."""

    id: str  # 32 hexadecimal digits, drawn at random: says nothing of the patient
    started: str  # UTC, ISO 8601
    by: str  # who started it
    patient: Patient
    images: tuple[ExamImage, ...] = ()
    verdict: Verdict | None = None
    finished: str | None = None  # UTC, ISO 8601; None while it goes on

    def at(self, site: Site) -> tuple[ExamImage, ...]:
        """The images of one site, in the order they were taken."""
        return tuple(image for image in self.images if image.site == site)


@dataclass(frozen=True)
class ExamLine:
    """An exam in a list: what can be told without reading its images."""

    id: str
    started: str
    finished: str | None
    identifier: str | None  # of the patient
    images: int
    abnormal: int  # of the images, by the machine
    verdict: Label | None
