"""The z-score beside the network's answer: withheld wherever it would mean nothing, and the reason is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from edge_app.exams.records import ExamImage, Patient
from edge_app.exams.z_score import ExamDevice, NoZScore, ZScore, disagree, site_z_score, z_score
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.records import Finding, Guard, Label, Sex
from tests.support.exam_factories import ENGINE, PATIENT, SITE, found

DEVICE = found().frame.source


def of_image(finding: Finding, patient: Patient = PATIENT) -> ZScore | NoZScore:
    return z_score(finding, SITE, patient, PHANTOM_REFERENCE)


def test_one_image() -> None:
    known = of_image(found())
    assert isinstance(known, ZScore) and known.reference == "phantom"
    brighter = of_image(replace(found(), echo_intensity=found().echo_intensity + 7.04))
    assert isinstance(brighter, ZScore) and brighter.value == pytest.approx(known.value + 1)
    assert z_score(found(), SITE, PATIENT, None) is NoZScore.REFERENCE
    assert z_score(found(), SITE, PATIENT, replace(PHANTOM_REFERENCE, muscles={})) is NoZScore.REFERENCE
    assert of_image(found(), Patient()) is NoZScore.PATIENT
    assert of_image(found(), Patient(age=44, sex=Sex.MALE, height_cm=180)) is NoZScore.PATIENT
    assert of_image(replace(found(), guard=Guard.AIR)) is NoZScore.NOT_FIT
    recorded = replace(found(), frame=replace(found().frame, recorded=True))
    assert of_image(recorded) is NoZScore.RECORDING


def of_site(findings: Sequence[Finding], device: ExamDevice | None) -> ZScore | NoZScore:
    images = [ExamImage(number, SITE, "2026-03-01T08:00:00+00:00", one, ENGINE) for number, one in enumerate(findings, 1)]
    return site_z_score(images, PATIENT, {DEVICE: device} if device else {})


def test_a_site_has_the_mean_of_the_images_that_have_one() -> None:
    device = ExamDevice("MSK", PHANTOM_REFERENCE, remembers_controls=False)
    usual = replace(found(), echo_intensity=80.0)
    of_both = of_site([usual, replace(usual, echo_intensity=100.0), replace(usual, guard=Guard.AIR)], device)
    assert of_both == of_image(replace(usual, echo_intensity=90.0))
    assert of_site([replace(usual, guard=Guard.AIR)], device) is NoZScore.NOT_FIT
    assert of_site([replace(usual, guard=Guard.AIR), usual], None) is NoZScore.REFERENCE
    assert of_site([], device) is NoZScore.NOT_FIT


@pytest.mark.parametrize(("validated", "known"), [(True, True), (False, False), (None, False)])
def test_a_stored_image_of_a_device_whose_setting_is_compared_needs_to_have_been_validated(
    validated: bool | None, known: bool
) -> None:
    """What the device was set to is not stored; a validated image is proof that it was as its profile remembers."""
    device = ExamDevice("MSK", PHANTOM_REFERENCE, remembers_controls=True)
    found_at_site = of_site([replace(found(), validated=validated)], device)
    assert isinstance(found_at_site, ZScore) if known else found_at_site is NoZScore.SETTING


@pytest.mark.parametrize(
    ("label", "z_score", "differ"),
    [
        (Label.NORMAL, 2.0, True), (Label.NORMAL, 1.9, False), (Label.ABNORMAL, 1.9, True), (Label.ABNORMAL, 2.5, False),
        (Label.NORMAL, None, False), (Label.NOT_JUDGED, 4.0, False), (None, 4.0, False),
    ],
)  # fmt: skip
def test_disagreement(label: Label | None, z_score: float | None, differ: bool) -> None:
    assert disagree(label, z_score) is differ
