"""A file is written whole or not at all; results that cannot be written are one sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import pytest

from edge_app.errors import ExportError
from edge_app.system.atomic_write import atomic_write, make_folder, replacement, write_output


class PowerCut(Exception):
    """The machine stops."""


def half(file: BinaryIO) -> None:
    file.write(b"ha")
    raise PowerCut


def test_bytes_and_what_a_function_writes_replace_the_file(tmp_path: Path) -> None:
    path = tmp_path / "made" / "x"
    atomic_write(path, b"old")
    atomic_write(path, lambda file: file.write(b"new"), mode=0o600)
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_stops_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x"
    atomic_write(path, b"old")
    with pytest.raises(PowerCut):
        atomic_write(path, half)
    with pytest.raises(PowerCut), replacement(path) as part:
        part.write_bytes(b"ha")
        raise PowerCut
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_what_a_killed_program_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.with_name(".x.edge-app-part").write_bytes(b"half of something longer")
    atomic_write(path, b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]


def test_it_is_on_the_disk_before_it_has_its_name_and_its_folder_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bool]] = []

    def fsync(descriptor: int) -> None:
        seen.append((Path(f"/proc/self/fd/{descriptor}").readlink().name, (tmp_path / "x").exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    atomic_write(tmp_path / "x", b"new")
    assert seen == [(".x.edge-app-part", False), (tmp_path.name, True)]


def test_a_result_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError, match=r"file/x cannot be written \(Not a directory|File exists"):
        write_output(tmp_path / "file" / "x", b"")
    with pytest.raises(ExportError, match="file/x cannot be made"):
        make_folder(tmp_path / "file" / "x")


def test_a_result_is_never_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"kept")
    (tmp_path / "x").symlink_to(tmp_path / "precious")
    with pytest.raises(ExportError, match="is a link; remove it, or choose another place"):
        write_output(tmp_path / "x", b"new")
    assert (tmp_path / "precious").read_bytes() == b"kept" and (tmp_path / "x").is_symlink()


def test_a_part_of_another_program_stays(tmp_path: Path) -> None:
    (tmp_path / ".x.part").write_bytes(b"theirs")
    write_output(tmp_path / "x", b"new")
    assert (tmp_path / ".x.part").read_bytes() == b"theirs"
