"""Stills: exact grey levels; damaged and hostile files."""

from __future__ import annotations

import struct
import sys
import zlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.capture.readers.files import open_recording
from tests.support.recordings import LEVELS, read, refusal


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "LA"])
def test_grey_frames_come_back_exactly(tmp_path: Path, suffix: str, mode: str) -> None:
    if (suffix, mode) in {("bmp", "LA"), ("tif", "LA")}:
        pytest.skip("the format has no such mode")
    path = tmp_path / f"frame.{suffix}"
    Image.fromarray(LEVELS).convert(mode).save(path)
    (frame,) = read(path)
    assert np.array_equal(frame.pixels, LEVELS)
    assert (frame.mm_per_pixel, frame.index) == (None, 0)


def test_colour_becomes_grey_by_rec_601(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), (200, 100, 50)).save(tmp_path / "colour.png")
    assert read(tmp_path / "colour.png")[0].pixels[0, 0] == round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)


def test_colour_is_found_where_it_is_and_grey_files_have_none(tmp_path: Path) -> None:
    painted = np.dstack([LEVELS.repeat(3, axis=0)] * 3)  # (48, 32)
    painted[16:32, 8:24] = (200, 30, 10)
    for mode in ("RGB", "P", "RGBA"):
        Image.fromarray(painted).convert(mode).save(tmp_path / "a.png")
        colour = read(tmp_path / "a.png")[0].colour
        assert colour is not None and np.array_equal(colour > 20, np.pad(np.ones((2, 2), bool), ((2, 2), (1, 1))))
    Image.fromarray(LEVELS).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png")[0].colour is None


def test_sixteen_bits_keep_their_upper_eight(tmp_path: Path) -> None:
    Image.fromarray(LEVELS.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    assert np.array_equal(read(tmp_path / "deep.png")[0].pixels, LEVELS)


def test_pages_of_a_tiff_are_frames(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.full((20, 24), level, np.uint8)) for level in (10, 20, 30)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    assert [(p.index, int(p.pixels[0, 0])) for p in read(tmp_path / "stack.tif")] == [(0, 10), (1, 20), (2, 30)]


def huge_png(side: int) -> bytes:
    """A valid header of a side x side frame, and next to nothing behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [10_000, 20_000, 60_000])
def test_a_huge_frame_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    (tmp_path / "huge.png").write_bytes(huge_png(side))
    assert "pixel" in refusal(tmp_path / "huge.png")


def test_a_tiny_frame_is_refused(tmp_path: Path) -> None:
    Image.new("L", (500, 15)).save(tmp_path / "tiny.png")
    assert "too small" in refusal(tmp_path / "tiny.png")


def test_a_truncated_png_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200)).astype(np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(("mode", "suffix"), [("CMYK", "jpg"), ("CMYK", "tif"), ("YCbCr", "jpg"), ("I;16", "png"), ("1", "png")])
def test_unusual_frames_are_read(tmp_path: Path, mode: str, suffix: str) -> None:
    grey = Image.fromarray(LEVELS.repeat(8, axis=0).repeat(8, axis=1))  # JPEG blurs over 8 pixels
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    frame = deep if mode == "I;16" else grey.convert("RGB").convert(mode)
    frame.save(tmp_path / f"a.{suffix}")
    (got,) = read(tmp_path / f"a.{suffix}")
    expected = np.asarray(frame.convert("L")) if mode == "1" else np.asarray(grey)
    assert np.abs(got.pixels.astype(int) - expected).max() <= 3


def test_thirty_two_bits_are_refused(tmp_path: Path) -> None:
    Image.fromarray(LEVELS.astype(np.float32)).save(tmp_path / "deep.tif")
    assert "32-bit pixels" in refusal(tmp_path / "deep.tif")


@pytest.mark.parametrize(("bits", "name"), [(12, "a.png"), (10, "a.tif"), (14, "a.png"), (8, "a.png")])
def test_sixteen_bits_that_hold_fewer_are_scaled_by_what_they_hold(tmp_path: Path, bits: int, name: str) -> None:
    deep = LEVELS.astype(np.uint16) << (bits - 8)
    Image.fromarray(deep).save(tmp_path / name)
    assert np.array_equal(read(tmp_path / name)[0].pixels, LEVELS)
    assert f"hold {bits} bits" in (open_recording(tmp_path / name).warning or "")


def test_all_pages_are_scaled_alike(tmp_path: Path) -> None:
    pages = [Image.fromarray((LEVELS.astype(np.uint16) << 4) // part) for part in (8, 1)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    dark, bright = read(tmp_path / "a.tif")
    assert bright.pixels.max() == 255 and dark.pixels.max() == 31


def test_a_file_is_what_it_holds_and_not_what_it_is_called(tmp_path: Path) -> None:
    Image.fromarray(LEVELS).save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "a.jpg")
    assert np.array_equal(read(tmp_path / "a.jpg")[0].pixels, LEVELS)
    (tmp_path / "text.png").write_text("patient list\n" * 40)
    assert "not an image" in refusal(tmp_path / "text.png")


PLUGIN = """
from PIL import Image, ImageFile

class PlainImage(ImageFile.ImageFile):
    format = "HEIF"

    def _open(self):
        self._size, self._mode = (32, 16), "L"
        self.tile = [("raw", (0, 0, 32, 16), 24, ("L", 0, 1))]

def register_heif_opener():
    Image.register_open("HEIF", PlainImage, lambda prefix: prefix[4:12] == b"ftypheic")
"""
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


@pytest.mark.parametrize("name", ["pi_heif", "pillow_heif"])
def test_heic_is_read_where_there_is_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With one that reads plain samples; with the true ones it was tried by hand (docs/adr/0038)."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / f"{name}.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path / "plugins")
    monkeypatch.setattr(Image, "OPEN", dict(Image.OPEN))
    monkeypatch.setattr(Image, "ID", list(Image.ID))
    monkeypatch.delitem(sys.modules, name, raising=False)
    (tmp_path / "a.heic").write_bytes(HEIC + LEVELS.tobytes())
    try:
        assert np.array_equal(read(tmp_path / "a.heic")[0].pixels, LEVELS)
        (tmp_path / "a.heic").write_bytes(HEIC + LEVELS.tobytes()[:100])
        assert "damaged" in refusal(tmp_path / "a.heic")
    finally:
        sys.modules.pop(name, None)


@pytest.mark.skipif(any(map(find_spec, ("pi_heif", "pillow_heif"))), reason="a plugin for HEIC is installed")
def test_heic_names_the_package_that_it_needs(tmp_path: Path) -> None:
    (tmp_path / "IMG_0001.HEIC").write_bytes(HEIC + bytes(200))
    assert "pillow-heif" in refusal(tmp_path / "IMG_0001.HEIC")
