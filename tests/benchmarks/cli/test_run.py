"""`python -m benchmarks`, as it is typed."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.gpu.device import FoundDevice
from benchmarks.result.files import read_result
from benchmarks.run.plan import Lengths, Plan
from benchmarks.run.task import EngineSetting
from edge_app.cli.group import exit_code


def test_help_names_the_modes() -> None:
    text = CliRunner().invoke(main, ["run", "--help"]).output
    assert all(word in text for word in ("--quick", "--full", "--research", "samples.parquet"))


def test_a_recording_of_an_unknown_device_needs_research(
    tmp_path: Path, bundle_folder: Path, keys_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow")
    cv2.imwrite(str(tmp_path / "still.png"), np.full((480, 640), 90, np.uint8))
    options = ["--recording", str(tmp_path / "still.png"), "--out", str(tmp_path / "out")]
    code = exit_code(main, ["run", "--quick", *options, "--bundle", str(bundle_folder), "--keys", str(keys_folder)])
    assert code != 0 and "add --research" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_without_pyarrow_nothing_is_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert exit_code(main, ["run", "--quick"]) != 0
    assert "pip install -e '.[benchmarks]'" in capsys.readouterr().err


def test_where_there_is_no_gpu_it_cannot_be_all_that_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr("benchmarks.gpu.device.find_device", lambda: FoundDevice(None, "PyTorch sees no GPU"))
    assert exit_code(main, ["run", "--quick", "--gpu", "only", "--out", str(tmp_path / "out")]) != 0
    assert "there is no GPU to measure (PyTorch sees no GPU)" in capsys.readouterr().err and not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_whole_command(
    tmp_path: Path, bundle_folder: Path, keys_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Real processes, the kiosk among them, for one setting and as short as can be."""
    pytest.importorskip("pyarrow")
    once, setting = Lengths(1, 0.1), EngineSetting("onnxruntime", "int8", 1, None)
    plan = Plan("quick", (setting,), once, None, once, once, once, warm_ups=1, tries=1)
    monkeypatch.setattr("benchmarks.run.plan.make_plan", lambda mode, bundle: plan)
    options = ["--quick", "--no-screen", "--out", str(tmp_path), "--bundle", str(bundle_folder), "--keys", str(keys_folder)]
    assert exit_code(main, ["run", *options]) == 0
    result = read_result(tmp_path)
    assert result.complete and result.screening and result.command == "python -m benchmarks run --quick --no-screen"
    assert [(one.guard, one.kiosk) for one in result.pipelines] == [(False, False), (True, False), (True, True)]
    assert len(result.pipelines[1].stages) == 10
    assert result.gpu is not None and (result.gpu.device is not None or result.gpu.why_not)
    assert "with the guard, beside the kiosk" in capsys.readouterr().out
