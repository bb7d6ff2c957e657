"""JPEG Lossless of 16 bits with differences of 32768, against an encoder by the standard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.capture.readers.dicom.jpeg import decode_jpeg
from edge_app.capture.readers.dicom.whole_differences import with_bits_after_whole_differences
from tests.support.lossless_jpeg import encode_lossless

LEVELS = np.array([0, 1, 255, 256, 32767, 32768, 32769, 65535], np.uint16)


@settings(max_examples=12)
@given(width=st.integers(48, 52), seed=st.integers(0, 2**32 - 1), restart_rows=st.sampled_from([0, 1, 5]))
def test_any_image_is_read_as_it_was_written(width: int, seed: int, restart_rows: int) -> None:
    image = np.random.default_rng(seed).choice(LEVELS, (32, width))
    words, _ = decode_jpeg(encode_lossless(image, restart_rows), "MONOCHROME2")
    assert np.array_equal(words, image)


def test_data_of_many_pieces_is_read() -> None:
    image = np.random.default_rng(0).choice(np.array([0, 5, 32768, 40000], np.uint16), (220, 300))
    words, _ = decode_jpeg(encode_lossless(image), "MONOCHROME2")
    assert np.array_equal(words, image)


def test_what_has_no_such_difference_stays_as_it_is() -> None:
    frame = encode_lossless(np.zeros((16, 16), np.uint16))
    without = frame.replace(bytes([17]) + bytes(11) + bytes(range(17)), bytes([16]) + bytes(11) + bytes(range(16)) + b"\0")
    assert with_bits_after_whole_differences(without) == without != frame


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_data_that_ends_too_soon_is_damage(cut: int) -> None:
    frame = encode_lossless(np.random.default_rng(1).integers(0, 65536, (32, 48), np.uint16))
    with pytest.raises(ValueError, match="damaged"):
        decode_jpeg(frame[: -2 - cut] + frame[-2:], "MONOCHROME2")


@settings(max_examples=40)
@given(at=st.integers(2, 400), value=st.integers(0, 255))
def test_damage_is_another_image_or_a_reason(at: int, value: int) -> None:
    frame = bytearray(encode_lossless(np.random.default_rng(1).integers(0, 65536, (32, 48), np.uint16)))
    frame[min(at, len(frame) - 1)] = value
    try:
        decode_jpeg(bytes(frame), "MONOCHROME2")
    except ValueError as exc:
        assert str(exc)
