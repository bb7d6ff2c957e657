"""Readers of stills, video and DICOM: exact grey levels, scale and rate; damaged and hostile files."""

from __future__ import annotations

import os
import re
import struct
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.recording import RecordedFrame
from edge_app.errors import CaptureError
from edge_app.records import GreyImage
from tests.support.dicom_files import dicom, region

LEVELS: GreyImage = np.arange(256, dtype=np.uint8).reshape(16, 16).repeat(2, axis=1)  # every grey level, (16, 32)


def read(path: Path) -> list[RecordedFrame]:
    return list(open_recording(path).frames())


# --- grey levels ------------------------------------------------------------------------------------------------------


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


def test_sixteen_bits_keep_their_upper_eight(tmp_path: Path) -> None:
    Image.fromarray(LEVELS.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    assert np.array_equal(read(tmp_path / "deep.png")[0].pixels, LEVELS)


def test_pages_of_a_tiff_are_frames(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.full((20, 24), level, np.uint8)) for level in (10, 20, 30)]
    pages[0].save(tmp_path / "stack.tif", save_all=True, append_images=pages[1:])
    assert [(p.index, int(p.pixels[0, 0])) for p in read(tmp_path / "stack.tif")] == [(0, 10), (1, 20), (2, 30)]


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2", "RGB"])
def test_dicom_grey_levels_are_exact(tmp_path: Path, photometric: str) -> None:
    pixels = np.dstack([LEVELS] * 3) if photometric == "RGB" else LEVELS
    (frame,) = read(dicom(tmp_path / "a.dcm", pixels, photometric))
    assert np.array_equal(frame.pixels, 255 - LEVELS if photometric == "MONOCHROME1" else LEVELS)


@pytest.mark.parametrize("kind", [np.uint16, np.int16])
def test_dicom_of_sixteen_bits_spans_eight(tmp_path: Path, kind: type[np.generic]) -> None:
    wide = LEVELS.astype(np.int64) * 256 - (32768 if kind is np.int16 else 0)
    assert np.array_equal(read(dicom(tmp_path / "a.dcm", wide.astype(kind)))[0].pixels, LEVELS)


@pytest.mark.parametrize("bits", [8, 16])
def test_dicom_palettes_are_followed(tmp_path: Path, bits: int) -> None:
    inverse = np.arange(255, -1, -1, dtype=np.uint16)
    table = (inverse * 257 if bits == 16 else inverse).astype(f"<u{bits // 8}").tobytes()
    names = ("Red", "Green", "Blue")
    lut: dict[str, Any] = {f"{c}PaletteColorLookupTableDescriptor": [256, 0, bits] for c in names}
    lut |= {f"{c}PaletteColorLookupTableData": table for c in names}
    assert np.array_equal(read(dicom(tmp_path / "a.dcm", LEVELS, "PALETTE COLOR", **lut))[0].pixels, 255 - LEVELS)


# --- scale and rate ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "mm"),
    [
        ({}, None),
        ({"PixelSpacing": [0.2, 0.2]}, 0.2),
        ({"PixelSpacing": [0.2, 0.3]}, None),
        ({"PixelSpacing": [0, 0]}, None),
        ({"PixelSpacing": [0.0001, 0.0001]}, None),  # metres; no scanner's frame is as fine
        ({"PixelSpacing": [1e6, 1e6]}, None),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15, 5, 5)]}, None),  # 5 cm a pixel
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15, 0.01, -0.01)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15), region(0, 2, 9, 9, 5, 0, form=4)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15)], "PixelSpacing": [7, 7]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 99, 15)], "PixelSpacing": [7, 7]}, None),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15, unit=4)]}, None),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15, 0.01, 0.02)]}, None),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 15, 15), region(16, 0, 31, 15)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 15, 15), region(16, 0, 31, 15, 0.02, 0.02)]}, None),
    ],
)
def test_the_scale_is_reported_only_where_it_is_sure(tmp_path: Path, attributes: dict[str, Any], mm: float | None) -> None:
    got = read(dicom(tmp_path / "a.dcm", LEVELS, **attributes))[0].mm_per_pixel
    assert got == (None if mm is None else pytest.approx(mm))


