"""What the gate makes of a matrix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edge_app.errors import ConfigError
from quantize.evaluation.gate import GateError, raise_if_failed
from quantize.evaluation.robustness.gate import assess_robustness, require_same_bundle
from quantize.evaluation.robustness.records import SCHEMA_FILE, RobustnessMatrix, read_matrix, schema_text, write_matrix
from tests.support.robustness_matrices import matrix, without_litert

CALLED = "na" * 300  # images


def differing(word: str, count: int) -> tuple[str, str]:
    """FP32's answers, and INT8's: `count` of them indeterminate instead."""
    return word, "i" * count + word[count:]


def failed(found: RobustnessMatrix) -> list[str]:
    return [
        f"{graph}: {criterion.name}"
        for graph, criteria in assess_robustness(found).items()
        for criterion in criteria
        if not criterion.passed
    ]


@pytest.mark.parametrize(("count", "passes"), [(0, True), (6, True), (7, False)])
def test_one_answer_in_a_hundred_may_differ_in_any_cell(count: int, passes: bool) -> None:
    found = failed(matrix(CALLED, {"blur-3": differing(CALLED, count)}))
    assert found == ([] if passes else ["int8: answers that differ from FP32, worst cell (blur 1.5 px: 7 of 600)"])


def test_where_few_are_judged_one_may_differ() -> None:
    """One of fifty is two per cent, and no share."""
    few = "na" * 25 + "-" * 550
    assert failed(matrix(CALLED, {"text-5": differing(few, 1)})) == []
    assert [name for name in failed(matrix(CALLED, {"text-5": differing(few, 2)})) if "fewer than 100" in name]


def test_too_few_images_a_missing_cell_or_graph_do_not_pass() -> None:
    whole = matrix(CALLED)
    assert failed(matrix(CALLED[:598])) == ["int8: paired images"]
    assert failed(replace(whole, cells=whole.cells[:-1])) == ["int8: cells measured"]
    assert [name.partition(":")[0] for name in failed(without_litert(whole))] == ["int8_litert", "int8_litert"]
    assert failed(matrix("-" * 600))
    with pytest.raises(GateError, match="int8_litert: cells measured"):
        raise_if_failed(assess_robustness(without_litert(whole)))


def test_a_matrix_of_another_bundle_is_refused() -> None:
    require_same_bundle(matrix("na"), "0" * 64, Path("m.json"))
    with pytest.raises(ConfigError, match=r"m.json was measured on another bundle"):
        require_same_bundle(matrix("na"), "1" * 64, Path("m.json"))


def test_a_matrix_comes_back_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "robustness.json"
    write_matrix(file, matrix("nai-"))
    assert read_matrix(file) == matrix("nai-")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "is not valid JSON"), (b'{"schema": 99}', "has schema 99"), (b'{"schema": 1}', "notice"), (None, "cannot be read")],
)
def test_a_file_that_is_no_matrix_is_refused_in_a_sentence(content: bytes | None, sentence: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(ConfigError, match=sentence) as caught:
        read_matrix(tmp_path / "m.json")
    assert "measure again with" in str(caught.value)


def test_the_published_schema_is_that_of_the_records() -> None:
    assert SCHEMA_FILE.read_text() == schema_text(), "run python -m quantize.evaluation.robustness.records"
