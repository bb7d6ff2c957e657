"""The clinic's own protocols stand beside the program's; a faulty one is left out and said, and the choice is remembered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge_app.errors import ConfigError
from edge_app.exams.protocols.chosen import FILE, ChosenProtocol
from edge_app.exams.protocols.factory import FACTORY, SCREENING
from edge_app.exams.protocols.library import MAX_BYTES, MAX_FILES, read_library

SOUND = 'title = { en = "Thigh" }\n[[sites]]\nmuscle = "rectus femoris"\nsides = ["left"]\nimages = 2\n'


def test_without_a_folder_there_are_the_programs_own(tmp_path: Path) -> None:
    library = read_library(tmp_path / "none")
    assert library.protocols == FACTORY and library.protocols[0] is SCREENING and library.faulty == ()


def test_faulty_files_are_left_out_and_each_is_named(tmp_path: Path) -> None:
    (tmp_path / "thigh.toml").write_text(SOUND)
    (tmp_path / "notes.txt").write_text("no protocol, and none of our business")
    (tmp_path / "bad.toml").write_text(SOUND.replace("2", "0"))
    (tmp_path / "short.toml").write_text(SOUND)  # the name of one of the program
    (tmp_path / "large.toml").write_text(SOUND + "#" * MAX_BYTES)
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")  # would be waited for
    library = read_library(tmp_path)
    assert [one.name for one in library.protocols] == ["screening", "short", "neuromuscular", "thigh"]
    assert library.find("short") is FACTORY[1]
    assert [one.file.name for one in library.faulty] == ["bad.toml", "folder.toml", "large.toml", "pipe.toml", "short.toml"]
    for one in library.faulty:
        assert one.fault.startswith(str(one.file)) and "\n" not in one.fault
    assert "sites[0].images" in library.faulty[0].fault
    with pytest.raises(ConfigError, match=r"sites\[0\]\.images"):
        library.find("bad")
    with pytest.raises(ConfigError, match="did you mean 'thigh'"):
        library.find("thig")


def test_a_folder_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "protocols").write_text("a file where the folder should be")
    library = read_library(tmp_path / "protocols")
    assert library.protocols == FACTORY and len(library.faulty) == 1


def test_more_files_than_a_screen_lists_are_named(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 2):
        (tmp_path / f"p{number:03}.toml").write_text(SOUND)
    library = read_library(tmp_path)
    assert len(library.protocols) == len(FACTORY) + MAX_FILES
    assert [one.file.name for one in library.faulty] == [f"p{MAX_FILES:03}.toml", f"p{MAX_FILES + 1:03}.toml"]


def test_the_choice_is_remembered_and_one_that_has_gone_is_the_screening(tmp_path: Path) -> None:
    (tmp_path / "thigh.toml").write_text(SOUND)
    chosen = ChosenProtocol(read_library(tmp_path), tmp_path)
    assert chosen.now is SCREENING
    chosen.choose("thigh")
    assert ChosenProtocol(read_library(tmp_path), tmp_path).now.name == "thigh"
    assert ChosenProtocol(read_library(tmp_path), tmp_path, "short").now.name == "short"  # of the command line, for this run
    assert ChosenProtocol(read_library(tmp_path), tmp_path).now.name == "thigh"
    (tmp_path / "thigh.toml").unlink()
    assert ChosenProtocol(read_library(tmp_path), tmp_path).now is SCREENING
    (tmp_path / FILE).write_text("nonsense")
    assert ChosenProtocol(read_library(tmp_path), tmp_path).now is SCREENING
    with pytest.raises(ConfigError, match="no protocol 'nowhere'"):
        ChosenProtocol(read_library(tmp_path), tmp_path, "nowhere")


def test_a_disk_that_takes_nothing_keeps_nobody_from_choosing(tmp_path: Path) -> None:
    chosen = ChosenProtocol(read_library(tmp_path), tmp_path / "gone")
    chosen.choose("short")
    assert chosen.now.name == "short"