@pytest.mark.parametrize(
    ("attributes", "rate"),
    [
        ({}, None),
        ({"FrameTime": 40}, 25.0),
        ({"FrameTime": 40, "CineRate": 60}, 25.0),
        ({"FrameTime": 0, "CineRate": 50}, 50.0),
        ({"FrameTimeVector": [0, 20, 20]}, 50.0),
        ({"RecommendedDisplayFrameRate": 15}, 15.0),
    ],
)
def test_the_rate_of_a_multi_frame(tmp_path: Path, attributes: dict[str, Any], rate: float | None) -> None:
    frames = np.stack([np.full((16, 20), level, np.uint8) for level in (1, 2, 3)])
    path = dicom(tmp_path / "a.dcm", frames, NumberOfFrames=3, **attributes)
    assert open_recording(path).frames_per_second == rate
    assert [(p.index, int(p.pixels[0, 0])) for p in read(path)] == [(0, 1), (1, 2), (2, 3)]


# --- damaged and hostile files ----------------------------------------------------------------------------------------


def huge_png(side: int) -> bytes:
    """A valid header of a side x side frame, and next to nothing behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def refusal(path: Path) -> str:
    with pytest.raises(CaptureError) as caught:
        read(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert path.name in sentence
    return sentence


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.mp4", "a.dcm"])
@pytest.mark.parametrize("content", [b"", b"not what the name says", bytes(4000)])
def test_what_is_no_recording_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    refusal(tmp_path / name)


@pytest.mark.parametrize("side", [10_000, 20_000, 60_000])
def test_a_huge_frame_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    (tmp_path / "huge.png").write_bytes(huge_png(side))
    assert "pixel" in refusal(tmp_path / "huge.png")


def test_a_huge_dicom_is_refused_by_its_header(tmp_path: Path) -> None:
    path = dicom(tmp_path / "huge.dcm", LEVELS, Rows=60_000, Columns=60_000)
    assert "megapixel" in refusal(path)


def test_a_tiny_frame_is_refused(tmp_path: Path) -> None:
    Image.new("L", (500, 15)).save(tmp_path / "tiny.png")
    assert "too small" in refusal(tmp_path / "tiny.png")


def test_a_truncated_png_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200)).astype(np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:20_000])
    assert "damaged" in refusal(path)


def test_a_truncated_multi_frame_gives_what_is_whole_and_then_fails(tmp_path: Path) -> None:
    path = dicom(tmp_path / "cut.dcm", np.zeros((4, 100, 100), np.uint8), NumberOfFrames=4)
    path.write_bytes(path.read_bytes()[:-15_000])
    assert "damaged" in refusal(path)


def test_a_dicom_without_a_frame_is_refused(tmp_path: Path) -> None:
    path = dicom(tmp_path / "report.dcm", LEVELS)
    from pydicom import dcmread

    data = dcmread(path)
    del data.PixelData, data.Rows, data.Columns
    data.save_as(path)
    assert "holds no frame" in refusal(path)


def test_a_dicom_that_counts_no_frames_is_refused(tmp_path: Path) -> None:
    path = dicom(tmp_path / "none.dcm", np.zeros((0, 16, 32), np.uint8), NumberOfFrames=0)
    assert "holds no frame, its header says 0 frames" in refusal(path)


@pytest.mark.parametrize(
    ("attributes", "written", "spoilt"),
    [
        ({"FrameTime": "40.5"}, b"40.5", b"40,5"),
        ({"FrameTimeVector": ["0", "40.5", "40"]}, b"40.5", b"none"),
        ({"PixelSpacing": ["0.25", "0.25"]}, b"0.25", b"0,25"),
    ],
    ids=["FrameTime", "FrameTimeVector", "PixelSpacing"],
)
def test_a_number_that_is_none_costs_itself_and_not_the_frames(
    tmp_path: Path, attributes: dict[str, Any], written: bytes, spoilt: bytes
) -> None:
    path = dicom(tmp_path / "a.dcm", np.stack([LEVELS] * 3), NumberOfFrames=3, **attributes)
    path.write_bytes(path.read_bytes().replace(written, spoilt))
    recording = open_recording(path)
    assert recording.frames_per_second is None
    assert [(frame.mm_per_pixel, frame.seconds) for frame in recording.frames()] == [(None, None)] * 3


def test_a_region_outside_the_frame_is_reported_and_its_scale_not_used(tmp_path: Path) -> None:
    regions = [region(0, 0, 31, 15), region(0, 0, 32, 17)]
    path = dicom(tmp_path / "odd.dcm", LEVELS, SequenceOfUltrasoundRegions=regions)
    remark = open_recording(path).warning or ""
    assert "odd.dcm: a region of the DICOM file lies outside its frame" in remark
    assert [frame.mm_per_pixel for frame in read(path)] == [None]
    sound = dicom(tmp_path / "sound.dcm", LEVELS, SequenceOfUltrasoundRegions=regions[:1])
    assert open_recording(sound).warning is None


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


def noise_video(path: Path, fourcc: str) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), 25.0, (64, 48))
    rng = np.random.default_rng(0)
    for _ in range(50):
        writer.write(rng.integers(0, 255, (48, 64, 3)).astype(np.uint8))
    writer.release()
    return path


@pytest.mark.parametrize(("name", "fourcc"), [("a.avi", "MJPG"), ("a.mkv", "mp4v"), ("a.mp4", "mp4v"), ("a.mov", "mp4v")])
@pytest.mark.parametrize("keep", [0.9, 0.5, 0.1])
def test_a_truncated_video_is_reported_after_its_last_frame(tmp_path: Path, name: str, fourcc: str, keep: float) -> None:
    path = noise_video(tmp_path / name, fourcc)
    assert len(read(path)) == 50
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep * len(whole))])
    sentence = refusal(path)
    assert "truncated" in sentence or "damaged" in sentence


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_a_video_cut_out_of_a_longer_one_is_whole(tmp_path: Path, name: str) -> None:
    """Its clock goes on from where it was: 100 s. Matroska counts that into its length."""
    milliseconds = Fraction(1, 1000)
    with av.open(str(tmp_path / name), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = milliseconds
        for i in range(20):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64), 10 * i, np.uint8), format="gray").reformat(format="yuv420p")
            frame.pts, frame.time_base = 100_000 + 40 * i, milliseconds
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    frames = read(tmp_path / name)
    assert [frame.seconds for frame in frames] == pytest.approx([0.04 * i for i in range(20)])


def test_a_video_that_changes_size_gives_every_frame_in_its_own_size(tmp_path: Path) -> None:
    sizes = [(48, 64)] * 2 + [(96, 128)] * 2 + [(48, 64)]
    stream = b"".join(cv2.imencode(".jpg", np.full(size, 90, np.uint8))[1].tobytes() for size in sizes)
    (tmp_path / "a.avi").write_bytes(stream)  # FFmpeg looks at the content: a bare MJPEG stream
    assert [frame.pixels.shape for frame in read(tmp_path / "a.avi")] == sizes


def test_a_video_that_grows_beyond_all_measure_is_refused_there(tmp_path: Path) -> None:
    sizes = [(48, 64), (8100, 8000)]
    stream = b"".join(cv2.imencode(".jpg", np.full(size, 90, np.uint8))[1].tobytes() for size in sizes)
    (tmp_path / "a.avi").write_bytes(stream)
    assert "a frame of 8000 x 8100 pixels is too large" in refusal(tmp_path / "a.avi")


def test_damage_in_the_middle_costs_its_frames_alone_and_is_reported_at_the_end(tmp_path: Path) -> None:
    path = noise_video(tmp_path / "a.avi", "MJPG")
    content = bytearray(path.read_bytes())
    at = [m.start() for m in re.finditer(b"\xff\xd8\xff", content)][20]
    content[at : at + 400] = bytes(400)
    path.write_bytes(content)
    frames = []
    with pytest.raises(CaptureError, match="the video is damaged, 1 packets besides its 49 frames cannot be decoded"):
        for frame in open_recording(path).frames():
            frames.append(frame)
    assert len(frames) == 49


@pytest.mark.parametrize(("matrix", "turns"), [((0, 1, -1, 0), 3), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 1)])
def test_a_video_is_turned_as_its_file_asks_for(tmp_path: Path, matrix: tuple[int, int, int, int], turns: int) -> None:
    path = noise_video(tmp_path / "a.mp4", "mp4v")
    plain = read(path)[0].pixels
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 44  # ISO 14496-12, 8.3.2: a b u c d v x y w
    a, b, c, d = (number << 16 for number in matrix)
    content[at : at + 20] = struct.pack(">5i", a, b, 0, c, d)
    path.write_bytes(content)
    assert np.array_equal(read(path)[0].pixels, np.rot90(plain, turns))


@pytest.mark.parametrize("playlist", ["#EXTM3U\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile {}\n"])
def test_a_playlist_that_calls_itself_a_video_opens_nothing_else(tmp_path: Path, playlist: str) -> None:
    other = noise_video(tmp_path / "other.avi", "MJPG")
    (tmp_path / "a.mp4").write_text(playlist.format(other))
    assert "not a video" in refusal(tmp_path / "a.mp4")


def test_a_video_without_frames_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.avi"
    cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (64, 48)).release()
    refusal(path)


def test_names_that_are_no_utf8_are_read(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9b\xe9.png"))
    Image.fromarray(LEVELS).save(path)
    assert np.array_equal(read(path)[0].pixels, LEVELS)


def test_a_video_whose_name_is_no_utf8_is_read(tmp_path: Path) -> None:
    path = noise_video(tmp_path / "plain.avi", "MJPG").rename(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9b\xe9.avi"))
    assert len(read(path)) == 50


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    Image.fromarray(LEVELS).save(tmp_path / "secret.png")
    (tmp_path / "secret.png").chmod(0)
    assert "Permission denied" in refusal(tmp_path / "secret.png")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each kind."""
    folder = tmp_path_factory.mktemp("whole")
    for suffix in ("png", "jpg", "bmp", "tif"):
        Image.fromarray(LEVELS).save(folder / f"a.{suffix}")
    dicom(folder / "a.dcm", LEVELS, SequenceOfUltrasoundRegions=[region(0, 0, 31, 15)])
    return {file.suffix: file.read_bytes() for file in folder.iterdir()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from([".png", ".jpg", ".bmp", ".tif", ".dcm"]),
    keep=st.floats(0, 1),
    blows=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6),
)
def test_damage_of_any_kind_is_one_sentence(
    whole: dict[str, bytes], tmp_path: Path, suffix: str, keep: float, blows: list[tuple[float, int]]
) -> None:
    content = bytearray(whole[suffix])
    for where, value in blows:
        content[int(where * len(content))] = value
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(content[: len(content) if keep > 0.5 else int(2 * keep * len(content))])
    try:
        frames = read(path)
    except CaptureError as exc:
        assert "\n" not in str(exc)
    else:
        assert all(frame.pixels.dtype == np.uint8 and frame.pixels.ndim == 2 for frame in frames)


