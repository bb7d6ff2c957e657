"""What a kiosk said last: the sentence that tells most, from the journal, and nothing of anybody's values."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from edge_app.release.last_words import last_error, last_words
from edge_app.release.layout import Layout
from edge_app.system.redaction import redacted_traceback
from tests.support.system_tools import program

RAW = """\
Traceback (most recent call last):
  File "/var/lib/edge-app/releases/0.2.2/site-packages/edge_app/__main__.py", line 8, in <module>
    import onnxruntime
ImportError: libonnxruntime.so.1: cannot open shared object file: No such file or directory"""


def failing(name: str) -> str:
    """What the kiosk prints of a failure whose message and cause quote a patient's name."""
    error = ValueError(f"no such patient: {name}")
    try:
        raise error from KeyError(name)
    except ValueError:
        return f"edge-app failed: {redacted_traceback(error)}"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", ""),
        (RAW, "ImportError: libonnxruntime.so.1: cannot open shared object file: No such file or directory"),
        ("starting\nError: board.toml has no key 'probe'; correct it\n", "Error: board.toml has no key 'probe'; correct it"),
        ("Error: the screen is in use; close it\nthe compositor ends", "Error: the screen is in use; close it"),
        ("this release does not run on this device", "this release does not run on this device"),
        ("cage: could not open /dev/dri/card0\n", "cage: could not open /dev/dri/card0"),
        ("Fatal Python error: Aborted\n\nCurrent thread:\n  File x, line 1 in f", "Fatal Python error: Aborted"),
        ("Error: a\x1b[31mb\x00", "Error: a [31mb"),
        ("Error: " + "x" * 1000, "Error: " + "x" * 193),
    ],
)  # fmt: skip
def test_the_line_that_tells_most(said: str, words: str) -> None:
    assert last_error(said.splitlines()) == words


def test_a_failure_of_the_running_kiosk_is_its_type_and_place_and_no_value() -> None:
    said = f"INFO edge_app.ui: up\n{failing('Mustermann')}\nthe compositor ends"
    words = last_error(said.splitlines())
    assert words.startswith("ValueError at ") and words.endswith("in failing") and "test_last_words.py:" in words
    assert "Mustermann" not in words


def entry(message: object, us: int) -> str:
    return json.dumps({"MESSAGE": message, "__MONOTONIC_TIMESTAMP": str(us)})


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a `journalctl` in the place of systemd's prints, where it is asked as it has to be; started at 5 s."""
    shown = tmp_path / "shown"
    program(tmp_path / "bin", "systemctl", "echo ExecMainStartTimestampMonotonic=5000000")
    program(
        tmp_path / "bin", "journalctl",
        f'case "$*" in --sync) touch {tmp_path}/synced ;; *=json*SYSLOG_IDENTIFIER=start) cat {shown} ;; *) exit 1 ;; esac',
    )  # fmt: skip
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return shown


def test_only_this_start_counts_and_what_is_no_text_does_not_matter(journal: Path, tmp_path: Path) -> None:
    lines = [
        entry("Error: of the start before", 4_999_999), "not json", entry(None, 6_000_000), "[]", '{"MESSAGE": "no time"}',
        entry([*b"Error: gr\xfcn cannot be shown"], 7_000_000),
    ]  # fmt: skip
    journal.write_text("\n".join(lines))
    assert last_words(Layout(tmp_path)) == "Error: gr\ufffdn cannot be shown"
    assert (tmp_path / "synced").exists()


def test_without_a_journal_there_are_none(journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert last_words(Layout(tmp_path)) == ""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert last_words(Layout(tmp_path)) == ""
