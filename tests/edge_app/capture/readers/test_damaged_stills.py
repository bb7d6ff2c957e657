"""A still that was cut or whose content was altered is refused, never judged; nothing is written by libraries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.errors import CaptureError
from tests.support.recordings import LEVELS, read, refusal
from tests.support.speckle import scanned_speckle

GREY = scanned_speckle(0, 3.0, 2.0, (60, 80))
KINDS = {
    "a.png": {}, "a.bmp": {}, "a.gif": {}, "a.webp": {"lossless": True}, "lossy.webp": {}, "a.tif": {},
    "lzw.tif": {"compression": "tiff_lzw"}, "deflate.tif": {"compression": "tiff_adobe_deflate"},
    "jpeg.tif": {"compression": "jpeg"}, "a.jpg": {}, "progressive.jpg": {"progressive": True},
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_cut_anywhere_is_refused_and_nothing_else_is_written(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    Image.fromarray(GREY).save(path, **KINDS[name])
    whole = path.read_bytes()
    assert read(path)[0].pixels.shape == (60, 80)
    for share in np.linspace(0.02, 0.999, 25):
        path.write_bytes(whole[: int(share * len(whole))])
        refusal(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", KINDS)
def test_altered_bytes_are_one_sentence_at_most_and_nothing_else_is_written(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    Image.fromarray(GREY).save(path, **KINDS[name])
    whole = path.read_bytes()
    for at in range(4, len(whole), max(1, len(whole) // 25)):
        path.write_bytes(whole[:at] + bytes(byte ^ 0x5A for byte in whole[at : at + 9]) + whole[at + 9 :])
        try:
            read(path)
        except CaptureError as exc:
            assert "\n" not in str(exc)
    assert capfd.readouterr() == ("", "")


def test_a_png_with_a_wrong_check_sum_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(LEVELS).save(path)
    content = bytearray(path.read_bytes())
    content[content.index(b"IEND") + 4] ^= 1
    path.write_bytes(content)
    assert "check sum" in refusal(path)


def test_a_jpeg_that_ends_early_with_an_end_marker_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(scanned_speckle(0, 3.0, 2.0)).save(path, quality=90)
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"\xff\xda") + len(content) // 4] + b"\xff\xd9")
    assert "the image is damaged" in refusal(path)


@pytest.mark.shared_data
def test_a_quarter_of_a_jpeg_is_damaged(shared_data: Path) -> None:
    assert "the image is damaged" in refusal(shared_data / "cases" / "jpeg-first-quarter.jpg")


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["exif-rotated.jpg", "anim.gif", "still.webp", "twelve-in-sixteen.png"])
def test_the_same_image_in_another_form_is_the_same_image(shared_data: Path, name: str) -> None:
    (plain,) = read(shared_data / "cases" / "plain.png")
    first = read(shared_data / "cases" / name)[0]
    assert first.pixels.shape == plain.pixels.shape
    assert np.abs(first.pixels.astype(int) - plain.pixels).mean() < 2
