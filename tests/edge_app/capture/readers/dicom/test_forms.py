"""The matrix of docs/DICOM.md: every form of DICOM gives the same images, every frame of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate_extended
from pydicom.uid import ExplicitVRBigEndian

from tests.support.dicom_forms import CINES, ENCODED, ITEMS, NATIVE, Form, write
from tests.support.dicom_sequence import FRAMES, GREY, mean_error
from tests.support.recordings import read


@pytest.mark.parametrize("form", [*NATIVE.values(), *ENCODED.values(), *CINES.values()], ids=[*NATIVE, *ENCODED, *CINES])
def test_every_form_gives_the_same_frames(tmp_path: Path, form: Form, capfd: pytest.CaptureFixture[str]) -> None:
    frames = read(write(tmp_path / "a.dcm", form))
    assert [frame.index for frame in frames] == list(range(FRAMES))
    for frame, expected in zip(frames, form.expected, strict=True):
        assert frame.pixels.dtype == np.uint8 and mean_error(frame.pixels, expected) <= form.error
        assert (frame.colour is not None) == form.photometric.startswith(("RGB", "YBR", "PALETTE"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["JPEG 2000 lossless", "JPEG Lossless SV1", "JPEG baseline"])
@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
def test_frames_are_found_however_their_fragments_are_listed(
    tmp_path: Path, name: str, items: Callable[[list[bytes]], bytes]
) -> None:
    form = replace(ENCODED[name], encapsulated=items)
    frames = read(write(tmp_path / "a.dcm", form))
    errors = [mean_error(frame.pixels, expected) for frame, expected in zip(frames, form.expected, strict=True)]
    assert max(errors) <= form.error


def test_an_extended_offset_table_is_followed(tmp_path: Path) -> None:
    form = ENCODED["RLE"]
    encoded = form.value()
    assert isinstance(encoded, list)
    value, offsets, lengths = encapsulate_extended(encoded)
    path = write(
        tmp_path / "a.dcm",
        replace(form, encapsulated=lambda _: value),
        ExtendedOffsetTable=offsets,
        ExtendedOffsetTableLengths=lengths,
    )
    assert np.array_equal([frame.pixels for frame in read(path)], GREY)


@pytest.mark.parametrize("name", ["JPEG-LS", "JPEG Lossless SV1", "JPEG baseline", "JPEG 2000 lossless"])
def test_a_byte_of_padding_may_have_any_value(tmp_path: Path, name: str) -> None:
    """DCMTK 3.6 pads a frame of odd length with whatever was in its memory."""
    form = ENCODED[name]
    padded = [frame + b"\x7d" for frame in form.value() if isinstance(frame, bytes)]
    frames = read(write(tmp_path / "a.dcm", replace(form, value=lambda: padded)))
    assert len(frames) == FRAMES
    assert all(mean_error(one.pixels, expected) <= form.error for one, expected in zip(frames, form.expected, strict=True))


@pytest.mark.parametrize("name", ["implicit little endian", "explicit little endian", "explicit big endian", "JPEG-LS"])
def test_a_file_without_a_preamble_is_read(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.dcm", {**NATIVE, **ENCODED}[name])
    path.write_bytes(path.read_bytes()[132:])
    nameless = path.rename(tmp_path / "IM0001")
    assert np.array_equal([frame.pixels for frame in read(nameless)], GREY)


@pytest.mark.parametrize("name", ["implicit little endian", "explicit little endian", "explicit big endian"])
def test_a_file_without_a_meta_group_is_read(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.dcm", NATIVE[name])
    meta = 132 + 12 + int(dcmread(path).file_meta.FileMetaInformationGroupLength)
    path.write_bytes(path.read_bytes()[meta:])
    assert np.array_equal([frame.pixels for frame in read(path)], GREY)


def test_a_frame_of_swapped_bytes_may_begin_within_a_pair(tmp_path: Path) -> None:
    odd = np.arange(3 * 17 * 19, dtype=np.uint32).reshape(3, 17, 19).astype(np.uint8)
    swapped = np.frombuffer(odd.tobytes() + b"\0", ">u2").astype("<u2").tobytes()
    form = Form(ExplicitVRBigEndian, lambda: swapped, odd)
    path = write(tmp_path / "a.dcm", form, Rows=17, Columns=19)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"\x7f\xe0\x00\x10OB", b"\x7f\xe0\x00\x10OW"))  # only words are swapped
    assert np.array_equal([frame.pixels for frame in read(path)], odd)