# --- real files -------------------------------------------------------------------------------------------------------


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "frames", "shape", "rate", "mm"),
    [
        ("US1_UNCR.dcm", 1, (480, 640), None, None),
        ("examples_palette.dcm", 1, (350, 800), None, None),  # its region lies outside the frame
        ("examples_ybr_color.dcm", 30, (240, 320), pytest.approx(30, abs=0.01), None),  # likewise
        ("gdcm-US-ALOKA-16.dcm", 1, (480, 640), None, pytest.approx(0.38265, abs=1e-4)),
    ],
)
def test_dicom_of_real_scanners(
    shared_data: Path, name: str, frames: int, shape: tuple[int, int], rate: float | None, mm: float | None
) -> None:
    recording = open_recording(shared_data / "dicom" / name)
    read = list(recording.frames())
    assert (len(read), recording.count, recording.frames_per_second) == (frames, frames, rate)
    assert all(p.pixels.shape == shape and p.mm_per_pixel == mm for p in read)
    assert all(p.pixels.std() > 10 for p in read)


@pytest.mark.shared_data
def test_a_codec_without_a_decoder_is_one_sentence(shared_data: Path) -> None:
    with pytest.raises(CaptureError, match="codec that cannot be decoded here"):
        read(shared_data / "cases" / "unknown-codec.avi")
