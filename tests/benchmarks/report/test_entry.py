"""The fastest of a result, and ratios."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.report.entry import as_entries, fastest, ratio, ratio_text, with_configuration
from benchmarks.result.timing import Percentile, Timing
from edge_app.errors import ConfigError
from tests.support.made_up_results import made_up_board, made_up_engine


def test_the_first_is_one_and_others_are_to_the_same_configuration() -> None:
    first, slower = made_up_engine("litert", "int8", 4, 2.0), made_up_engine("litert", "int8", 4, 5.0)
    assert ratio_text(first, first) == "1"
    assert ratio_text(slower, first).startswith("2.50 (")
    assert ratio_text(slower, None) == "none"
    assert ratio_text(slower, made_up_engine("litert", "int8", 4, 2.0, void="made up")) == "none"


def medians(*starts: float) -> Timing:
    """Of some process starts."""
    middle = Percentile(0.5, statistics.median(starts), None, None)
    return Timing(100 * len(starts), middle.ms or 0.0, min(starts), max(starts), (middle,), len(starts), starts)


def test_a_single_start_has_a_ratio_without_an_interval() -> None:
    found = ratio(medians(3.0), medians(2.0, 2.1))
    assert found is not None and found.low is None and str(found) == "1.46"


@settings(max_examples=20)
@given(*[st.lists(st.floats(0.1, 100), min_size=2, max_size=6)] * 2)
def test_the_interval_holds_the_ratio_and_turns_over(ours: list[float], first: list[float]) -> None:
    there, back = ratio(medians(*ours), medians(*first)), ratio(medians(*first), medians(*ours))
    assert there is not None and back is not None
    assert there.low is not None and there.high is not None and there.low <= there.value <= there.high
    assert there.value * back.value == pytest.approx(1)


def test_the_fastest_is_the_one_with_the_lowest_median() -> None:
    board = made_up_board()
    found = fastest(board)
    assert found is board.engines[0]
    assert with_configuration(board, board.engines[2].configuration) is board.engines[2]


def test_more_results_than_colours_are_refused_in_one_sentence() -> None:
    with pytest.raises(ConfigError, match="compare at most 6"):
        as_entries([made_up_board()] * 7, [{}] * 7)
