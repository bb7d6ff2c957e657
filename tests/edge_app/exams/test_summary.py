"""What the pictures say together."""

from __future__ import annotations

import dataclasses

import pytest

from edge_app.exams.records import Exam, Patient, Shot, Site
from edge_app.exams.summary import PROTOCOL, Answer, as_document, patient_answer, summarise, summarise_site
from edge_app.records import Guard, Label, Muscle, Side
from tests.edge_app.exams.made import ENGINE, SITE, found


def shots(*chances: float | None, site: Site = SITE) -> tuple[Shot, ...]:
    made = []
    for number, chance in enumerate(chances, start=1):
        label = Label.NOT_JUDGED if chance is None else Label.ABNORMAL if chance >= 0.5 else Label.NORMAL
        finding = dataclasses.replace(found(number), probability=chance, label=label, guard=Guard.FIT)
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
        ((0.45, 0.55, 0.6), Answer.ABNORMAL),
        ((0.1, 0.9, 0.9), Answer.UNCERTAIN),  # one says the opposite, and surely
        ((0.4, 0.6), Answer.UNCERTAIN),
    ],
)
def test_a_site(chances: tuple[float | None, ...], answer: Answer) -> None:
    summary = summarise_site(SITE, shots(*chances))
    assert summary.answer is answer
    assert summary.judged == sum(chance is not None for chance in chances) and summary.shots == len(chances)


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
