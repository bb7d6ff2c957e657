"""The short table on the screen."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.result.table import table
from tests.support.benchmark_results import made_up_result


def test_it_names_what_was_measured_and_prints_none_where_samples_are_missing() -> None:
    text = table(made_up_result(4.0))
    assert "litert int8, 2 threads" in text and "stage guard" in text and "with the guard" in text
    (engine,) = [line for line in text.splitlines() if line.startswith("litert")]
    assert engine.split()[-5] == "none", "300 samples are too few for p99"
    assert "screening" not in text and "VOID" not in text and "not complete" not in text


def test_it_says_what_must_not_be_quoted() -> None:
    result = made_up_result()
    void = replace(result.engines[0], void="the machine was slowed down (heat)")
    text = table(replace(result, screening=True, complete=False, engines=(void,)))
    assert (
        "to choose by, not to quote" in text
        and "it was interrupted" in text
        and "VOID: the machine was slowed down (heat)" in text
    )
