"""What a guard must have done before it may go into a bundle."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from edge_app.guard.scope import MeasuredShare
from quantize.evaluation.gate import Criterion, GateError, raise_if_failed
from quantize.evaluation.guard_gate import REMEDY, assess_guard
from quantize.guard.rates import ALL, Question, Rate

GOOD = {
    Question.REJECTED: {"calf": (1, 40), "thigh": (0, 20), ALL: (1, 60)},
    Question.REJECTED_BY_GRADE: {"grade 1": (0, 200), "grade 4": (2, 200)},
    Question.OTHER_THINGS: {"eyes": (19, 20)},
    Question.DRAWN_THINGS: {"noise": (200, 200), "text": (194, 200)},
    Question.LONGITUDINAL: {"calf": (38, 40), ALL: (38, 40)},
    Question.TRANSVERSE: {"arm": (1, 30), ALL: (1, 30)},
    Question.TRANSVERSE_BY_GRADE: {"grade 1": (3, 200), "grade 4": (0, 200)},
}


def measured(*changes: tuple[Question, str, tuple[int, int]]) -> list[MeasuredShare]:
    shares = {question: dict(parts) for question, parts in GOOD.items()}
    for question, part, pair in changes:
        shares[question][part] = pair
    return [
        MeasuredShare(question.value, part, *pair, *Rate(part, *pair).interval)
        for question, parts in shares.items()
        for part, pair in parts.items()
    ]


def failed(shares: list[MeasuredShare]) -> list[str]:
    return [re.split("[,(]", criterion.name)[0].strip() for criterion in assess_guard(shares) if not criterion.passed]


def test_a_good_guard_passes_and_small_sources_stay_undecided() -> None:
    criteria = assess_guard(measured())
    raise_if_failed({"guard": criteria}, REMEDY)
    results = {criterion.name: criterion.result for criterion in criteria}
    assert results["simulated muscle wrongly rejected, grade 4 (2 of 200 crops)"] == "passes"
    assert results["muscle wrongly rejected, thigh (0 of 20 crops)"] == "met, but undecided"
    assert results["drawn images of other things without an answer (394 of 400 crops)"] == "passes"


@pytest.mark.parametrize(
    ("question", "part", "pair", "name"),
    [
        (Question.REJECTED, "thigh", (3, 20), "muscle wrongly rejected"),  # 15 % of one source
        (Question.REJECTED_BY_GRADE, "grade 4", (11, 200), "simulated muscle wrongly rejected"),
        (Question.OTHER_THINGS, "eyes", (17, 20), "real images of other things without an answer"),
        (Question.DRAWN_THINGS, "text", (170, 200), "drawn images of other things without an answer"),
        (Question.LONGITUDINAL, "calf", (35, 40), "longitudinal views recognised"),
        (Question.TRANSVERSE, "arm", (2, 30), "transverse views called longitudinal"),
        (Question.TRANSVERSE_BY_GRADE, "grade 4", (30, 200), "simulated transverse views called longitudinal"),
    ],
)
def test_what_is_not_met_fails(question: Question, part: str, pair: tuple[int, int], name: str) -> None:
    found = failed(measured((question, part, pair)))
    assert found and set(found) == {name}


def test_all_sources_together_have_a_narrower_limit_than_one() -> None:
    assert failed(measured((Question.REJECTED, "calf", (4, 40)))) == ["muscle wrongly rejected"]  # 10 % of one, 6.7 % of all


@pytest.mark.parametrize("question", Question)
def test_what_was_not_measured_fails(question: Question) -> None:
    shares = [one for one in measured() if one.question != question.value]
    assert len(failed(shares)) == 1
    with pytest.raises(GateError, match=r"\(no crops\) not measured, at (least|most) .*FAILS") as caught:
        raise_if_failed({"guard": assess_guard(shares)}, REMEDY)
    assert REMEDY in str(caught.value) and "\n" not in str(caught.value)


def test_a_criterion_shows_its_interval() -> None:
    assert str(Criterion("flags", 0.02, 0.05, interval=(0.01, 0.2))) == (
        "flags 0.0200 (0.0100-0.2000), at most 0.05: met, but undecided"
    )
    assert not Criterion("flags", math.nan, 0.05).passed


@settings(max_examples=40, deadline=None)
@given(of=st.integers(1, 400), share=st.floats(0, 1))
def test_the_interval_is_that_of_clopper_and_pearson(of: int, share: float) -> None:
    count = round(share * of)
    expected = binomtest(count, of).proportion_ci(0.95, "exact")
    assert Rate("", count, of).interval == pytest.approx((expected.low, expected.high), abs=1e-9)
