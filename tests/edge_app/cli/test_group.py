"""The group that both programs are made of: errors in one sentence, exit codes, and outputs that cannot be written."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main as edge_app_program
from edge_app.cli.group import LazyGroup, Section, exit_code
from edge_app.errors import BundleError
from edge_app.system.redaction import PR_SET_DUMPABLE
from tests.support.commands import buffered

PR_GET_DUMPABLE = 3  # prctl(2)
COMMANDS = {
    "fail": 'raise BundleError("no\\nsignature")',
    "stop": "raise KeyboardInterrupt",
    "ask": 'click.confirm("Sure?", abort=True)',
    "code": "return 7",
    "write": 'print("x" * 100)',  # print does not flush, unlike click.echo
    "write_and_fail": 'print("x" * 100)\n    raise BundleError("no signature")',
    "leave": "raise BrokenPipeError(32, 'Broken pipe')",
    "big": "raise ImportError('libx265.so: failed to map segment from shared object')",
    "missing": "",
}
HEADER = """import click
from edge_app.cli.group import Command
from edge_app.errors import BundleError
{imports}
@click.command("{name}", cls=Command, examples=("tool {name}    # once",), former={{"--old": "tool {name} --new"}})
@click.option("--new", is_flag=True, help="As it is now.")
def command(new: bool) -> "int | None":
    {body}
"""
PROGRAM = """import sys
from pathlib import Path
from edge_app.cli.group import LazyGroup, Section
sys.path.insert(0, {folder!r})
LazyGroup("tool", package="tool_commands", sections=[Section("All", dict.fromkeys({names!r}, ""))]).main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's commands, a module each."""
    folder = tmp_path_factory.mktemp("program")
    (folder / "tool_commands").mkdir()
    for name, body in COMMANDS.items():
        imports = "import no_such_package" if name == "missing" else ""
        text = HEADER.format(name=name, body=body or "pass", imports=imports)
        (folder / "tool_commands" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tool(folder: Path, monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    monkeypatch.syspath_prepend(folder)
    sections = [Section("First", {"fail": "Fails.", "stop": "Stops."}), Section("Rest", dict.fromkeys(COMMANDS, "Others."))]
    return LazyGroup("tool", package="tool_commands", sections=sections, former={"former": "code"}, install="make it")


@pytest.fixture
def run(tool: LazyGroup) -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(tool, words, input="n\n")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["fail"], 3, "Error: no\\nsignature"),
        (["stop"], 130, "Stopped."),
        (["big"], 1, "Error: there is too little memory for this command; close other programs, or use a machine with more"),
        (["ask"], 1, "Aborted!"),
        (["code"], 7, ""),
        (["leave"], 1, ""),
        (["missing"], 2, "Error: the Python package 'no_such_package', which `missing` needs, is missing; make it brings it"),
        (["former"], 2, "Error: `former` has been replaced: use `tool code`"),
        (["code", "--old"], 2, "Error: `code --old` has been replaced: use `tool code --new`"),
    ],
)
def test_every_end_has_its_code_and_at_most_one_sentence(
    run: Callable[..., Result], words: list[str], code: int, sentence: str
) -> None:
    result = run(*words)
    assert (result.exit_code, result.stderr.strip()) == (code, sentence)


def test_a_program_within_another_returns_its_code(tool: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(tool, ["code"]) == 7
    assert exit_code(tool, ["fail"]) == BundleError.exit_code
    assert capsys.readouterr().err == "Error: no\\nsignature\n"


def test_help_shows_roles_and_examples_and_imports_no_command(run: Callable[..., Result]) -> None:
    sys.modules.pop("tool_commands.code", None)
    shown = run("--help").stdout
    assert "First:\n  fail  Fails.\n" in shown and "Rest:\n" in shown
    assert "tool_commands.code" not in sys.modules
    assert run("code", "--help").stdout.endswith("Examples:\n  tool code    # once\n")


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        ("write", 1, "Error: the output cannot be written (No space left on device)\n"),
        ("write_and_fail", 1, "Error: no signature\nError: the output cannot be written (No space left on device)\n"),
    ],
)
def test_an_output_that_fills_up_at_the_very_end_is_one_sentence_too(
    folder: Path, command: str, code: int, sentence: str
) -> None:
    """What `print` left to the interpreter's last flush made the exit code 120 with a traceback."""
    program = PROGRAM.format(folder=str(folder), names=tuple(COMMANDS))
    words = [sys.executable, "-c", program, command]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, env=buffered(), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        both = subprocess.run(words, env=buffered(), stdout=full, stderr=full, check=False)
    assert (done.returncode, done.stderr) == (code, sentence)
    assert both.returncode == 1


def test_an_output_that_was_closed_is_no_error(folder: Path) -> None:
    program = PROGRAM.format(folder=str(folder), names=tuple(COMMANDS))
    done = subprocess.run(
        [sys.executable, "-c", program, "write"], preexec_fn=lambda: os.close(1), stderr=subprocess.PIPE, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_no_command_leaves_a_core_dump() -> None:
    """Not even one that is piped to a program, which the limit on its size would let through; see core(5)."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prctl = ctypes.CDLL(None).prctl
            prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
            exit_code(edge_app_program, ["--version"])
            forbidden = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 and resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
            code = 0 if forbidden else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
