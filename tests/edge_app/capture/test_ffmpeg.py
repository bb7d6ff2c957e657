"""Without FFmpeg, as on a device: what is read all the same, and the one sentence on what is not."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.capture.ffmpeg import MissingFfmpeg
from edge_app.capture.jpeg import DamagedJpeg, check_whole, decoded_grey
from edge_app.capture.readers.files import open_recording
from edge_app.errors import CaptureError
from tests.support.dicom_forms import CINES, ENCODED, Form, write

GREY = (np.add.outer(np.arange(64), np.arange(80)) * 3 % 256).astype(np.uint8)


@pytest.fixture
def without_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)


def jpeg(progressive: bool = False) -> bytes:
    Image.fromarray(GREY).save(written := io.BytesIO(), "JPEG", quality=95, progressive=progressive)
    return written.getvalue()


def test_a_baseline_jpeg_is_read_and_its_damage_noticed(tmp_path: Path, without_ffmpeg: None) -> None:
    file = tmp_path / "image.jpg"
    file.write_bytes(jpeg())
    (frame,) = open_recording(file).frames()
    assert np.abs(frame.pixels.astype(int) - GREY).mean() < 3
    assert decoded_grey(jpeg(), (100, 100)).shape == GREY.shape
    with pytest.raises(DamagedJpeg, match="ends too soon"):
        check_whole(jpeg()[: len(jpeg()) // 2] + b"\xff\xd9")


@pytest.mark.parametrize("name", ["sweep.mp4", "sweep.avi", "sweep.mjpeg"])
def test_a_video_is_refused_by_its_name(tmp_path: Path, without_ffmpeg: None, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(jpeg() * 2)
    with pytest.raises(CaptureError, match=rf"{name}: this build of the appliance reads no videos; read it on a workstation$"):
        open_recording(file)


def test_a_progressive_jpeg_is_refused(tmp_path: Path, without_ffmpeg: None) -> None:
    file = tmp_path / "image.jpg"
    file.write_bytes(jpeg(progressive=True))
    with pytest.raises(
        CaptureError, match=r"reads no JPEG that is progressive, lossless or of 12 bits; read it on a workstation"
    ):
        open_recording(file)
    with pytest.raises(MissingFfmpeg):
        decoded_grey(jpeg(progressive=True), (100, 100))


@pytest.mark.parametrize(("form", "kind"), [
    (ENCODED["JPEG Lossless SV1"], "JPEG that is progressive, lossless or of 12 bits"),
    (ENCODED["JPEG extended, 12 bits"], "JPEG that is progressive, lossless or of 12 bits"),
    (next(iter(CINES.values())), "DICOM cines that are stored as a video"),
])  # fmt: skip
def test_a_dicom_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form, kind: str) -> None:
    file = write(tmp_path / "exam.dcm", form)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(CaptureError, match=rf"exam\.dcm: this build of the appliance reads no {kind}; read it on a workstation"):
        list(open_recording(file).frames())


@pytest.mark.parametrize("name", ["JPEG baseline, YBR_FULL_422", "JPEG extended, 8 bits", "JPEG-LS", "JPEG 2000", "RLE"])
def test_dicom_files_of_other_encodings_are_read(tmp_path: Path, without_ffmpeg: None, name: str) -> None:
    form = ENCODED[name]
    frames = list(open_recording(write(tmp_path / "exam.dcm", form)).frames())
    read = np.stack([frame.pixels for frame in frames]).astype(int)
    assert np.abs(read - form.expected).mean() <= form.error
