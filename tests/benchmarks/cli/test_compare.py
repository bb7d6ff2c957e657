"""`python -m benchmarks compare`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.result.files import RESULT, SAMPLES, Series, write_result, write_samples
from benchmarks.result.inference_times import read_inference_times
from edge_app.cli.group import exit_code
from tests.support.made_up_results import made_up_board, made_up_times, made_up_workstation


@pytest.fixture
def board(tmp_path: Path) -> Path:
    folder = tmp_path / "board"
    folder.mkdir()
    write_result(folder / RESULT, made_up_board())
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder of results with names of their own."""
    folder = tmp_path / "kept"
    folder.mkdir()
    for name, result in (("a-board", made_up_board()), ("workstation", made_up_workstation())):
        write_result(folder / f"{name}.json", result)
    return folder


def test_it_writes_the_page_and_prints_its_beginning(board: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, text = board / "new" / "page.html", board / "page.md"
    assert exit_code(main, ["compare", str(board), str(kept), "--out", str(out), "--markdown", str(text)]) == 0
    printed = capsys.readouterr().out
    assert "## At a glance" in printed and "## Runtimes" not in printed and f"written to {out}" in printed
    assert out.read_text().startswith("<!doctype html>") and "C made-up" in text.read_text()


def test_single_times_are_drawn_as_a_curve(board: Path) -> None:
    pytest.importorskip("pyarrow", reason="the package pyarrow is not installed")
    name, times = "litert int8, 4 threads", made_up_times(3.6)
    series = [Series(name, "inference, final", start, ms) for start, ms in enumerate(times)]
    write_samples(
        board / SAMPLES,
        [*series, Series(name, "inference, screening", 0, times[0]), Series(name, "inference, final, void", 5, 9 * times[0])],
    )
    found = read_inference_times(board / SAMPLES)
    assert list(found) == [name] and found[name] == pytest.approx(np.concatenate(times), rel=1e-6)
    assert exit_code(main, ["compare", str(board), "--out", str(board / "page.html")]) == 0
    panel = (board / "page.html").read_text().partition("litert int8</text>")[2].partition("</g></g>")[0]
    assert 'class="stroke line"' in panel


def test_a_samples_file_that_is_damaged_is_named(board: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="the package pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="the package pyarrow is not installed")
    (board / SAMPLES).write_bytes(b"no Parquet")
    for damage in (lambda: None, lambda: parquet.write_table(pyarrow.table({"other": [1.0]}), board / SAMPLES)):
        damage()
        assert exit_code(main, ["compare", str(board), "--out", str(board / "page.html")]) != 0
        assert "cannot be read as samples" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"{}", b'{"schema": 99}', b'{"schema": 1, "made": 3}'])
def test_what_is_no_result_is_one_sentence(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "result.json"
    file.write_bytes(content)
    assert exit_code(main, ["compare", str(file), "--out", str(tmp_path / "page.html")]) != 0
    said = capsys.readouterr().err
    assert str(file) in said and len(said.strip().splitlines()) == 1 and not (tmp_path / "page.html").exists()


def test_a_folder_without_results_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(main, ["compare", str(tmp_path), "--out", str(tmp_path / "page.html")]) != 0
    assert "holds no result" in capsys.readouterr().err
