"""Reading a recording in a test, and the files that are read."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.recording import RecordedFrame
from edge_app.errors import CaptureError
from edge_app.records import GreyImage

LEVELS: GreyImage = np.arange(256, dtype=np.uint8).reshape(16, 16).repeat(2, axis=1)  # every grey level, (16, 32)


def read(path: Path) -> list[RecordedFrame]:
    return list(open_recording(path).frames())


def refusal(path: Path) -> str:
    with pytest.raises(CaptureError) as caught:
        read(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert path.name in sentence
    return sentence


def noise_video(path: Path, fourcc: str) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), 25.0, (64, 48))
    rng = np.random.default_rng(0)
    for _ in range(50):
        writer.write(rng.integers(0, 255, (48, 64, 3)).astype(np.uint8))
    writer.release()
    return path
