"""`edge-app exams worklist`: what is on the worklist, from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from tests.support.dicom_worklist import scheduled, worklist


def run(folder: Path, setting: str, *options: str) -> Result:
    (folder / "override.toml").write_text(f"[exams]\n{setting}\n")
    return CliRunner().invoke(main, ["exams", "--override", str(folder / "override.toml"), "worklist", *options])


def test_entries_are_printed_without_a_pin_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    with worklist([scheduled(), scheduled(None), scheduled("4712", "M\x1b[2J^X")]) as node:
        setting = f'worklist = "{node}"\nserver_identified_without_tls = true'
        table, data = run(tmp_path, setting), run(tmp_path, setting, "--format", "json")
    assert table.exit_code == data.exit_code == 0
    assert "Doe, Jane" in table.stdout and "A-2026-0815" in table.stdout and "\x1b" not in table.stdout
    assert "1 entries have no patient identifier" in table.stderr
    found = json.loads(data.stdout)
    assert found["unreadable"] == 1 and found["entries"][0]["order"]["accession_number"] == "A-2026-0815"


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("", "no worklist is configured"),
        ('worklist = "RIS@127.0.0.1:1"', "not encrypted"),
        ('worklist = "RIS"', "TITLE@HOST:PORT"),
    ],
)
def test_a_worklist_that_cannot_be_asked_is_one_sentence(tmp_path: Path, setting: str, sentence: str) -> None:
    result = run(tmp_path, setting)
    assert result.exit_code == 2 and sentence in result.stderr and result.stdout == ""
