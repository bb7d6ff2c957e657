"""Flips, indeterminate and abstained images, on answers made by hand."""

from __future__ import annotations

import pytest

from edge_app.drift.agreement import wilson
from quantize.evaluation.robustness.measures import measure_cell
from quantize.evaluation.robustness.records import CellMeasures
from tests.support.robustness_matrices import cell, truth

PLACE = ("gain up", 2, "+6 dB")
LABELS = [0, 0, 0, 1, 1, 1, 0, 1]


def measured(before: str, after: str, int8: str | None = None, graph: str = "fp32") -> CellMeasures:
    return measure_cell(graph, PLACE, cell(before), cell(after, int8), truth(before, LABELS), 0.5)


def test_every_image_that_is_judged_untouched_is_counted_once() -> None:
    """Of the seven two flip, one becomes and one stays indeterminate, one is refused; the eighth is judged only now."""
    found = measured("nnn-aaia", "nainn-ia")
    assert (found.flips.count, found.flips.of) == (2, 7)
    assert (found.indeterminate.count, found.abstained.count) == (2, 1)
    assert (found.flips.low, found.flips.high) == wilson(2, 7)


def test_indeterminate_is_neither_a_flip_before_nor_after() -> None:
    assert measured("niaiiiii", "iniaiiii").flips.count == 0


def test_the_area_changes_on_the_images_that_are_judged_twice() -> None:
    found = measured("nnnaaana", "nnnaaana")
    assert found.auc is not None and found.auc.value == 1
    assert found.auc_change is not None and (found.auc_change.value, found.auc_change.high) == (0, 0)
    worse = measured("nnnaaana", "annnaana")
    assert worse.auc_change is not None and worse.auc_change.value < 0
    assert measured("nnn--------"[:8], "nnn-----").auc is None  # all that are judged are normal


def test_int8_differs_by_its_answer_to_the_same_changed_image() -> None:
    found = measured("nnnaaana", "nnaaaaa-", "nniaaan-", graph="int8").against_fp32
    assert found is not None
    assert (found.answers.count, found.answers.of, found.opposite) == (2, 7, 1)
    assert measured("nnnaaana", "nnnaaana").against_fp32 is None  # FP32 itself


def test_heat_is_that_of_images_called_abnormal() -> None:
    found = measured("nnnaaana", "nnnaaana")
    assert found.heat is not None and found.heat.images == 4 and found.heat.median == pytest.approx(1)
    assert measured("nnnnnnnn", "nnnnnnnn").heat is None


def test_where_nothing_is_judged_there_is_no_share() -> None:
    found = measured("--------", "--------")
    assert (found.flips.share, found.heat, found.auc, found.abstained.of) == (None, None, None, 0)
