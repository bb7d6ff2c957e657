"""The command line of `python -m quantize`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quantize.__main__ import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_for_itself_and_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert command in said and len(said.splitlines()) > 5


def test_all_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(command in said for command in COMMANDS)


def test_an_error_is_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "quantize", "train", str(tmp_path), "--out", str(tmp_path / "out")], capture_output=True, text=True
    )
    assert run.returncode == 2
    assert run.stdout == "" and run.stderr.count("\n") == 1 and "manifest.csv" in run.stderr


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paint"]) == 2
    assert "No such command" in capsys.readouterr().err


def test_an_interrupt_ends_with_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quantize.cli.train.read_manifest", interrupt)
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err.strip() == "Stopped."


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(COMMANDS, "train", "a_package_that_is_not_there")
    assert main(["train"]) == 2
    assert "'a_package_that_is_not_there'" in capsys.readouterr().err
