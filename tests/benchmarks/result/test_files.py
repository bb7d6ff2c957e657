"""A result is read back as it was written, schema.json describes it, and what is no result is refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.result.files import RESULT, SCHEMA_FILE, Series, read_result, schema_text, write_result, write_samples
from benchmarks.result.records import Result
from edge_app.errors import ConfigError
from tests.support.benchmark_results import made_up_functional_result, made_up_result
from tests.support.made_up_gpu import made_up_gpu
from tests.support.made_up_results import made_up_board


def test_a_result_comes_back(tmp_path: Path) -> None:
    result = made_up_result()
    write_result(tmp_path / RESULT, result)
    assert read_result(tmp_path) == read_result(tmp_path / RESULT) == result


def test_a_result_of_older_form_is_read(tmp_path: Path) -> None:
    """Form 1 knew of no GPU."""
    write_result(tmp_path / RESULT, made_up_result())
    document = json.loads((tmp_path / RESULT).read_text())
    del document["gpu"]
    (tmp_path / RESULT).write_text(json.dumps(document | {"schema": 1}))
    older = read_result(tmp_path)
    assert older.schema == 1 and older.gpu is None


def test_what_was_measured_on_a_gpu_comes_back(tmp_path: Path) -> None:
    result = replace(made_up_result(), gpu=made_up_gpu())
    write_result(tmp_path / RESULT, result)
    assert read_result(tmp_path) == result


def test_the_schema_is_that_of_the_records() -> None:
    """`python -m benchmarks.result.files` writes it."""
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("result", [made_up_result(), made_up_board(), made_up_functional_result()], ids=lambda one: one.mode)
def test_the_schema_describes_what_is_written(tmp_path: Path, result: Result) -> None:
    """Asked of a library that knows JSON Schema and none of the records."""
    from jsonschema import Draft202012Validator  # only here: two seconds, for which every process of the suite would wait

    validator = Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    write_result(tmp_path / RESULT, result)
    document = json.loads((tmp_path / RESULT).read_text())
    validator.validate(document)
    for altered in (document | {"mode": "fast"}, document | {"machine": None}, {"schema": 1}):
        assert not validator.is_valid(altered)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not valid JSON"),
        ("[]", "not a JSON object"),
        ("{}", "not a result of form 2 or older"),
        ('{"schema": 3}', "not a result of form 2 or older"),
        ('{"schema": 1}', 'lacks "made"'),
    ],
)
def test_what_is_no_result(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / RESULT).write_text(text)
    with pytest.raises(ConfigError, match=words) as failed:
        read_result(tmp_path)
    assert str(tmp_path / RESULT) in str(failed.value) and "\n" not in str(failed.value)


def test_a_result_from_before_there_were_peers(tmp_path: Path) -> None:
    write_result(tmp_path / RESULT, made_up_result())
    document = json.loads((tmp_path / RESULT).read_text())
    del document["peers"], document["checks"]
    (tmp_path / RESULT).write_text(json.dumps(document | {"schema": 1}))
    assert read_result(tmp_path) == replace(made_up_result(), schema=1, peers=None)


def test_a_result_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_result(tmp_path / "nothing.json")


def test_a_figure_that_is_not_a_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_result(tmp_path / RESULT, replace(made_up_result(), network_mmac=float("nan")))


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    write_result(tmp_path / RESULT, made_up_result())
    document = json.loads((tmp_path / RESULT).read_text())
    (tmp_path / RESULT).write_text(json.dumps(document | {"latency": 1}))
    with pytest.raises(ConfigError, match="unknown key"):
        read_result(tmp_path)


@pytest.mark.parametrize(("field", "number"), [("network_mmac", 0), ("network_mmac", -1.0), ("sampler_cost_percent", 1e308)])
def test_a_number_that_no_machine_gives_is_refused(tmp_path: Path, field: str, number: float) -> None:
    """Found by `make fuzz`: they ended the drawing of a scale."""
    write_result(tmp_path / RESULT, made_up_result())
    document = json.loads((tmp_path / RESULT).read_text())
    (tmp_path / RESULT).write_text(json.dumps(document | {field: number}))
    with pytest.raises(ConfigError, match=f'has a number as "{field}" that no machine gives'):
        read_result(tmp_path)


def test_every_single_time_is_kept(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "samples.parquet"
    write_samples(path, [Series("a", "inference", 0, np.array([1.0, 2.5])), Series("b", "stage guard", 1, np.array([3.0]))])
    rows = parquet.read_table(path).to_pylist()
    assert [(row["configuration"], row["what"], row["start"], row["n"], row["ms"]) for row in rows] == [
        ("a", "inference", 0, 0, 1.0), ("a", "inference", 0, 1, 2.5), ("b", "stage guard", 1, 0, 3.0),
    ]  # fmt: skip
    write_samples(path, [])
    assert parquet.read_table(path).num_rows == 0
