"""Xvfb's framebuffer file."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from benchmarks.screen.framebuffer import Framebuffer
from edge_app.errors import CaptureError


def window_dump(width: int = 5, height: int = 3, bits: int = 32, colours: int = 2) -> bytes:
    """As Xvfb writes one: the rows a little longer than the screen."""
    stride, header = 4 * width + 8, 112
    words = [header, 7, 2, 24, width, height, 0, 0, 32, 0, 32, bits, stride, 4, 0, 0, 0, 8, 256, colours, width, height, 0, 0, 0]
    pixels = np.zeros((height, stride), np.uint8)
    pixels[:, : 4 * width] = np.arange(height * 4 * width, dtype=np.uint8).reshape(height, -1)
    return struct.pack(">25I", *words).ljust(header, b"\0") + bytes(12 * colours) + pixels.tobytes()


def test_the_pixels_are_those_of_the_file_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "Xvfb_screen0"
    file.write_bytes(window_dump())
    with Framebuffer(file) as screen:
        grabs = screen.grabs()
        first_ns, pixels = next(grabs)
        assert screen.size == (5, 3) and pixels.shape == (3, 5, 4) and pixels[1, 0].tolist() == [20, 21, 22, 23]
        with file.open("r+b") as written:
            written.seek(112 + 24)
            written.write(b"\xff")
        second_ns, pixels = next(grabs)
        assert pixels[0, 0, 0] == 255 and second_ns > first_ns


@pytest.mark.parametrize("content", [b"", b"no dump", window_dump(bits=8), window_dump()[:-1]])
def test_what_is_no_framebuffer_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(CaptureError, match="file"):
        Framebuffer(tmp_path / "file")
