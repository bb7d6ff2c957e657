"""The command line of `python -m quantize`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quantize.cli.program import SECTIONS, main

COMMANDS = [name for section in SECTIONS for name in section.commands]
HEAVY = ("torch", "onnx", "onnxruntime", "scipy", "sklearn", "matplotlib")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_for_itself_and_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    printed = capsys.readouterr().out
    assert command in printed and "Examples:" in printed and len(printed.splitlines()) > 5


def test_all_commands_are_listed_by_role_without_loading_one() -> None:
    script = (
        "import sys; from quantize.cli.program import main; assert main(['--help']) == 0; "
        f"print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == ""
    assert all(f"  {command} " in run.stdout for command in COMMANDS)
    assert all(f"{section.title}:" in run.stdout for section in SECTIONS)


def test_arguments_come_in_one_order(capsys: pytest.CaptureFixture[str]) -> None:
    """What is worked on, what it is compared with, the data."""
    order = ["BUNDLE", "GRAPH", "CHECKPOINT", "DATASET"]
    for command in COMMANDS:
        assert main([command, "--help"]) == 0
        usage = capsys.readouterr().out.partition("\n\n")[0].split()
        named = [word for word in usage if word in order]
        assert named == [word for word in order if word in named], command


def test_an_error_is_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = subprocess.run(
        [sys.executable, "-m", "quantize", "phantoms", str(tmp_path / "file" / "set"), "--subjects", "3"],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stdout == "" and run.stderr.count("\n") == 1 and str(tmp_path / "file") in run.stderr


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paint"]) == 2
    assert "No such command" in capsys.readouterr().err


def test_an_interrupt_ends_with_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("quantize.cli.train.read_manifest", interrupt)
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err.strip() == "Stopped."


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delitem(sys.modules, "quantize.cli.train", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert main(["train"]) == 2
    printed = capsys.readouterr().err
    assert "'torch'" in printed and "pip install '.[quantize]'" in printed
