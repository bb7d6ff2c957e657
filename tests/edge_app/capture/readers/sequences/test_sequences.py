"""MetaImage, NRRD and NIfTI as PLUS, 3D Slicer and ITK write them: every frame, its time, its scale; damage in one sentence."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.capture.readers.recording import RecordedFrame
from edge_app.errors import CaptureError
from tests.support.recordings import read, refusal
from tests.support.sequences import Array, metaimage, nifti, nrrd, plus_fields
from tests.support.speckle import scanned_speckle

FRAMES = np.stack([np.roll(scanned_speckle(0, 2.0, 1.5, (40, 60)), 3 * i, axis=1) for i in range(4)])  # (4, 40, 60)
KINDS = ["a.mha", "packed.mha", "a.mhd", "packed.mhd", "a.nrrd", "packed.nrrd", "a.nhdr", "packed.nhdr", "a.nii", "a.nii.gz"]


def write(path: Path, frames: Array = FRAMES, spacing: tuple[float, float] = (0.1, 0.1)) -> Path:
    {".mha": metaimage, ".mhd": metaimage, ".nrrd": nrrd, ".nhdr": nrrd}.get(path.suffix, nifti)(path, frames, spacing)
    return path


def pixels(frames: list[RecordedFrame]) -> Array:
    return np.stack([frame.pixels for frame in frames])


@pytest.mark.parametrize("name", KINDS)
def test_every_frame_comes_back_exactly_with_its_scale(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name)
    frames = read(path)
    assert np.array_equal(pixels(frames), FRAMES)
    assert [frame.mm_per_pixel for frame in frames] == pytest.approx([0.1] * 4)
    assert frames[0].colour is None and recordings_in(tmp_path) == [path]


@pytest.mark.parametrize("name", KINDS)
def test_a_file_that_is_cut_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    header, data = (tmp_path / name, max(tmp_path.iterdir(), key=lambda file: file.stat().st_size))
    whole = data.read_bytes()
    for kept in (0, 10, 200, len(whole) // 2, len(whole) - 1):
        data.write_bytes(whole[:kept])
        with pytest.raises(CaptureError) as caught:
            read(header)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("suffix", "equals", "status"), [(".mha", " = ", "ImageStatus"), (".nrrd", ":=", "Status")])
def test_a_sequence_of_plus_has_times_and_leaves_invalid_frames_out(
    tmp_path: Path, suffix: str, equals: str, status: str
) -> None:
    path = tmp_path / f"a{suffix}"
    (metaimage if suffix == ".mha" else nrrd)(path, FRAMES, (0.1, 0.1), plus_fields(equals, status, invalid=2))
    recording = open_recording(path)
    frames = list(recording.frames())
    assert [frame.seconds for frame in frames] == pytest.approx([0, 0.04, 0.2])
    assert [frame.index for frame in frames] == [0, 1, 2] and recording.count == 3
    assert np.array_equal(pixels(frames), FRAMES[[0, 1, 3]])
    assert recording.frames_per_second == pytest.approx(15)
    assert "1 of its 4 frames are marked as invalid" in (recording.warning or "")


@pytest.mark.parametrize("name", ["a.mha", "a.nrrd"])
def test_an_image_with_the_probe_below_is_turned_over_and_said_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.mha":
        metaimage(path, FRAMES, (0.1, 0.1), "UltrasoundImageOrientation = MN\nUltrasoundImageType = BRIGHTNESS\n")
    else:
        nrrd(path, FRAMES, (0.1, 0.1), "ultrasound image orientation:=MNA\n")
    assert np.array_equal(pixels(read(path)), FRAMES[:, ::-1])
    assert open_recording(path).corrections == ("turned upside down, the skin is above",)


def test_signals_are_no_images(tmp_path: Path) -> None:
    metaimage(tmp_path / "a.mha", FRAMES, (0.1, 0.1), "UltrasoundImageType = RF_REAL\n")
    assert "not images" in refusal(tmp_path / "a.mha")


@pytest.mark.parametrize("name", ["a.mha", "a.nrrd", "a.nii"])
def test_samples_that_are_not_square_are_made_so(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, spacing=(0.1, 0.2))
    (frame, *_) = read(path)
    assert frame.pixels.shape == (80, 60) and frame.mm_per_pixel == pytest.approx(0.1)
    assert open_recording(path).corrections == ("pixels of 0.5 : 1 made square",)


@pytest.mark.parametrize("name", ["a.mha", "a.nrrd", "a.nii"])
def test_a_spacing_that_nobody_has_set_is_no_scale(tmp_path: Path, name: str) -> None:
    assert read(write(tmp_path / name, spacing=(1.0, 1.0)))[0].mm_per_pixel is None


@pytest.mark.parametrize("name", ["a.mha", "packed.mhd", "a.nrrd", "a.nii"])
@pytest.mark.parametrize(
    ("kind", "said"), [("<u2", "hold 12 bits"), (">u2", "hold 12 bits"), ("<i2", "scaled"), ("<f4", "scaled")]
)
def test_deeper_samples_are_scaled_by_what_they_hold_and_said_so(tmp_path: Path, name: str, kind: str, said: str) -> None:
    deep = FRAMES.astype(kind) * 16 if kind.endswith("u2") else (FRAMES.astype(float) * 4 - 1000).astype(kind)
    path = write(tmp_path / name, deep)
    expected = FRAMES if kind.endswith("u2") else np.interp(FRAMES, (FRAMES.min(), FRAMES.max()), (0, 255))
    assert np.abs(pixels(read(path)).astype(float) - expected).max() <= 0.51
    assert said in (open_recording(path).warning or "")


@pytest.mark.parametrize("name", ["a.mha", "packed.nrrd", "a.nii"])
def test_colour_is_read(tmp_path: Path, name: str) -> None:
    painted = np.stack([FRAMES] * 3, axis=-1)
    painted[:, 8:24, 8:24] = (200, 20, 10)
    frame = read(write(tmp_path / name, painted))[0]
    assert frame.colour is not None and frame.colour[1:3, 1:3].min() > 20
    assert np.array_equal(frame.pixels[24:], FRAMES[0, 24:])


def test_frames_as_the_first_axis_are_read(tmp_path: Path) -> None:
    """As 3D Slicer wrote sequences: all frames of one pixel side by side."""
    data = np.ascontiguousarray(FRAMES.transpose(1, 2, 0))
    header = (
        "NRRD0005\ntype: unsigned char\ndimension: 4\nspace: left-posterior-superior\nsizes: 4 60 40 1\n"
        "space directions: none (0.1,0,0) (0,0.1,0) (0,0,1)\nkinds: list domain domain domain\nencoding: raw\n"
        "axis 0 index type:=numeric\naxis 0 index values:=0 0.04 0.08 0.2\n\n"
    )
    (tmp_path / "a.seq.nrrd").write_bytes(header.encode() + data.tobytes())
    frames = read(tmp_path / "a.seq.nrrd")
    assert np.array_equal(pixels(frames), FRAMES)
    assert [frame.seconds for frame in frames] == pytest.approx([0, 0.04, 0.08, 0.2]) and frames[0].mm_per_pixel == 0.1


def test_a_step_in_time_of_nifti_is_used(tmp_path: Path) -> None:
    nifti(tmp_path / "a.nii", FRAMES, (0.1, 0.1), step_ms=40)
    assert [frame.seconds for frame in read(tmp_path / "a.nii")] == pytest.approx([0, 0.04, 0.08, 0.12])


@pytest.mark.parametrize("name", ["../secret.raw", "/etc/passwd", "sub/a.raw", "", "link.raw"])
@pytest.mark.parametrize("suffix", [".mhd", ".nhdr"])
def test_samples_outside_of_the_folder_are_never_opened(tmp_path: Path, suffix: str, name: str) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path / "secret.raw", folder / "sub" / "a.raw"):
        place.write_bytes(FRAMES.tobytes())
    (folder / "link.raw").symlink_to(tmp_path / "secret.raw")
    path = write(folder / f"a{suffix}")
    path.write_text(path.read_text().replace("a.raw", name))
    assert "folder" in refusal(path)


@pytest.mark.parametrize("name", ["a\0.raw", "[" * 300])
def test_samples_in_a_file_that_cannot_be_are_one_sentence(tmp_path: Path, name: str) -> None:
    header = write(tmp_path / "a.mhd")
    header.write_text(header.read_text().replace("a.raw", name))
    assert "its header names no file that could hold its samples" in refusal(header)


def test_a_metaimage_without_samples_and_a_nifti_without_its_units_are_damaged(tmp_path: Path) -> None:
    header, nifti_file = write(tmp_path / "a.mhd"), write(tmp_path / "a.nii")
    header.write_text(header.read_text().replace("= a.raw", ""))
    assert "the MetaImage header is damaged" in refusal(header)
    nifti_file.write_bytes(nifti_file.read_bytes()[:123])
    assert "the NIfTI header is damaged" in refusal(nifti_file)


def test_a_bomb_is_inflated_no_further_than_its_frames(tmp_path: Path) -> None:
    write(tmp_path / "packed.mha")
    content = (tmp_path / "packed.mha").read_bytes()
    header = content[: content.index(b"LOCAL\n") + 6].replace(b"60 40 4", b"60 40 200001")
    (tmp_path / "packed.mha").write_bytes(header + zlib.compress(bytes(1 << 20)))
    assert "more than 200000 frames" in refusal(tmp_path / "packed.mha")


@pytest.mark.parametrize("name", ["packed.mha", "packed.nrrd", "a.nii.gz"])
def test_what_inflates_far_beyond_its_size_is_given_up_early(tmp_path: Path, name: str) -> None:
    """Samples of 16 bits are looked through when the file is opened: without a limit, all that it may become is inflated then."""
    path = write(tmp_path / name, np.zeros((9_000, 40, 60), np.uint16))
    assert path.stat().st_size < 1 << 20
    assert "inflates to far more than it holds on disk (16 MB so far)" in refusal(path)


def test_a_header_of_a_packed_nifti_is_not_as_long_as_it_says(tmp_path: Path) -> None:
    path = write(tmp_path / "a.nii.gz")
    content = bytearray(gzip.decompress(path.read_bytes()))
    struct.pack_into("<f", content, 108, 1e12)  # where the samples begin
    path.write_bytes(gzip.compress(bytes(content) + bytes(17 << 20)))
    assert "inflates to far more" in refusal(path)


@pytest.mark.parametrize(
    ("name", "line", "huge"),
    [
        ("a.mhd", "NDims = 3", "NDims = 3\nHeaderSize = 99999999999999999999"),
        ("a.nhdr", "encoding: raw", "encoding: raw\nbyte skip: 99999999999999999999"),
        ("a.mhd", "DimSize = 60 40 4", "DimSize = 60 40 4 99999999999999999999"),
        ("a.mhd", "DimSize = 60 40 4", "DimSize = 99999999999999999999 40 4"),
    ],
)
def test_numbers_beyond_all_measure_are_one_sentence(tmp_path: Path, name: str, line: str, huge: str) -> None:
    path = write(tmp_path / name)
    path.write_text(path.read_text().replace(line, huge))
    assert "\n" not in refusal(path)


def test_an_offset_of_a_nifti_beyond_all_measure_is_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.nii")
    content = bytearray(path.read_bytes())
    struct.pack_into("<f", content, 108, 1e38)
    path.write_bytes(content)
    assert "\n" not in refusal(path)


def test_a_gzip_of_several_members_is_read_whole(tmp_path: Path) -> None:
    """As bgzip writes: each member may end anywhere within what is read at once."""
    path = write(tmp_path / "a.nii")
    noise = np.random.default_rng(0).integers(0, 256, (3, 300, 500), np.uint8)
    nifti(path, noise, (0.1, 0.1))
    content = path.read_bytes()
    parts = [gzip.compress(content[at : at + 50_000]) for at in range(0, len(content), 50_000)]
    (tmp_path / "b.nii.gz").write_bytes(b"".join(parts))
    assert np.array_equal(pixels(read(tmp_path / "b.nii.gz")), noise)


def test_it_is_read_as_the_formats_own_libraries_write_it(tmp_path: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    image = sitk.GetImageFromArray(FRAMES)
    image.SetSpacing((0.1, 0.1, 0.04))
    for name in ("a.mha", "a.mhd", "a.nrrd", "a.nhdr", "a.nii", "a.nii.gz"):
        for compressed in (False, True):
            sitk.WriteImage(image, str(tmp_path / name), compressed)
            frames = read(tmp_path / name)
            assert np.array_equal(pixels(frames), FRAMES), name
            assert frames[0].mm_per_pixel == pytest.approx(0.1)


def test_nibabel_and_pynrrd_read_the_same(tmp_path: Path) -> None:
    nibabel, other = pytest.importorskip("nibabel"), pytest.importorskip("nrrd")
    deep = FRAMES.astype("<i2") * 3
    nibabel.save(nibabel.Nifti2Image(deep.transpose(2, 1, 0), np.eye(4)), tmp_path / "a.nii.gz")
    other.write(str(tmp_path / "a.nrrd"), FRAMES.transpose(2, 1, 0))
    assert len(read(tmp_path / "a.nii.gz")) == 4
    assert np.array_equal(pixels(read(tmp_path / "a.nrrd")), FRAMES)
