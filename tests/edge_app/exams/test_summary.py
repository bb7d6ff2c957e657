"""What the images say together."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.exams.records import Exam, ExamImage, Patient, Site
from edge_app.exams.summary import (
    MARGIN,
    PROTOCOL,
    Assessment,
    SummaryReason,
    as_document,
    not_examined,
    patient_answer,
    patient_reason,
    summarise,
    summarise_site,
)
from edge_app.records import Band, Guard, Label, Muscle, Side, label_of
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


def in_band(*chances: float, site: Site = SITE) -> tuple[ExamImage, ...]:
    """Images of a bundle whose band is 0.3 to 0.7, one of them each."""
    band, found = Band(0.3, 0.7), []
    for image in images(*chances, site=site):
        label = label_of(image.finding.probability or 0.0, 0.5, band)
        found.append(dataclasses.replace(image, finding=dataclasses.replace(image.finding, label=label, band=band)))
    return tuple(found)


@pytest.mark.parametrize(
    ("chances", "answer", "reason"),
    [
        ((0.1, 0.2, 0.1), Assessment.NORMAL, None),
        ((0.1, 0.2, 0.45), Assessment.NORMAL, None),  # two agree, and none says the opposite
        ((0.75, 0.9, 0.6), Assessment.ABNORMAL, None),
        ((0.1, 0.9, 0.9), Assessment.INDETERMINATE, SummaryReason.IMAGES_DISAGREE),
        ((0.1, 0.5, 0.9), Assessment.INDETERMINATE, SummaryReason.IMAGES_DISAGREE),
        ((0.35, 0.4, 0.2), Assessment.INDETERMINATE, SummaryReason.CLOSE_TO_THRESHOLD),
        ((0.65, 0.68, 0.69), Assessment.INDETERMINATE, SummaryReason.CLOSE_TO_THRESHOLD),
        ((0.1, 0.4), Assessment.INDETERMINATE, SummaryReason.TOO_FEW_IMAGES),
        ((0.9,), Assessment.INDETERMINATE, SummaryReason.TOO_FEW_IMAGES),
    ],
)
def test_a_site_by_the_bundles_band(chances: tuple[float, ...], answer: Assessment, reason: SummaryReason | None) -> None:
    summary = summarise_site(SITE, in_band(*chances))
    assert (summary.answer, summary.reason) == (answer, reason)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_a_firm_site_has_two_images_of_its_label_none_of_the_other_and_its_median_outside_the_band(
    chances: list[float],
) -> None:
    summary = summarise_site(SITE, in_band(*chances))
    assert (summary.reason is None) == (summary.answer is not Assessment.INDETERMINATE)
    if summary.reason is None:
        assert summary.probability is not None and not 0.3 <= summary.probability < 0.7
        normal, abnormal = sum(chance < 0.3 for chance in chances), sum(chance >= 0.7 for chance in chances)
        assert (normal, abnormal)[summary.answer is Assessment.ABNORMAL] >= 2
        assert (normal, abnormal)[summary.answer is Assessment.NORMAL] == 0


def test_an_exam_says_why_it_is_indeterminate() -> None:
    sites = [Site(muscle, Side.LEFT) for muscle in Muscle]
    close, few = in_band(0.5, 0.5, site=sites[0]), in_band(0.1, site=sites[1])
    abnormal = in_band(0.9, 0.9, site=sites[2])
    for parts, reason in (
        (close, SummaryReason.CLOSE_TO_THRESHOLD),
        (close + few, SummaryReason.SITES),
        (close + few + abnormal, None),
    ):
        exam = Exam("0" * 32, "2026-11-21T10:00:00+00:00", "nurse", Patient(), parts)
        assert patient_reason(summarise(exam)) is reason
        document = as_document(exam)
        assert document["reason"] == (reason and reason.value) and document["images"][0]["band"] == [0.3, 0.7]


@pytest.mark.parametrize(("validated", "limits"), [(True, (0.5, [0.3, 0.7])), (None, (0.5, [0.3, 0.7])), (False, (None, None))])
def test_a_score_without_a_label_stands_beside_no_threshold(
    validated: bool | None, limits: tuple[float | None, list[float] | None]
) -> None:
    parts = [dataclasses.replace(one, finding=dataclasses.replace(one.finding, validated=validated)) for one in in_band(0.4)]
    exam = Exam("0" * 32, "2026-11-21T10:00:00+00:00", "nurse", Patient(), tuple(parts))
    (image,) = as_document(exam)["images"]
    assert image["score"] == 0.4 and (image["threshold"], image["band"]) == limits


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


def test_an_image_that_is_not_fit_has_no_part_in_a_sites_echo_intensity() -> None:
    fit, air = images(0.1, 0.2)
    fit = dataclasses.replace(fit, finding=dataclasses.replace(fit.finding, echo_intensity=80.0))
    air = dataclasses.replace(air, finding=dataclasses.replace(air.finding, echo_intensity=10.0, guard=Guard.AIR))
    assert summarise_site(SITE, [fit, air]).echo_intensity == 80.0
    assert summarise_site(SITE, [air]).echo_intensity is None


def test_the_sites_that_were_not_examined() -> None:
    exam = Exam("1", "2026-11-21T10:00:00+00:00", "nurse", Patient(), images(0.1))
    assert not_examined(exam) == tuple(site for site in PROTOCOL if site != SITE) and len(not_examined(exam)) == 5
