"""The course of a patient's sites over several exams: only what can be compared is put on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from edge_app.exams.records import Exam, ExamImage, Patient, Site
from edge_app.exams.trend import Measured, trend
from edge_app.exams.z_score import NoZScore, ZScore
from edge_app.records import Muscle, Side
from tests.support.exam_factories import ENGINE, PATIENT, SITE, found, unvalidated

OTHER = Site(Muscle.TIBIALIS_ANTERIOR, Side.RIGHT)


def exam(day: int, *probabilities: float, bundle: str = "A", site: Site = SITE, patient: Patient = PATIENT) -> Exam:
    findings = [replace(found(), probability=one, echo_intensity=10.0 * day, bundle_id=bundle) for one in probabilities]
    images = tuple(ExamImage(number, site, day_of(day), one, ENGINE) for number, one in enumerate(findings, 1))
    return Exam(f"{day}", day_of(day), "nurse", patient, images)


def day_of(day: int) -> str:
    return f"2026-03-{day:02}T08:00:00+00:00"


def z_of(images: Sequence[ExamImage], patient: Patient) -> ZScore | NoZScore:
    assert patient == PATIENT
    return ZScore(images[0].finding.echo_intensity, "ward 7")


def no_z(images: Sequence[ExamImage], patient: Patient) -> ZScore | NoZScore:
    return NoZScore.REFERENCE


def test_a_site_of_several_exams() -> None:
    exams = [exam(1, 0.2, 0.3, 0.4), exam(2, 0.5, site=OTHER), exam(3, 0.7)]
    (one,) = trend(iter(exams), z_of)
    assert one.site == SITE, "of the other site there is one value"
    assert one.probability == (Measured(day_of(1), 0.3), Measured(day_of(3), 0.7))
    assert one.z_score == (Measured(day_of(1), 10.0), Measured(day_of(3), 30.0)) and one.incomparable == 0
    (without,) = trend(exams, no_z)
    assert without.probability == one.probability and without.z_score == ()


def test_values_by_another_model_or_reference_are_not_compared() -> None:
    exams = [exam(1, 0.2, bundle="B"), exam(2, 0.3), exam(3, 0.4)]
    (one,) = trend(exams, no_z)
    assert [measured.value for measured in one.probability] == [0.3, 0.4] and one.incomparable == 1
    assert trend(exams[:2], no_z) == ()

    def changed(images: Sequence[ExamImage], patient: Patient) -> ZScore:
        return ZScore(1.0, "old" if images[0].finding.echo_intensity < 20 else "new")

    (one,) = trend(exams, changed)
    assert [measured.started for measured in one.z_score] == [day_of(2), day_of(3)] and one.incomparable == 2


def test_a_score_of_a_device_that_was_not_validated_is_no_value() -> None:
    scored = replace(exam(1), images=(ExamImage(1, SITE, day_of(1), unvalidated(), ENGINE),))
    assert trend([scored, scored], no_z) == ()


def test_exams_of_one_known_patient() -> None:
    assert trend([], no_z) == ()
    for other in (Patient("another"), Patient()):
        with pytest.raises(ValueError, match="one patient"):
            trend([exam(1, 0.2), exam(2, 0.2, patient=other)], no_z)
