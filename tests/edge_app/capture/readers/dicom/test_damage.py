"""What is damaged is reported, never judged: the frames before it are read, then one sentence, and nothing on the terminal."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom.encaps import encapsulate

from edge_app.capture.readers.files import open_recording
from edge_app.capture.readers.recording import RecordedFrame
from edge_app.errors import CaptureError
from tests.support.dicom_forms import CINES, ENCODED, NATIVE, Form, write
from tests.support.dicom_sequence import COLUMNS, FRAMES, ROWS
from tests.support.recordings import refusal

Cut = Callable[[bytes], bytes]

CUTS: dict[str, Cut] = {
    "half": lambda frame: frame[: len(frame) // 2],
    "half, with an end": lambda frame: frame[: len(frame) // 2] + b"\xff\xd9",  # libjpeg pads it with grey
    "a hole": lambda frame: frame[: len(frame) // 2] + frame[len(frame) // 2 + len(frame) // 6 :],
    "the last bytes": lambda frame: frame[:-3],
}


def before_damage(path: Path) -> list[RecordedFrame]:
    frames: list[RecordedFrame] = []
    with pytest.raises(CaptureError):
        for frame in open_recording(path).frames():
            frames.append(frame)
    return frames


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("name", [name for name in ENCODED if "predictor" not in name])
def test_a_damaged_frame_is_not_given(tmp_path: Path, name: str, cut: Cut, capfd: pytest.CaptureFixture[str]) -> None:
    first, second, third = ENCODED[name].value()
    assert isinstance(first, bytes) and isinstance(second, bytes) and isinstance(third, bytes)
    path = write(tmp_path / "a.dcm", replace(ENCODED[name], value=lambda: [first, cut(second), third]))
    assert [frame.index for frame in before_damage(path)] == [0]
    assert "a.dcm: the DICOM file is damaged" in refusal(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("cut", [CUTS["half"], CUTS["a hole"]], ids=["half", "a hole"])
@pytest.mark.parametrize("name", CINES)
def test_a_damaged_video_is_not_given_as_whole(tmp_path: Path, name: str, cut: Cut, capfd: pytest.CaptureFixture[str]) -> None:
    (stream,) = CINES[name].value()
    assert isinstance(stream, bytes)
    path = write(tmp_path / "a.dcm", replace(CINES[name], value=lambda: [cut(stream)]))
    assert len(before_damage(path)) < FRAMES
    assert "the video" in refusal(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["explicit little endian", "YBR_FULL_422", "12 bits", "one bit", "deflated"])
@pytest.mark.parametrize("frames", [FRAMES + 1, 1000])
def test_fewer_bytes_than_the_frames_claim_are_damage(tmp_path: Path, name: str, frames: int) -> None:
    path = write(tmp_path / "a.dcm", NATIVE[name], NumberOfFrames=frames)
    assert len(before_damage(path)) == FRAMES
    assert f"ends within frame 4 of {frames}" in refusal(path)


@pytest.mark.parametrize("name", ["RLE", "JPEG baseline", "JPEG 2000", "MPEG-4 AVC"])
def test_fewer_encoded_frames_than_claimed_are_damage(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.dcm", {**ENCODED, **CINES}[name], NumberOfFrames=7)
    assert len(before_damage(path)) == FRAMES
    assert "3 of 7 frames" in refusal(path)


@pytest.mark.parametrize("bot", [True, False])
def test_a_file_that_is_cut_off_gives_its_whole_frames(tmp_path: Path, bot: bool) -> None:
    form = replace(ENCODED["JPEG-LS"], encapsulated=lambda frames: encapsulate(frames, has_bot=bot))
    path = write(tmp_path / "a.dcm", form)
    path.write_bytes(path.read_bytes()[:-400])
    whole = before_damage(path)
    assert 1 <= len(whole) <= 2
    assert all(np.array_equal(frame.pixels, form.expected[frame.index]) for frame in whole)


def test_more_data_than_frames_is_reported(tmp_path: Path) -> None:
    recording = open_recording(write(tmp_path / "a.dcm", NATIVE["explicit little endian"], NumberOfFrames=1))
    assert "a.dcm: the DICOM file holds data for 3 frames, of which its header names 1" in str(recording.warning)
    assert len(list(recording.frames())) == 1


@pytest.mark.parametrize("name", ["JPEG baseline", "JPEG Lossless SV1", "JPEG-LS", "JPEG 2000", "MPEG-2", "RLE"])
def test_a_frame_of_another_size_than_the_header_says_is_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.dcm", {**ENCODED, **CINES}[name], Rows=ROWS - 2, Columns=COLUMNS - 2)
    assert "damaged" in refusal(path)


def test_a_second_header_within_a_frame_cannot_claim_more(tmp_path: Path) -> None:
    def doubled(frame: bytes) -> bytes:
        start = frame.index(b"\xff\xc0")
        end = start + 2 + int.from_bytes(frame[start + 2 : start + 4], "big")
        huge = frame[start : start + 5] + (60_000).to_bytes(2, "big") * 2 + frame[start + 9 : end]
        return frame[:end] + huge + frame[end:]

    frames = [frame for frame in ENCODED["JPEG baseline"].value() if isinstance(frame, bytes)]
    path = write(tmp_path / "a.dcm", replace(ENCODED["JPEG baseline"], value=lambda: [doubled(frame) for frame in frames]))
    assert "a JPEG frame is damaged: its coded data" in refusal(path)


@pytest.mark.parametrize(
    ("syntax", "name"),
    [
        ("1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 and 5) (1.2.840.10008.1.2.4.52)"),
        ("1.2.840.10008.1.2.4.59", "JPEG Extended, Hierarchical (Process 16 and 18) (1.2.840.10008.1.2.4.59)"),
        ("1.2.840.10008.1.2.4.65", "JPEG Lossless, Hierarchical (Process 28) (1.2.840.10008.1.2.4.65)"),
        ("1.2.840.10008.1.2.4.204", "JPIP HTJ2K Referenced (1.2.840.10008.1.2.4.204)"),
        ("1.2.840.113619.5.2", "the private or unknown transfer syntax 1.2.840.113619.5.2"),
    ],
)
def test_a_transfer_syntax_without_a_decoder_is_named(tmp_path: Path, syntax: str, name: str) -> None:
    path = write(tmp_path / "a.dcm", replace(ENCODED["JPEG baseline"], syntax=syntax))
    cure = "export the file uncompressed (Explicit VR Little Endian) from the archive or scanner that it comes from"
    assert refusal(path) == f"{path}: its frames are stored as {name}, for which there is no decoder here; {cure}"


def test_native_colour_in_an_order_that_nobody_defined_is_refused(tmp_path: Path) -> None:
    form = replace(NATIVE["YBR_FULL"], photometric="YBR_PARTIAL_420")
    assert "YBR_PARTIAL_420 without compression, for which DICOM defines no order of samples" in refusal(
        write(tmp_path / "a.dcm", form)
    )


def test_a_pass_that_is_missing_or_of_12_bits_is_no_image(tmp_path: Path) -> None:
    form = ENCODED["JPEG in passes, spectral selection"]
    frames = [frame for frame in form.value() if isinstance(frame, bytes)]
    cut = [frame[: frame.rindex(b"\xff\xda")] + b"\xff\xd9" for frame in frames]
    assert "one of its passes is missing" in refusal(write(tmp_path / "a.dcm", replace(form, value=lambda: cut)))
    deep = [frame.replace(b"\xff\xc2\x00\x0b\x08", b"\xff\xc2\x00\x0b\x0c") for frame in frames]
    assert "12 bits in several passes are not supported" in refusal(write(tmp_path / "b.dcm", replace(form, value=lambda: deep)))


def test_a_jpeg_2000_frame_that_claims_too_much_is_refused_unread(tmp_path: Path) -> None:
    frames = [frame for frame in ENCODED["JPEG 2000"].value() if isinstance(frame, bytes)]
    huge = [frame[:8] + (2**31).to_bytes(4, "big") * 2 + frame[16:] for frame in frames]
    path = write(tmp_path / "a.dcm", replace(ENCODED["JPEG 2000"], value=lambda: huge))
    assert f"{2**31} x {2**31} x 1 samples, its header says 48 x 32 x 1" in refusal(path)


def test_an_rle_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    header = np.array([1, 64] + [0] * 14, "<u4").tobytes()
    bomb = header + b"\x81\x00" * (5 << 17)  # 128 zeros each: 84 MB
    path = write(tmp_path / "a.dcm", replace(ENCODED["RLE"], value=lambda: [bomb]), NumberOfFrames=1)
    assert "more than one frame" in refusal(path)


def test_fragments_without_end_are_refused(tmp_path: Path) -> None:
    empty = b"\xfe\xff\x00\xe0\x00\x00\x00\x00"
    path = write(tmp_path / "a.dcm", replace(ENCODED["RLE"], encapsulated=lambda _: empty * 1200))
    assert "more than 1192 fragments for 3 frames" in refusal(path)


def test_a_line_break_in_a_header_stays_out_of_the_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dcm", NATIVE["explicit little endian"])
    path.write_bytes(path.read_bytes().replace(b"MONOCHROME2", b"MON\nCHROME2"))
    assert "not supported" in refusal(path)


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"PhotometricInterpretation": "CMYK", "SamplesPerPixel": 4}, "'CMYK' with 4 samples"),
        ({"BitsAllocated": 32, "BitsStored": 32, "HighBit": 31}, "32 bits"),
        ({"BitsStored": 12}, "12 bits in 8"),
        ({"PhotometricInterpretation": "RGB"}, "'RGB' with 1 samples"),
    ],
)
def test_a_layout_that_is_not_read_is_refused_by_name(tmp_path: Path, attributes: dict[str, object], reason: str) -> None:
    assert reason in refusal(write(tmp_path / "a.dcm", NATIVE["explicit little endian"], **attributes))


def test_an_offset_table_that_points_anywhere_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dcm", ENCODED["JPEG-LS"])
    content = bytearray(path.read_bytes())
    table = content.index(b"\xfe\xff\x00\xe0") + 8
    content[table + 4 : table + 8] = (5).to_bytes(4, "little")
    path.write_bytes(content)
    assert "offset table" in refusal(path)


def test_a_deflate_bomb_costs_one_sentence(tmp_path: Path) -> None:
    form = Form("1.2.840.10008.1.2.1.99", lambda: bytes(64), NATIVE["deflated"].expected)
    path = write(tmp_path / "a.dcm", form)
    content = path.read_bytes()
    meta = 144 + int.from_bytes(content[140:144], "little")  # the group's length is its first element's value
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    path.write_bytes(
        content[:meta] + packer.compress(zlib.decompress(content[meta:], -zlib.MAX_WBITS) + bytes(17 << 20)) + packer.flush()
    )
    assert path.stat().st_size < 100_000
    assert "inflates to far more than it holds on disk" in refusal(path)


def test_deflated_data_that_is_cut_off_is_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dcm", NATIVE["deflated"])
    path.write_bytes(path.read_bytes()[:-100])
    assert "cut off" in refusal(path)


def test_a_stream_that_claims_to_be_a_playlist_is_no_video(tmp_path: Path) -> None:
    playlist = b"ffconcat version 1.0\nfile /etc/hostname\n" * 8
    path = write(tmp_path / "a.dcm", replace(CINES["MPEG-4 AVC"], value=lambda: [playlist]))
    assert "the video" in refusal(path) or "damaged" in refusal(path)
