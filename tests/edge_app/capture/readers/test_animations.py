"""GIF, WebP and animated PNG: every image, with its time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.capture.readers.files import open_recording
from tests.support.recordings import LEVELS, read, refusal

SHOWN_MS = [40, 40, 120]


def animation(path: Path) -> list[np.ndarray]:
    images = [np.roll(LEVELS, 5 * i, axis=1) for i in range(3)]
    rest = [Image.fromarray(image) for image in images[1:]]
    Image.fromarray(images[0]).save(
        path, save_all=True, append_images=rest, duration=SHOWN_MS, **({"lossless": True} if path.suffix == ".webp" else {})
    )
    return images


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_every_image_comes_with_its_time(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    images = animation(path)
    recording = open_recording(path)
    frames = list(recording.frames())
    assert recording.count == len(frames) == 3 and recording.frames_per_second == pytest.approx(15)
    assert [frame.seconds for frame in frames] == pytest.approx([0, 0.04, 0.08])
    assert all(np.array_equal(frame.pixels, image) for frame, image in zip(frames, images, strict=True))


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_still_has_no_time(tmp_path: Path, suffix: str) -> None:
    Image.fromarray(LEVELS).save(tmp_path / f"a{suffix}", **({"lossless": True} if suffix == ".webp" else {}))
    (frame,) = read(tmp_path / f"a{suffix}")
    assert frame.seconds is None and np.array_equal(frame.pixels, LEVELS)


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
@pytest.mark.parametrize("missing", [1, 5, 30, 200, 900])
def test_an_animation_that_is_cut_off_is_refused(tmp_path: Path, suffix: str, missing: int) -> None:
    path = tmp_path / f"a{suffix}"
    animation(path)
    path.write_bytes(path.read_bytes()[:-missing])
    refusal(path)
