"""What is stored lying, mirrored or with pixels that are not square is upright and square, and said so."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.recording import iter_with_warnings
from edge_app.imaging.colour_map import block_count
from tests.support.recordings import read

GREY = np.add.outer(np.arange(60), 2 * np.arange(40)).astype(np.uint8)


def said(path: Path) -> list[str]:
    sentences: list[str] = []
    list(iter_with_warnings(open_recording(path), sentences.append))
    return sentences


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_of_the_eight_orientations_is_put_right(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"a.{suffix}"
    exif = Image.Exif()
    exif[274] = orientation
    Image.fromarray(GREY).save(path, exif=exif, **({"lossless": True} if suffix == "webp" else {}))
    expected = Image.fromarray(GREY)
    expected.getexif()[274] = orientation
    upright = np.asarray(ImageOps.exif_transpose(expected))
    (frame,) = read(path)
    assert frame.pixels.shape == upright.shape
    assert np.abs(frame.pixels.astype(int) - upright).max() <= (4 if suffix == "jpg" else 0)
    assert len(said(path)) == (orientation != 1)


def save_wide(path: Path, mode: str = "L", turned: int = 1) -> None:
    """GREY with pixels twice as wide as high, by each format's own means."""
    image = Image.fromarray(GREY).convert(mode)
    exif = Image.Exif()
    exif[274] = turned
    match path.suffix:
        case ".png":
            image.save(path, dpi=(72, 144), exif=exif)
            content = bytearray(path.read_bytes())
            at = content.index(b"pHYs")
            content[at + 4 : at + 13] = (1).to_bytes(4, "big") + (2).to_bytes(4, "big") + b"\0"  # the aspect, without a unit
            content[at + 13 : at + 17] = zlib.crc32(content[at : at + 13]).to_bytes(4, "big")
            path.write_bytes(content)
        case ".jpg":
            image.save(path, dpi=(72, 144), exif=exif)
        case ".tif":
            tags = ImageFileDirectory_v2()
            tags[282], tags[283], tags[296], tags[274] = 100.0, 200.0, 1, turned
            image.save(path, tiffinfo=tags)
        case _:
            image.save(path, dpi=(72, 144))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".bmp"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_pixels_that_are_not_square_are_made_so(tmp_path: Path, suffix: str, mode: str) -> None:
    path = tmp_path / f"a{suffix}"
    save_wide(path, mode)
    (frame,) = read(path)
    assert frame.pixels.shape == (60, 80)
    assert np.abs(frame.pixels[:, ::2].astype(int) - GREY).max() <= 4
    assert frame.colour is None or frame.colour.shape == block_count(80, 60)
    assert said(path) == [f"{path}: corrected before anything is measured: pixels of 2 : 1 made square"]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif"])
def test_the_axes_change_places_where_it_is_turned_as_well(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    save_wide(path, turned=6)
    assert read(path)[0].pixels.shape == (80, 60)


def test_a_jfif_without_a_unit_states_the_aspect_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(GREY).save(path)
    content = bytearray(path.read_bytes())
    at = content.index(b"JFIF\0") + 7
    content[at : at + 5] = b"\0" + (2).to_bytes(2, "big") + (1).to_bytes(2, "big")
    path.write_bytes(content)
    assert read(path)[0].pixels.shape == (60, 80)


def test_a_png_may_state_dots_per_inch_instead(tmp_path: Path) -> None:
    Image.fromarray(GREY).save(tmp_path / "a.png", dpi=(144, 72))
    assert read(tmp_path / "a.png")[0].pixels.shape == (120, 40)


@pytest.mark.parametrize("dpi", [(72, 72), (300, 300.5), (1, 300), (0, 72)])
def test_equal_and_implausible_resolutions_change_nothing(tmp_path: Path, dpi: tuple[float, float]) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(GREY).save(path, dpi=dpi)
    assert np.array_equal(read(path)[0].pixels, GREY) and said(path) == []
