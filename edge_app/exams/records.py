"""The stored records of an exam. Frozen, like everything that flows through the appliance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from edge_app.records import Finding, Label, Muscle, Sex, Side


@dataclass(frozen=True)
class Patient:
    """The patient; every field may be unknown. Without an identifier the exam is anonymous."""

    identifier: str | None = None  # the clinic's own
    age: int | None = None  # years
    sex: Sex | None = None
    height_cm: float | None = None
    weight_kg: float | None = None


@dataclass(frozen=True)
class Order:
    """What the worklist says of the exam that was asked for; an empty text where it says nothing. It belongs to its patient."""

    accession_number: str = ""
    study_uid: str = ""
    procedure_id: str = ""  # of the requested procedure
    procedure: str = ""  # its description
    step_id: str = ""  # of the scheduled procedure step


@dataclass(frozen=True)
class Site:
    """Where the probe was placed."""

    muscle: Muscle
    side: Side

    @property
    def title(self) -> str:
        return f"{self.muscle.value}, {self.side.value}"


@dataclass(frozen=True)
class ExamImage:
    """One accepted image: the frame as it came from the probe, and its finding."""

    number: int  # counts from 1 within its exam, never reused
    site: Site
    taken: str  # UTC, ISO 8601
    finding: Finding  # includes the frame; its timings are not stored, they say nothing about the patient
    engine: str  # runtime, version, precision and threads that gave the finding; replay needs the same


@dataclass(frozen=True)
class Verdict:
    """The clinician's own assessment, separate from the network's."""

    label: Label
    reason: str  # why it differs from the network's result; may be empty if it does not
    by: str
    given: str  # UTC, ISO 8601


@dataclass(frozen=True)
class Exam:
    """One screening of one patient."""

    id: str  # 32 random hexadecimal digits: says nothing about the patient
    started: str  # UTC, ISO 8601
    by: str  # who started it
    patient: Patient
    images: tuple[ExamImage, ...] = ()
    verdict: Verdict | None = None
    finished: str | None = None  # UTC, ISO 8601; None while the exam is in progress
    order: Order | None = None  # of the worklist; None: the patient was not picked from it

    def of(self, patient: Patient) -> Exam:
        """The exam with corrected patient data. Of another patient it is not the exam that was ordered."""
        return replace(self, patient=patient, order=self.order if patient.identifier == self.patient.identifier else None)

    def at(self, site: Site) -> tuple[ExamImage, ...]:
        """The images of one site, in the order they were taken."""
        return tuple(image for image in self.images if image.site == site)


@dataclass(frozen=True)
class ExamLine:
    """An exam in a list: what is known without reading its images."""

    id: str
    started: str
    finished: str | None
    identifier: str | None  # of the patient
    images: int
    abnormal: int | None  # number of images that the network found abnormal; None: none has a label, not even indeterminate
    verdict: Label | None


class DiscardReason(str, Enum):
    """Why an accepted image is taken out of its exam. No free text, as for `DeletionReason`."""

    POOR = "poor image"
    WRONG_SITE = "wrong site"
    WRONG_PATIENT = "wrong patient"
    OTHER = "other"


class DeletionReason(str, Enum):
    """Why an exam is deleted. No free text: the audit trail keeps it for ever, and it could name the patient."""

    WRONG_PATIENT = "wrong patient"
    DUPLICATE = "duplicate"
    PATIENTS_WISH = "patient's wish"
    TEST = "test"
    OTHER = "other"


@dataclass(frozen=True)
class EarlierPatient:
    """A patient of earlier exams, as known from the last one."""

    patient: Patient
    seen: str  # UTC, ISO 8601: when that exam was started
