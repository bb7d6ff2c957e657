"""A medium that is not mounted is not written to; a folder elsewhere is nobody's concern."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import ExportError
from edge_app.system.atomic_write import make_folder, write_output
from edge_app.system.mounts import is_unmounted


@pytest.mark.parametrize(
    ("mounted", "asked", "unmounted"),
    [
        ("", "media/nurse/stick/exams", True),
        ("", "media", True),
        ("media/nurse/stick", "media/nurse/stick/exams", False),
        ("media/nurse/stick", "media/nurse/stick", False),
        ("media/nurse/stick", "media/nurse/other", True),
        ("media", "media/nurse", False),
        ("", "home/media/exams", False),
        ("", "home/link/exams", True),
    ],
)
def test_what_lies_where_media_are_mounted_needs_a_mount(tmp_path: Path, mounted: str, asked: str, unmounted: bool) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "media").mkdir()
    (tmp_path / "home" / "link").symlink_to(tmp_path / "media" / "nurse")

    def is_mount(folder: Path) -> bool:
        return bool(mounted) and folder == tmp_path / mounted

    assert is_unmounted(tmp_path / asked, [tmp_path / "media"], is_mount) is unmounted


def test_results_are_not_written_in_place_of_a_medium_that_is_not_there(tmp_path: Path) -> None:
    place = Path("/mnt/no-such-stick-of-a-test/results")
    with pytest.raises(ExportError, match=r"nothing is mounted where .* should be"):
        make_folder(place)
    with pytest.raises(ExportError, match=r"nothing is mounted where .* should be"):
        write_output(place / "x.md", b"")
    assert not place.parent.exists()
