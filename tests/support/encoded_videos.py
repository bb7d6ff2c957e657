"""Videos made with FFmpeg's own encoders, in any container."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.support.speckle import scanned_speckle


def encoded_video(
    path: Path, codec: str, count: int = 20, aspect: Fraction | None = None, size: tuple[int, int] = (48, 64)
) -> Path:
    """Speckle that moves two columns a frame, 25 Hz; aspect: width to height of one pixel. size: (height, width), px."""
    speckle = scanned_speckle(0, 2.0, 1.5, size)
    format = {"mjpeg": "yuvj420p", "gray": "gray"}.get(codec, "yuv420p")
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width, stream.pix_fmt = *size, format
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for i in range(count):
            frame = av.VideoFrame.from_ndarray(np.roll(speckle, 2 * i, axis=1), format="gray").reformat(format=format)
            frame.pts = i
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
