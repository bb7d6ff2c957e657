"""`python -m benchmarks predict`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.roofline.network import SHIPPED
from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.cli.group import exit_code


def test_it_prints_predictions_and_their_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "predicted.html"
    assert exit_code(main, ["predict", "--out", str(page)]) == 0
    printed = capsys.readouterr().out
    assert "| Raspberry Pi 5 **prediction** | int8 |" in printed and "Checked against published latencies" in printed
    assert '<b class="badge prediction">prediction</b>' in page.read_text()


def test_the_table_of_a_graph_is_the_shipped_one(tmp_path: Path) -> None:
    table = tmp_path / "table.json"
    assert exit_code(main, ["predict", "--graph", str(DEFAULT_BUNDLE / "fp32.onnx"), "--write-table", str(table)]) == 0
    assert table.read_text() == SHIPPED.read_text()


def test_an_int8_graph_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(main, ["predict", "--graph", str(DEFAULT_BUNDLE / "int8.onnx")]) != 0
    assert "is quantised: give the float graph" in capsys.readouterr().err
