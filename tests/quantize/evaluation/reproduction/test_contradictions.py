"""The paper's contradictions are found from its printed figures, and only they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quantize.evaluation.reproduction.contradictions import checks, contradictions, rates
from quantize.evaluation.reproduction.paper import Paper, Table2, derived, printed, read_paper


@pytest.fixture
def paper() -> Paper:
    return read_paper()


def test_what_does_not_agree_is_found_with_what_it_would_be(paper: Paper) -> None:
    found = {(one.what, one.where, one.from_what): (one.stated, one.expected) for one in contradictions(paper)}
    assert found["accuracy", "table 2", "table 2: its counts"] == ("0.9502", "0.9425")
    assert found["sensitivity", "table 2", "table 2: its counts"] == ("0.9177", "0.9195")
    assert found["images", "table 1", "section 2.5: training + validation"] == ("3,917", "3,525")
    assert found["F1, %", "table 3, E", "its own precision and recall"] == ("91.3", "92.2")
    assert found["accuracy, %", "table 3, E", "table 2, the same network"] == ("92.7", "95.02")
    assert found["AUC", "section 3.2", "figure 2"] == ("0.979", "0.9776")


def test_what_rounding_explains_is_no_contradiction(paper: Paper) -> None:
    agreeing = {(one.what, one.where) for one in checks(paper) if one.agrees}
    assert {
        ("specificity", "table 2"),
        ("NPV", "table 2"),
        ("subjects", "table 1"),
        ("parameters, million", "figure 4"),
    } <= agreeing
    assert {("F1, %", f"table 3, {arm}") for arm in "ABCD"} <= agreeing


def test_repaired_figures_contradict_nothing(paper: Paper) -> None:
    """Counts, table 2 and table 3 made to agree: only then is nothing found."""
    exact = rates(paper.counts)
    table_2 = Table2(**{name: f"{value:.4f}" for name, value in exact.items()}, auc="0.9776", parameters=paper.table_2.parameters)
    percent = {
        "accuracy": exact["accuracy"], "precision": exact["ppv"], "recall": exact["sensitivity"], "f1": exact["f1"],
    }  # fmt: skip
    last = replace(paper.table_3[-1], **{name: f"{100 * value:.1f}" for name, value in percent.items()}, auc="0.978")
    repaired = replace(
        paper,
        table_2=table_2,
        table_3=(*paper.table_3[:-1], last),
        data=replace(paper.data, train_images=paper.data.images - paper.data.validation_images),
        elsewhere=replace(paper.elsewhere, section_3_2_auc="0.978"),
    )
    assert contradictions(repaired) == []


def test_a_printed_figure_is_what_it_may_have_been_rounded_from() -> None:
    span = printed("91.3")
    assert (span.low, span.high) == pytest.approx((91.25, 91.35))
    assert printed("0.97").meets(printed("0.9749")) and not printed("0.97").meets(printed("0.9776"))
    product = derived(lambda a, b: a * b, printed("2"), printed("3"))
    assert (product.low, product.high) == pytest.approx((1.5 * 2.5, 2.5 * 3.5))
