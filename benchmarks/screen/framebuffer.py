"""The screen of Xvfb, whose framebuffer is a file (`-fbdir`): mapped into memory, a look at it costs no request and no copy.

The file is an X window dump: a header of big-endian words, colours, then the pixels (X11/XWDFile.h).
"""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from edge_app.errors import CaptureError

POLL_S = 0.0005  # s between two looks
_WORDS = struct.Struct(">25I")
_COLOUR_BYTES = 12  # of each entry of the colours

Grab = tuple[int, npt.NDArray[np.uint8]]  # when, monotonic clock, ns; (H, W, 4) uint8 BGRX, valid until the next


class Framebuffer:
    """`with Framebuffer(path) as screen: for at_ns, pixels in screen.grabs(): ...`. The pixels change meanwhile."""

    def __init__(self, path: Path) -> None:
        """Raises CaptureError where it is no framebuffer of 32 bits a pixel."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as exc:
            raise CaptureError(f"{path} cannot be mapped ({exc}); is Xvfb running with -fbdir?") from exc
        if len(self._map) < _WORDS.size:
            raise CaptureError(f"{path} is no X window dump")
        words = _WORDS.unpack_from(self._map)
        header, version, width, height, bits, stride, colours = (
            words[0],
            words[1],
            words[4],
            words[5],
            words[11],
            words[12],
            words[19],
        )
        start = header + colours * _COLOUR_BYTES
        if version != 7 or bits != 32 or len(self._map) < start + stride * height:
            raise CaptureError(f"{path} is no X window dump with 32 bits a pixel; start Xvfb with a depth of 24")
        whole = np.frombuffer(self._map, np.uint8, stride * height, start).reshape(height, stride // 4, 4)
        self._pixels = whole[:, :width]
        self.size = width, height

    def __enter__(self) -> Framebuffer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """The mapping ends with the last array that looks at it."""

    def grabs(self) -> Iterator[Grab]:
        """For ever. The time is that of the look: what it shows is there since some moment after the look before."""
        while True:
            yield time.monotonic_ns(), self._pixels
            time.sleep(POLL_S)
