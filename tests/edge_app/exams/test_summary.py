"""What the pictures say together."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.exams.records import Exam, Patient, Shot, Site
from edge_app.exams.summary import DOUBT, PROTOCOL, Answer, as_document, patient_answer, summarise, summarise_site
from edge_app.records import Guard, Label, Muscle, Side
from tests.support.exam_factories import ENGINE, SITE, found

CHANCES = st.lists(st.none() | st.floats(0, 1), max_size=4)


def shots(*chances: float | None, site: Site = SITE, threshold: float = 0.5, noted: bool = True) -> tuple[Shot, ...]:
    made = []
    for number, chance in enumerate(chances, start=1):
        label = Label.NOT_JUDGED if chance is None else Label.ABNORMAL if chance >= threshold else Label.NORMAL
        finding = dataclasses.replace(
            found(number), probability=chance, label=label, guard=Guard.FIT, threshold=threshold if noted else None
        )
        made.append(Shot(number, site, "2026-11-21T10:00:00+00:00", finding, ENGINE))
    return tuple(made)


@pytest.mark.parametrize(
    ("chances", "answer"),
    [
        ((), Answer.NOTHING),
        ((None, None), Answer.NOTHING),
        ((0.1,), Answer.UNCERTAIN),  # one picture is not enough to say
        ((0.1, 0.2, 0.1), Answer.NORMAL),
        ((0.9, 0.8, None), Answer.ABNORMAL),
        ((0.45, 0.55, 0.6), Answer.UNCERTAIN),  # one says the opposite
        ((0.1, 0.9, 0.9), Answer.UNCERTAIN),  # and surely
        ((0.51, 0.52, 0.53), Answer.UNCERTAIN),  # all say the same, and none is sure
        ((0.49, 0.42, None, 0.48), Answer.UNCERTAIN),
        ((0.1, 0.2, 0.45), Answer.NORMAL),
        ((0.4, 0.6), Answer.UNCERTAIN),
    ],
)
def test_a_site(chances: tuple[float | None, ...], answer: Answer) -> None:
    summary = summarise_site(SITE, shots(*chances))
    assert summary.answer is answer
    assert summary.judged == sum(chance is not None for chance in chances) and summary.shots == len(chances)


@given(CHANCES, st.floats(0.05, 0.95))
def test_a_firm_answer_is_that_of_every_picture_and_its_median_is_clear_of_the_threshold(
    chances: list[float | None], threshold: float
) -> None:
    summary = summarise_site(SITE, shots(*chances, threshold=threshold))
    judged = [chance for chance in chances if chance is not None]
    if summary.answer is Answer.NOTHING:
        assert not judged and summary.probability is None
        return
    assert summary.probability is not None and summary.low is not None and summary.high is not None
    across = summary.low < threshold <= summary.high  # as the live view calls a probability unsteady
    clear = abs(summary.probability - threshold)
    if summary.answer is Answer.UNCERTAIN:
        assert across or len(judged) == 1 or clear <= DOUBT + 1e-9
    else:
        assert not across and len(judged) > 1 and clear >= DOUBT - 1e-9
        assert (summary.answer is Answer.ABNORMAL) == all(chance >= threshold for chance in judged)


@given(CHANCES, st.permutations(range(4)))
def test_the_order_of_the_pictures_and_those_not_judged_change_no_answer(chances: list[float | None], order: list[int]) -> None:
    other = [chances[number] for number in order if number < len(chances)]
    answers = {summarise_site(SITE, shots(*some)).answer for some in (chances, other, [*chances, None])}
    assert len(answers) == 1


def test_an_older_exam_whose_threshold_nobody_noted_is_uncertain_where_its_pictures_disagree() -> None:
    assert summarise_site(SITE, shots(0.51, 0.52, noted=False)).answer is Answer.ABNORMAL
    assert summarise_site(SITE, shots(0.49, 0.52, noted=False)).answer is Answer.UNCERTAIN


def test_pictures_of_two_models_count_each_by_its_own_threshold() -> None:
    mixed = shots(0.3, threshold=0.1) + shots(0.9, threshold=0.5)
    assert summarise_site(SITE, mixed).answer is Answer.ABNORMAL
    assert summarise_site(SITE, shots(0.3, threshold=0.1) + shots(0.3, threshold=0.5)).answer is Answer.UNCERTAIN


def test_a_patient() -> None:
    other = Site(Muscle.TIBIALIS_ANTERIOR, Side.RIGHT)
    normal, abnormal = shots(0.1, 0.2), shots(0.9, 0.8, site=other)
    uncertain = shots(0.1, 0.9, site=other)
    for parts, answer in (
        ((), Answer.NOTHING),
        (normal, Answer.NORMAL),
        (normal + abnormal, Answer.ABNORMAL),
        (normal + uncertain, Answer.UNCERTAIN),
        (normal + shots(None, None, site=other), Answer.NORMAL),
    ):
        exam = Exam("0" * 32, "2026-11-21T10:00:00+00:00", "nurse", Patient(), parts)
        assert patient_answer(summarise(exam)) is answer
        assert as_document(exam)["answer"] == answer.value


def test_the_protocol_is_the_papers() -> None:
    assert len(PROTOCOL) == 6 and {site.muscle for site in PROTOCOL} == set(Muscle)
