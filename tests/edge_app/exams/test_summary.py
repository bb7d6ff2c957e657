"""What the images say together."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.exams.records import Exam, ExamImage, Patient, Site
from edge_app.exams.summary import MARGIN, PROTOCOL, Assessment, as_document, patient_answer, summarise, summarise_site
from edge_app.records import Guard, Label, Muscle, Side
from tests.support.exam_factories import ENGINE, SITE, found

CHANCES = st.lists(st.none() | st.floats(0, 1), max_size=4)


def images(*chances: float | None, site: Site = SITE, threshold: float = 0.5, noted: bool = True) -> tuple[ExamImage, ...]:
    made = []
    for number, chance in enumerate(chances, start=1):
        label = Label.NOT_JUDGED if chance is None else Label.ABNORMAL if chance >= threshold else Label.NORMAL
        finding = dataclasses.replace(
            found(number), probability=chance, label=label, guard=Guard.FIT, threshold=threshold if noted else None
        )
        made.append(ExamImage(number, site, "2026-11-21T10:00:00+00:00", finding, ENGINE))
    return tuple(made)


@pytest.mark.parametrize(
    ("chances", "answer"),
    [
        ((), Assessment.NOTHING),
        ((None, None), Assessment.NOTHING),
        ((0.1,), Assessment.INDETERMINATE),  # one image is not enough to say
        ((0.1, 0.2, 0.1), Assessment.NORMAL),
        ((0.9, 0.8, None), Assessment.ABNORMAL),
        ((0.45, 0.55, 0.6), Assessment.INDETERMINATE),  # one says the opposite
        ((0.1, 0.9, 0.9), Assessment.INDETERMINATE),  # and surely
        ((0.51, 0.52, 0.53), Assessment.INDETERMINATE),  # all say the same, and none is sure
        ((0.49, 0.42, None, 0.48), Assessment.INDETERMINATE),
        ((0.1, 0.2, 0.45), Assessment.NORMAL),
        ((0.4, 0.6), Assessment.INDETERMINATE),
    ],
)
def test_a_site(chances: tuple[float | None, ...], answer: Assessment) -> None:
    summary = summarise_site(SITE, images(*chances))
    assert summary.answer is answer
    assert summary.judged == sum(chance is not None for chance in chances) and summary.images == len(chances)


@given(CHANCES, st.floats(0.05, 0.95))
def test_a_firm_answer_is_that_of_every_image_and_its_median_is_clear_of_the_threshold(
    chances: list[float | None], threshold: float
) -> None:
    summary = summarise_site(SITE, images(*chances, threshold=threshold))
    judged = [chance for chance in chances if chance is not None]
    if summary.answer is Assessment.NOTHING:
        assert not judged and summary.probability is None
        return
    assert summary.probability is not None and summary.low is not None and summary.high is not None
    across = summary.low < threshold <= summary.high  # as the live view calls a probability unsteady
    clear = abs(summary.probability - threshold)
    if summary.answer is Assessment.INDETERMINATE:
        assert across or len(judged) == 1 or clear <= MARGIN + 1e-9
    else:
        assert not across and len(judged) > 1 and clear >= MARGIN - 1e-9
        assert (summary.answer is Assessment.ABNORMAL) == all(chance >= threshold for chance in judged)


@given(CHANCES, st.permutations(range(4)))
def test_the_order_of_the_images_and_those_not_judged_change_no_answer(chances: list[float | None], order: list[int]) -> None:
    other = [chances[number] for number in order if number < len(chances)]
    answers = {summarise_site(SITE, images(*some)).answer for some in (chances, other, [*chances, None])}
    assert len(answers) == 1


def test_an_older_exam_whose_threshold_nobody_noted_is_uncertain_where_its_images_disagree() -> None:
    assert summarise_site(SITE, images(0.51, 0.52, noted=False)).answer is Assessment.ABNORMAL
    assert summarise_site(SITE, images(0.49, 0.52, noted=False)).answer is Assessment.INDETERMINATE


def test_images_of_two_models_count_each_by_its_own_threshold() -> None:
    mixed = images(0.3, threshold=0.1) + images(0.9, threshold=0.5)
    assert summarise_site(SITE, mixed).answer is Assessment.ABNORMAL
    assert summarise_site(SITE, images(0.3, threshold=0.1) + images(0.3, threshold=0.5)).answer is Assessment.INDETERMINATE


def test_a_patient() -> None:
    other = Site(Muscle.TIBIALIS_ANTERIOR, Side.RIGHT)
    normal, abnormal = images(0.1, 0.2), images(0.9, 0.8, site=other)
    uncertain = images(0.1, 0.9, site=other)
    for parts, answer in (
        ((), Assessment.NOTHING),
        (normal, Assessment.NORMAL),
        (normal + abnormal, Assessment.ABNORMAL),
        (normal + uncertain, Assessment.INDETERMINATE),
        (normal + images(None, None, site=other), Assessment.NORMAL),
    ):
        exam = Exam("0" * 32, "2026-11-21T10:00:00+00:00", "nurse", Patient(), parts)
        assert patient_answer(summarise(exam)) is answer
        assert as_document(exam)["answer"] == answer.value


def test_the_protocol_is_the_papers() -> None:
    assert len(PROTOCOL) == 6 and {site.muscle for site in PROTOCOL} == set(Muscle)
