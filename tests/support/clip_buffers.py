"""Buffers of a clip's frames, filled with numbered ones."""

from __future__ import annotations

import numpy as np

from edge_app.records import Frame
from edge_app.ui.clip_buffer import ClipBuffer


def frame(number: int, height: int = 4, source: str = "probe", milliseconds: float = 40) -> Frame:
    pixels = np.full((height, 10), number % 256, np.uint8)
    return Frame(pixels, number, int(number * milliseconds * 1e6), None, source)


def filled(buffer: ClipBuffer, frames: int, **options: float) -> ClipBuffer:
    buffer.run()
    for number in range(frames):
        buffer.add(frame(number, **options))  # type: ignore[arg-type]
    return buffer
