"""The JSON file and its published schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge_app.errors import ConfigError
from quantize.evaluation.validation.records import (
    SCHEMA_FILE,
    ValidationReport,
    read_report_json,
    schema_text,
    write_report_json,
)


def test_the_published_schema_is_that_of_the_records() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "python -m quantize.evaluation.validation.records"


def test_a_file_fits_the_schema_and_comes_back(report: ValidationReport, tmp_path: Path) -> None:
    import jsonschema  # only here: two seconds, for which every process of the suite would wait

    path = tmp_path / "validation.json"
    write_report_json(path, report)
    jsonschema.validate(json.loads(path.read_bytes()), json.loads(SCHEMA_FILE.read_bytes()))
    assert read_report_json(path) == report


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"schema": 2}', b'{"schema": 1}', None])
def test_anything_else_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "validation.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_report_json(path)
    assert "\n" not in str(caught.value) and "quantize validate" in str(caught.value)
