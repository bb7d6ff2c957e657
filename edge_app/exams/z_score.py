"""The z-score of echo intensity, shown beside the network's finding; withheld, with a reason, where it would be meaningless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import fmean

from edge_app.exams.records import ExamImage, Patient, Site
from edge_app.imaging.echo_intensity import EchoReference, Person, echo_z_score
from edge_app.records import Finding, Guard, Label

ABNORMAL_Z = 2.0  # the paper's limit: two standard deviations above healthy people


class NoZScore(str, Enum):
    """Why there is no z-score."""

    NOT_FIT = "no fit image"  # the guard refused the region: its grey levels are not those of the muscle
    PATIENT = "patient incomplete"  # age, sex, height or weight is not known
    RECORDING = "recording"  # of no device, whatever its file is called
    REFERENCE = "no reference"  # none for this muscle on this device at this preset
    SETTING = "setting unknown"  # the device may have been set otherwise than its reference holds for


@dataclass(frozen=True)
class ZScore:
    """How far echo intensity is from that of healthy people."""

    value: float  # residual standard deviations
    reference: str  # name of the `EchoReference`; several, where the images are from several devices


@dataclass(frozen=True)
class ExamDevice:
    """What the profile of a device says of the images that an exam has of it."""

    preset: str | None  # the scanner's setting that the profile holds for
    reference: EchoReference | None
    remembers_controls: bool  # what the device is set to is compared, and the store keeps only the outcome: `Finding.validated`


def z_score(finding: Finding, site: Site, patient: Patient, reference: EchoReference | None) -> ZScore | NoZScore:
    """The z-score of one image. reference: the one that holds for its device as it was set; None: there is none."""
    if finding.guard is not Guard.FIT:
        return NoZScore.NOT_FIT
    if finding.frame.recorded:
        return NoZScore.RECORDING
    if patient.age is None or patient.sex is None or patient.height_cm is None or patient.weight_kg is None:
        return NoZScore.PATIENT
    person = Person(patient.age, patient.sex, patient.height_cm, patient.weight_kg)
    value = echo_z_score(finding.echo_intensity, site.muscle, person, reference)
    return NoZScore.REFERENCE if value is None or reference is None else ZScore(value, reference.name)


def site_z_score(images: Sequence[ExamImage], patient: Patient, devices: Mapping[str, ExamDevice]) -> ZScore | NoZScore:
    """The mean z-score of a site's stored images that have one; otherwise why the first has none. devices: by `Frame.source`."""
    each = [_stored_z_score(image, patient, devices.get(image.finding.frame.source)) for image in images]
    scores = [one for one in each if isinstance(one, ZScore)]
    if not scores:
        reasons = [one for one in each if isinstance(one, NoZScore) and one is not NoZScore.NOT_FIT]
        return reasons[0] if reasons else NoZScore.NOT_FIT
    return ZScore(fmean(one.value for one in scores), ", ".join(sorted({one.reference for one in scores})))


def _stored_z_score(image: ExamImage, patient: Patient, device: ExamDevice | None) -> ZScore | NoZScore:
    found = z_score(image.finding, image.site, patient, device.reference if device else None)
    if isinstance(found, ZScore) and device and device.remembers_controls and image.finding.validated is not True:
        return NoZScore.SETTING
    return found


def disagree(label: Label | None, z_score: float | None) -> bool:
    """Whether the network and the echo intensity contradict each other."""
    if z_score is None or label not in (Label.NORMAL, Label.ABNORMAL):
        return False
    return (label is Label.ABNORMAL) is not (z_score >= ABNORMAL_Z)
