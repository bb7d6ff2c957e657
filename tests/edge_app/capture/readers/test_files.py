"""Whatever a file is called and holds: frames, or one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from edge_app.capture.readers.files import find
from edge_app.errors import CaptureError
from tests.support.dicom_files import dicom, region
from tests.support.recordings import LEVELS, read, refusal


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.mp4", "a.dcm"])
@pytest.mark.parametrize("content", [b"", b"not what the name says", bytes(4000)])
def test_what_is_no_recording_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    refusal(tmp_path / name)


def test_names_that_are_no_utf8_are_read(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9b\xe9.png"))
    Image.fromarray(LEVELS).save(path)
    assert np.array_equal(read(path)[0].pixels, LEVELS)


def test_whatever_else_a_folder_holds_is_named_and_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    Image.fromarray(LEVELS).save(tmp_path / "a.png")
    for link, target in (("gone.dcm", "unmounted/a.dcm"), ("round.png", "round.png"), ("gone", "unmounted"), ("loop", ".")):
        (tmp_path / link).symlink_to(target)
    (tmp_path / "endless.dcm").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.png")
    found = find(tmp_path)
    assert [path.name for path in found.recordings] == ["a.png", "gone.dcm", "round.png"]
    assert [path.name for path in found.left_out] == ["endless.dcm", "gone", "loop", "pipe.png"]
    assert "cannot be opened (No such file" in refusal(tmp_path / "gone.dcm")
    assert "cannot be opened (Too many levels" in refusal(tmp_path / "round.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    Image.fromarray(LEVELS).save(tmp_path / "secret.png")
    (tmp_path / "secret.png").chmod(0)
    assert "Permission denied" in refusal(tmp_path / "secret.png")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each kind."""
    folder = tmp_path_factory.mktemp("whole")
    for suffix in ("png", "jpg", "bmp", "tif"):
        Image.fromarray(LEVELS).save(folder / f"a.{suffix}")
    dicom(folder / "a.dcm", LEVELS, SequenceOfUltrasoundRegions=[region(0, 0, 31, 15)])
    return {file.suffix: file.read_bytes() for file in folder.iterdir()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from([".png", ".jpg", ".bmp", ".tif", ".dcm"]),
    keep=st.floats(0, 1),
    blows=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6),
)
def test_damage_of_any_kind_is_one_sentence(
    whole: dict[str, bytes], tmp_path: Path, suffix: str, keep: float, blows: list[tuple[float, int]]
) -> None:
    content = bytearray(whole[suffix])
    for where, value in blows:
        content[int(where * len(content))] = value
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(content[: len(content) if keep > 0.5 else int(2 * keep * len(content))])
    try:
        frames = read(path)
    except CaptureError as exc:
        assert "\n" not in str(exc)
    else:
        assert all(frame.pixels.dtype == np.uint8 and frame.pixels.ndim == 2 for frame in frames)
