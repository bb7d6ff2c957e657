"""A JPEG that was cut anywhere, of every kind of coding, is noticed; one that is whole, whatever surrounds it, is read."""

from __future__ import annotations

import contextlib
import io
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from edge_app.capture.jpeg import DamagedJpeg, check_whole, decoded_grey, decoded_small, follow_markers
from tests.support.speckle import scanned_speckle

MOST = (1920, 1200)
KINDS: dict[str, dict[str, Any]] = {
    "baseline": {},
    "colour 4:2:0": {"subsampling": 2},
    "colour 4:2:2": {"subsampling": 1},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_rows": 1},
}


def coded(kind: str, quality: int = 90) -> bytes:
    grey = scanned_speckle(0, 3.0, 2.0, (200, 300))
    image = Image.fromarray(np.dstack([grey, grey[::-1], grey]) if kind.startswith("colour") else grey)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, **KINDS[kind])
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_whole_is_decoded_as_ever(kind: str) -> None:
    jpeg = coded(kind)
    check_whole(jpeg)
    expected = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert expected is not None and np.array_equal(decoded_grey(jpeg, MOST), expected)
    assert follow_markers(jpeg)[1] == len(jpeg)
    small = decoded_small(jpeg)
    assert small is not None and small.shape == (25, 38, 3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("closed", [True, False], ids=["then its end", "taken out"])
def test_a_cut_anywhere_is_noticed(kind: str, closed: bool) -> None:
    """closed: everything from there to the end is missing, and an end marker set. Else half a kilobyte is taken out."""
    jpeg = coded(kind)
    begin, taken = jpeg.index(b"\xff\xda") + 20, 512
    for at in np.linspace(begin, len(jpeg) - taken - 200, 17).astype(int):
        cut = jpeg[:at] + (b"\xff\xd9" if closed else jpeg[at + taken :])
        with pytest.raises(DamagedJpeg):
            check_whole(cut)
        with pytest.raises(DamagedJpeg):
            decoded_grey(cut, MOST)


def test_a_cut_between_two_restart_markers_is_noticed() -> None:
    """Every marker is there, and libjpeg would fill up what is missing of one interval."""
    jpeg = coded("restarts")
    markers = [at for at in range(len(jpeg)) if jpeg[at] == 0xFF and 0xD0 <= jpeg[at + 1] <= 0xD7]
    for before, after in pairwise(markers):
        middle = (before + after) // 2
        for cut in (jpeg[:middle] + jpeg[after:], jpeg[: before + 2] + jpeg[middle:]):
            with pytest.raises(DamagedJpeg):
                decoded_grey(cut, MOST)


@pytest.mark.parametrize("padding", [b"\x00", b"\x7d" * 7, bytes(16)])
def test_what_cameras_put_before_the_end_is_no_damage(padding: bytes) -> None:
    jpeg = coded("colour 4:2:2")
    padded = jpeg[:-2] + padding + jpeg[-2:]
    assert np.array_equal(decoded_grey(padded, MOST), decoded_grey(jpeg, MOST))
    with pytest.raises(DamagedJpeg):
        decoded_grey(jpeg[:-2] + bytes(100) + jpeg[-2:], MOST)


def test_a_marker_of_an_unusual_revision_is_no_damage() -> None:
    jpeg = coded("baseline").replace(b"JFIF\x00\x01", b"JFIF\x00\x03", 1)
    assert np.array_equal(decoded_grey(jpeg, MOST), decoded_grey(coded("baseline"), MOST))
    check_whole(jpeg)
    for damaged in (jpeg[:-500] + b"\xff\xd9", jpeg[:-900] + jpeg[-400:]):
        with pytest.raises(DamagedJpeg):
            decoded_grey(damaged, MOST)


@pytest.mark.parametrize("passes", range(1, 6))
def test_passes_that_are_missing_altogether_are_noticed(passes: int) -> None:
    jpeg = coded("progressive")
    starts = [at for at in range(len(jpeg)) if jpeg[at : at + 2] in (b"\xff\xda", b"\xff\xc4")]
    with pytest.raises(DamagedJpeg, match="pass"):
        follow_markers(jpeg[: starts[-passes]] + b"\xff\xd9")


def test_the_end_alone_is_noticed_and_what_follows_it_is_not_looked_at() -> None:
    jpeg = coded("baseline")
    with pytest.raises(DamagedJpeg, match="without its end"):
        check_whole(jpeg[:-2])
    check_whole(jpeg + b"\xff\xda" + bytes(range(256)))


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xff", b"\xff\xd8\xff\xc0\x00\x01", bytes(99)]
)
def test_what_holds_no_image_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedJpeg):
        decoded_grey(content, MOST)


def test_a_size_beyond_all_measure_is_refused_before_it_is_decoded() -> None:
    jpeg = bytearray(coded("baseline"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(DamagedJpeg, match="65535 x 65535"):
        decoded_grey(bytes(jpeg), MOST)


def test_decoders_write_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    jpeg = coded("colour 4:2:2")
    for at in range(700, len(jpeg) - 600, 997):
        broken = bytearray(jpeg)
        broken[at : at + 300] = bytes(reversed(broken[at : at + 300]))
        for check in (check_whole, lambda data: decoded_grey(data, MOST), decoded_small):
            with contextlib.suppress(DamagedJpeg):
                check(bytes(broken))
    assert capfd.readouterr() == ("", "")
