"""DICOM: exact grey levels, scale and rate; damaged and hostile files; real scanners."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from edge_app.capture.readers.files import open_recording
from edge_app.guard.colour import has_colour
from edge_app.records import Control
from edge_app.scanner_screen import central_region, image_field
from tests.support.dicom_files import dicom, region
from tests.support.recordings import LEVELS, read, refusal


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2", "RGB"])
def test_dicom_grey_levels_are_exact(tmp_path: Path, photometric: str) -> None:
    pixels = np.dstack([LEVELS] * 3) if photometric == "RGB" else LEVELS
    (frame,) = read(dicom(tmp_path / "a.dcm", pixels, photometric))
    assert np.array_equal(frame.pixels, 255 - LEVELS if photometric == "MONOCHROME1" else LEVELS)


def test_what_the_file_says_of_the_scanner_is_read(tmp_path: Path) -> None:
    file = dicom(tmp_path / "a.dcm", LEVELS, DepthOfScanField=40, ProtocolName="MSK  superficial", PatientName="Doe")
    assert read(file)[0].controls == (Control("depth, mm", "40"), Control("preset", "MSK superficial"))


def test_dicom_colour_is_found_and_grey_has_none(tmp_path: Path) -> None:
    painted = np.dstack([LEVELS.repeat(3, axis=0)] * 3)
    painted[16:32, 8:24] = (200, 30, 10)
    colour = read(dicom(tmp_path / "a.dcm", painted, "RGB"))[0].colour
    assert colour is not None and np.array_equal(colour > 20, np.pad(np.ones((2, 2), bool), ((2, 2), (1, 1))))
    assert read(dicom(tmp_path / "a.dcm", LEVELS))[0].colour is None


def test_doppler_of_a_real_scanner_is_coloured_and_its_grey_images_are_not(shared_data: Path) -> None:
    def coloured(name: str) -> bool:
        frame = next(iter(open_recording(shared_data / "dicom" / name).frames()))
        region = central_region(image_field(frame.pixels))
        return frame.colour is not None and has_colour(frame.colour, region)

    names = ("US1_UNCR.dcm", "examples_palette.dcm", "examples_ybr_color.dcm", "gdcm-US-ALOKA-16.dcm")
    assert [coloured(name) for name in names] == [True, False, False, False]


@pytest.mark.parametrize("kind", [np.uint16, np.int16])
def test_dicom_of_sixteen_bits_spans_eight(tmp_path: Path, kind: type[np.generic]) -> None:
    wide = LEVELS.astype(np.int64) * 256 - (32768 if kind is np.int16 else 0)
    assert np.array_equal(read(dicom(tmp_path / "a.dcm", wide.astype(kind)))[0].pixels, LEVELS)


def test_bits_that_are_stated_are_believed_and_those_that_are_not_are_measured(tmp_path: Path) -> None:
    """A dark image of 12 bits stays dark where its header says 12; where it says 16, its largest sample says how many."""
    dark = LEVELS.astype(np.uint16) * 4  # uses 10 bits
    stated = dicom(tmp_path / "a.dcm", dark, BitsStored=12, HighBit=11)
    assert open_recording(stated).warning is None and np.array_equal(read(stated)[0].pixels, LEVELS // 4)
    unstated = dicom(tmp_path / "b.dcm", dark)
    assert "b.dcm: the 16-bit samples hold 10 bits and are scaled by that" in (open_recording(unstated).warning or "")
    assert np.array_equal(read(unstated)[0].pixels, LEVELS)


def test_all_frames_are_shown_by_one_depth(tmp_path: Path) -> None:
    frames = np.stack([np.full((16, 20), level, np.uint16) for level in (100, 4000, 400)])
    path = dicom(tmp_path / "a.dcm", frames, NumberOfFrames=3)
    assert [int(frame.pixels[0, 0]) for frame in read(path)] == [100 >> 4, 4000 >> 4, 400 >> 4]
    path.write_bytes(path.read_bytes()[:-400])  # cut off within the last frame
    given = open_recording(path).frames()
    assert [int(next(given).pixels[0, 0]) for _ in range(2)] == [100 >> 4, 4000 >> 4]


@pytest.mark.parametrize("bits", [8, 16])
def test_dicom_palettes_are_followed(tmp_path: Path, bits: int) -> None:
    inverse = np.arange(255, -1, -1, dtype=np.uint16)
    table = (inverse * 257 if bits == 16 else inverse).astype(f"<u{bits // 8}").tobytes()
    names = ("Red", "Green", "Blue")
    lut: dict[str, Any] = {f"{c}PaletteColorLookupTableDescriptor": [256, 0, bits] for c in names}
    lut |= {f"{c}PaletteColorLookupTableData": table for c in names}
    assert np.array_equal(read(dicom(tmp_path / "a.dcm", LEVELS, "PALETTE COLOR", **lut))[0].pixels, 255 - LEVELS)


@pytest.mark.parametrize(
    ("attributes", "mm"),
    [
        ({}, None),
        ({"PixelSpacing": [0.2, 0.2]}, 0.2),
        ({"PixelSpacing": [0.2, 0.3]}, 0.2),  # once the pixels are square
        ({"PixelSpacing": [0.2, 2]}, None),  # ten to one
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
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 31, 15, 0.01, 0.02)]}, 0.1),
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


def test_a_huge_dicom_is_refused_by_its_header(tmp_path: Path) -> None:
    path = dicom(tmp_path / "huge.dcm", LEVELS, Rows=60_000, Columns=60_000)
    assert "megapixel" in refusal(path)


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
@pytest.mark.parametrize(("name", "frames"), [("ybr422-native-cine.dcm", 3), ("deflated.dcm", 1), ("no-preamble.dcm", 1)])
def test_files_that_were_read_wrongly_give_their_image(shared_data: Path, name: str, frames: int) -> None:
    (plain,) = read(shared_data / "cases" / "plain.png")
    given = read(shared_data / "cases" / name)
    assert len(given) == frames
    assert all(np.array_equal(frame.pixels, plain.pixels) for frame in given)


@pytest.mark.shared_data
def test_files_that_were_not_read_are_read_or_refused(shared_data: Path) -> None:
    cases = shared_data / "cases"
    (lossless,) = read(cases / "JPGLosslessP14SV1_1s_1f_8b.dcm")
    assert lossless.pixels.shape == (768, 1024) and lossless.pixels.std() > 10
    assert [frame.pixels.shape for frame in read(cases / "liver_deflate.dcm")] == [(512, 512)] * 3
    started = time.monotonic()
    assert "inflates to far more than it holds on disk" in refusal(cases / "deflate-bomb.dcm")
    assert time.monotonic() - started < 2


def _ellipse(across: int, down: int) -> npt.NDArray[np.uint8]:
    image = np.zeros((160, 160), np.uint8)
    cv2.ellipse(image, (80, 80), (across, down), 0, 0, 360, 255, -1)
    return image


@pytest.mark.parametrize(
    ("attributes", "mm"),
    [
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 159, 159, 0.02, 0.01)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 159, 159, 0.02, -0.01)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 79, 159, 0.02, 0.01), region(80, 0, 159, 159, 0.02, 0.01)]}, 0.1),
        ({"SequenceOfUltrasoundRegions": [region(0, 0, 159, 159, 0.02, 0.01), region(0, 0, 999, 159, 0.02, 0.01)]}, None),
        ({"PixelSpacing": [0.1, 0.2]}, 0.1),
        ({"PixelAspectRatio": [1, 2]}, None),
    ],
)
def test_pixels_that_are_not_square_become_so_and_it_is_said(
    tmp_path: Path, attributes: dict[str, Any], mm: float | None
) -> None:
    path = dicom(tmp_path / "a.dcm", _ellipse(30, 60), **attributes)
    recording = open_recording(path)
    assert recording.corrections == ("pixels of 2 : 1 made square",)
    (frame,) = recording.frames()
    assert frame.pixels.shape == (160, 320) and frame.mm_per_pixel == (None if mm is None else pytest.approx(mm))
    rows, columns = np.nonzero(frame.pixels > 127)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=3)


def test_pixels_of_contradictory_or_impossible_shape_stay_as_they_are(tmp_path: Path) -> None:
    regions = [region(0, 0, 79, 159, 0.02, 0.01), region(80, 0, 159, 159, 0.01, 0.01)]
    for attributes in ({"SequenceOfUltrasoundRegions": regions}, {"PixelAspectRatio": [1, 20]}, {"PixelAspectRatio": [0, 1]}):
        recording = open_recording(dicom(tmp_path / "a.dcm", _ellipse(30, 60), **attributes))
        assert recording.corrections == ()
        assert [(frame.pixels.shape, frame.mm_per_pixel) for frame in recording.frames()] == [((160, 160), None)]
