"""A muscle that the bundle was not made for: its images count for nothing, and are counted as having no finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edge_app.exams.drift_numbers import exam_numbers
from edge_app.exams.records import Exam, ExamImage, Patient, Site
from edge_app.exams.step_note import StepNote
from edge_app.exams.store.store import ExamStore
from edge_app.exams.summary import Assessment, as_document, not_examined, patient_answer, summarise, without_finding
from edge_app.exams.trend import trend
from edge_app.exams.workflow import Step, Workflow, may_take_more, next_site
from edge_app.exams.z_score import NoZScore, z_score
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.other_muscle import without_answer
from edge_app.records import Finding, Label, Muscle, Side
from tests.support.any_muscle import BICEPS, RECTUS, THIGH, VASTUS
from tests.support.exam_factories import ENGINE, KEY, PATIENT, found

NORMAL = replace(found(1), probability=0.1, label=Label.NORMAL)


def exam(*images: tuple[Site, Finding]) -> Exam:
    taken = tuple(ExamImage(n, site, "2026-11-30T12:00:00+00:00", finding, ENGINE) for n, (site, finding) in enumerate(images, 1))
    return Exam("0" * 32, "2026-11-30T12:00:00+00:00", "nurse", PATIENT, taken, protocol=THIGH)


MIXED = exam((BICEPS, NORMAL), (BICEPS, NORMAL), (RECTUS, without_answer(NORMAL)))


def test_the_workflow_follows_the_protocol_of_the_exam() -> None:
    assert next_site(exam()) == BICEPS and MIXED.sites == (BICEPS, RECTUS, VASTUS)
    assert next_site(exam((BICEPS, NORMAL))) == BICEPS and next_site(MIXED) == VASTUS
    assert may_take_more(MIXED, RECTUS)  # one more than wanted
    assert not may_take_more(exam(*[(RECTUS, NORMAL)] * 2), RECTUS)
    review = Workflow().begun(exam()).at(RECTUS).frozen()
    accepted = review.accepted(exam((RECTUS, NORMAL)))
    assert (accepted.step, accepted.site) == (Step.LIVE, VASTUS)  # one image is enough there


def test_the_step_is_noted_by_the_exams_own_sites(tmp_path: Path) -> None:
    with ExamStore(tmp_path, KEY, "nurse") as store:
        begun = Workflow().begun(store.start(PATIENT, protocol=THIGH)).at(VASTUS)
        StepNote(tmp_path).write(begun)
        resumed = StepNote(tmp_path).resume(store)
    assert (resumed.step, resumed.site) == (Step.LIVE, VASTUS)


def test_what_has_no_finding_counts_for_nothing_and_is_counted_apart() -> None:
    biceps, rectus = summarise(MIXED)
    assert (biceps.answer, biceps.judged) == (Assessment.NORMAL, 2)
    assert (rectus.answer, rectus.judged, rectus.probability, rectus.reason) == (Assessment.OTHER_MUSCLE, 0, None, None)
    assert rectus.echo_intensity is not None  # measured, not answered
    assert patient_answer(summarise(MIXED)) is Assessment.NORMAL and without_finding(MIXED) == 1
    assert not_examined(MIXED) == (VASTUS,)
    alone = exam((RECTUS, without_answer(NORMAL)))
    assert patient_answer(summarise(alone)) is Assessment.OTHER_MUSCLE


def test_the_document_says_so_without_a_number() -> None:
    document = as_document(MIXED)
    assert document["protocol"] == "thigh" and document["without_finding"] == 1
    image, site = document["images"][2], document["sites"][1]
    assert image["label"] == site["answer"] == "not made for this muscle" and image["muscle"] == "rectus femoris"
    assert all(image[key] is None for key in ("probability", "score", "threshold", "band", "reason"))
    assert site["abnormal"] is None and site["probability_median"] is None


def test_there_is_no_z_score_of_a_muscle_without_a_reference() -> None:
    healthy = replace(NORMAL, frame=replace(NORMAL.frame, recorded=False))
    known = Patient("x", 40, PATIENT.sex, 170, 70)
    assert z_score(healthy, RECTUS, known, PHANTOM_REFERENCE) is NoZScore.REFERENCE
    assert z_score(healthy, BICEPS, known, PHANTOM_REFERENCE) is not NoZScore.REFERENCE


def test_drift_is_not_measured_at_other_muscles() -> None:
    (numbers,) = exam_numbers(MIXED, "a hash").values()
    assert len(numbers.images) == 2
    assert exam_numbers(exam((RECTUS, without_answer(NORMAL))), "a hash") == {}


def test_a_trend_has_the_sites_of_every_protocol() -> None:
    routine = replace(exam((Site(Muscle.TIBIALIS_ANTERIOR, Side.LEFT), NORMAL)), protocol=Exam("", "", "", PATIENT).protocol)
    found_ = trend([routine, routine, MIXED, MIXED], lambda images, patient: NoZScore.REFERENCE)
    assert [one.site for one in found_] == [Site("tibialis anterior", Side.LEFT), BICEPS]


def test_a_site_is_the_same_whether_its_muscle_is_a_name_or_one_of_the_papers() -> None:
    site = Site(Muscle.BICEPS_BRACHII, Side.LEFT)
    assert site == Site("biceps brachii", Side.LEFT) and site.title == f"{site.muscle}, left" == "biceps brachii, left"
