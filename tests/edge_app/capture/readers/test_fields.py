"""Interlaced recordings: a comb is one field of its frame, and that is said; what has none stays as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from edge_app.capture.image_faults.find import is_combed
from edge_app.capture.readers.fields import ONE_FIELD, one_field
from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.recording import iter_with_warnings
from edge_app.records import GreyImage
from tests.support.dicom_files import dicom
from tests.support.dicom_forms import CINES, write
from tests.support.recordings import read
from tests.support.speckle import scanned_speckle

SIZE = (240, 320)
STILL: GreyImage = np.asarray(cv2.GaussianBlur(scanned_speckle(0, 3.0, 4.0, SIZE), (0, 0), 1), np.uint8)  # no row by itself


def woven(shift: int, image: GreyImage = STILL) -> GreyImage:
    """The even rows of an image, and the odd ones of it `shift` columns further."""
    both: GreyImage = image.copy()
    both[1::2] = np.roll(image, shift, axis=1)[1::2]
    return both


def interlaced(path: Path, codec: str, frames: list[GreyImage], flags: str = "") -> Path:
    """flags: of FFmpeg's encoder: "+ildct+ilme" codes fields."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width, stream.pix_fmt, stream.bit_rate = *SIZE, "yuv420p", 20_000_000
        stream.options = {"flags": flags} if flags else {}
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="gray").reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("shape", [SIZE, (239, 320), (240, 320, 3)])
def test_the_first_field_stays_and_the_other_is_filled_in(shape: tuple[int, ...]) -> None:
    image = woven(7)[: shape[0]]
    single = one_field(np.dstack([image] * 3) if len(shape) == 3 else image)
    assert (
        single is not None
        and single.shape == shape
        and np.array_equal(single[::2], image[::2] if len(shape) == 2 else single[::2])
    )
    grey: npt.NDArray[np.uint8] = single if single.ndim == 2 else single[:, :, 0]
    assert not is_combed(grey)
    expected = STILL[: shape[0]].astype(np.int16)
    assert np.abs(grey - expected).mean() < 0.2 * np.abs(image - expected).mean()


def test_what_has_no_comb_is_not_touched() -> None:
    assert one_field(STILL) is None
    assert one_field(woven(7)[:40]) is None  # too small to tell
    assert one_field(np.random.default_rng(0).integers(0, 256, SIZE).astype(np.uint8)) is None


@pytest.mark.parametrize(
    ("name", "codec", "flags"), [("a.mpg", "mpeg2video", "+ildct+ilme"), ("b.mp4", "libx264", ""), ("c.avi", "ffv1", "")]
)
def test_combed_frames_of_a_video_show_one_field_and_it_is_said(tmp_path: Path, name: str, codec: str, flags: str) -> None:
    path = interlaced(tmp_path / name, codec, [STILL, woven(7), woven(0), woven(-9)], flags)
    warnings: list[str] = []
    frames = list(iter_with_warnings(open_recording(path), warnings.append))
    assert [frame.corrections for frame in frames] == [(), (ONE_FIELD,), (), (ONE_FIELD,)]
    assert warnings == [f"{path}: corrected from frame 2 on where needed: {ONE_FIELD}"]
    assert not any(is_combed(frame.pixels) for frame in frames)


def test_combed_frames_of_dicom_show_one_field(tmp_path: Path) -> None:
    path = dicom(tmp_path / "a.dcm", np.stack([STILL, woven(7)]), NumberOfFrames=2)
    first, second = read(path)
    assert (first.corrections, second.corrections) == ((), (ONE_FIELD,))
    assert np.array_equal(first.pixels, STILL) and np.array_equal(second.pixels[::2], STILL[::2])


def test_an_interlaced_mpeg_2_cine_of_dicom_shows_one_field(tmp_path: Path) -> None:
    stream = interlaced(tmp_path / "a.mpg", "mpeg2video", [woven(7)] * 3, "+ildct+ilme").read_bytes()
    form = replace(CINES["MPEG-2"], value=lambda: [stream])
    frames = read(write(tmp_path / "a.dcm", form, Rows=SIZE[0], Columns=SIZE[1]))
    assert [frame.corrections for frame in frames] == [(ONE_FIELD,)] * 3
    assert all(np.abs(frame.pixels.astype(np.int16) - STILL).mean() < 6 for frame in frames)
