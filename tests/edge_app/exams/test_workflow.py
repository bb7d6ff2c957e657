"""The steps of a screening, and where an interrupted one goes on."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.exams.records import Exam, ExamImage, Patient, Site, Verdict
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL
from edge_app.exams.workflow import InvalidTransition, Step, Workflow, may_take_more, next_site, reason_needed
from edge_app.records import Label
from tests.support.exam_factories import ENGINE, found

EMPTY = Exam("0" * 32, "2026-11-21T10:00:00+00:00", "nurse", Patient())


def add(exam: Exam, site: Site, probability: float = 0.1) -> Exam:
    label = Label.ABNORMAL if probability >= 0.5 else Label.NORMAL
    finding = dataclasses.replace(found(1), probability=probability, label=label)
    return dataclasses.replace(exam, images=(*exam.images, ExamImage(len(exam.images) + 1, site, "2026", finding, ENGINE)))


def whole() -> Exam:
    exam = EMPTY
    for site in PROTOCOL:
        for _ in range(IMAGES_WANTED):
            exam = add(exam, site)
    return exam


def test_a_whole_screening() -> None:
    flow, exam, taken = Workflow().begun(EMPTY).at(PROTOCOL[0]), EMPTY, []
    while (site := flow.site) is not None:
        flow = flow.frozen().retaken().frozen()
        exam = add(exam, site)
        taken.append(site)
        flow = flow.accepted(exam)
    assert taken == [site for site in PROTOCOL for _ in range(IMAGES_WANTED)]
    assert flow.step is Step.SUMMARY
    flow = flow.back().summed_up().to_verdict().back().to_verdict().finished(exam)
    assert flow.step is Step.DONE and flow.next_patient() == Workflow()


@given(st.permutations(PROTOCOL), st.integers(0, len(PROTOCOL) - 1))
def test_the_next_site_follows_the_one_that_was_chosen_and_each_is_reached(order: list[Site], finished: int) -> None:
    """Some sites are complete, one is chosen out of turn: those after it come first, then those before it."""
    exam = EMPTY
    for site in order[:finished]:
        for _ in range(IMAGES_WANTED):
            exam = add(exam, site)
    flow, visited = Workflow(Step.PROTOCOL, exam).at(order[finished]), list[Site]()
    while (following := flow.site) is not None:
        exam, visited = add(exam, following), [*visited, following]
        flow = flow.frozen().accepted(exam)
    start = PROTOCOL.index(order[finished])
    wanted = [site for site in (*PROTOCOL[start:], *PROTOCOL[:start]) if site not in order[:finished]]
    assert visited == [site for site in wanted for _ in range(IMAGES_WANTED)]
    assert flow.step is Step.SUMMARY


@given(st.integers(0, len(PROTOCOL) * IMAGES_WANTED))
def test_an_interrupted_exam_goes_on_where_it_was(taken: int) -> None:
    exam = dataclasses.replace(EMPTY, images=whole().images[:taken])
    flow = Workflow.resumed(exam)
    if taken == len(PROTOCOL) * IMAGES_WANTED:
        assert flow.step is Step.SUMMARY and flow.site is None
        assert (
            Workflow.resumed(dataclasses.replace(exam, verdict=Verdict(Label.NORMAL, "", "nurse", "2026"))).step is Step.VERDICT
        )
    else:
        assert flow.site == PROTOCOL[taken // IMAGES_WANTED] == next_site(exam)
        assert flow.step is (Step.LIVE if taken % IMAGES_WANTED else Step.PROTOCOL)


def test_steps_that_cannot_follow_are_the_programs_fault() -> None:
    begun = Workflow().begun(EMPTY)
    for wrong in (Workflow().back, Workflow().frozen, begun.frozen, begun.summed_up, begun.to_verdict, begun.back):
        with pytest.raises(InvalidTransition):
            wrong()
    live = begun.at(PROTOCOL[3])
    assert live.back() == begun and live.frozen().back() == live


def test_the_patient_is_corrected_and_it_goes_on_where_it_was() -> None:
    exam = add(EMPTY, PROTOCOL[0])
    right = dataclasses.replace(exam, patient=Patient("Clinic 18", 45))
    for flow in (Workflow.resumed(exam).back(), Workflow.resumed(whole()), Workflow.resumed(exam).back().summed_up()):
        asked = flow.correcting()
        assert asked.step is Step.CORRECTION and asked.back() == dataclasses.replace(flow, corrected_at=flow.step)
        corrected = asked.corrected(right)
        assert (corrected.step, corrected.site, corrected.exam) == (flow.step, flow.site, right)
    for elsewhere in (Workflow(), Workflow.resumed(exam), Workflow.resumed(whole()).to_verdict()):
        with pytest.raises(InvalidTransition):
            elsewhere.correcting()


def test_an_exam_may_be_summed_up_early() -> None:
    flow = Workflow.resumed(add(EMPTY, PROTOCOL[0])).back()
    assert flow.step is Step.PROTOCOL and flow.summed_up().step is Step.SUMMARY


def test_a_fourth_image_may_be_taken_and_no_fifth() -> None:
    exam, site = EMPTY, PROTOCOL[0]
    for number in range(IMAGES_WANTED + 1):
        assert may_take_more(exam, site), number
        exam = add(exam, site)
    assert not may_take_more(exam, site)


def test_a_verdict_that_differs_needs_a_reason() -> None:
    normal = whole()
    assert reason_needed(normal, Label.ABNORMAL) and not reason_needed(normal, Label.NORMAL)
    uncertain = add(EMPTY, PROTOCOL[0], 0.9)  # one image
    assert not reason_needed(uncertain, Label.NORMAL) and not reason_needed(uncertain, Label.ABNORMAL)
    abnormal = add(add(EMPTY, PROTOCOL[1], 0.9), PROTOCOL[1], 0.95)
    assert reason_needed(abnormal, Label.NORMAL) and not reason_needed(abnormal, Label.ABNORMAL)
