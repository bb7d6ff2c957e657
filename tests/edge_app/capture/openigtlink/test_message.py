"""Any bytes as a message: an image, or what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from fastcrc.crc64 import ecma_182
from hypothesis import given
from hypothesis import strategies as st
from pyigtl import ImageMessage
from pyigtl.messages import CRC64

from edge_app.capture.openigtlink.message import HEADER, MalformedMessage, UnsupportedImage, parse_header, parse_image


def message(version: int) -> bytes:
    sent = ImageMessage(np.zeros((1, 16, 16), np.uint8), device_name="Image", timestamp=1.5)
    sent.header_version = version
    sent.metadata = {"DepthMm": "40", "Prénom": "x"} if version > 1 else {}
    sent.encode_text = lambda text: (text.encode(), 106)
    return bytes(sent.pack())


@given(data=st.binary(max_size=700), times=st.integers(1, 40))
def test_the_checksum_is_that_of_pyigtl(data: bytes, times: int) -> None:
    assert ecma_182(data * times) == CRC64(data * times)


def test_metadata_and_time_are_read() -> None:
    for version in (1, 2):
        header = parse_header(message(version)[: HEADER.size])
        image = parse_image(header, message(version)[HEADER.size :])
        assert header.version == version and header.device == "Image" and header.seconds == 1.5
        assert image.metadata == ({"DepthMm": "40", "Prénom": "x"} if version > 1 else {})


@given(st.binary(min_size=HEADER.size, max_size=HEADER.size))
def test_any_header_is_one_or_none(data: bytes) -> None:
    try:
        assert parse_header(data).kind.isprintable()
    except MalformedMessage:
        return


@given(
    blows=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 500),
    version=st.sampled_from([1, 2]),
)
def test_any_body_with_a_right_checksum_is_an_image_or_half_a_sentence(
    blows: list[tuple[int, int]], cut: int, version: int
) -> None:
    whole = message(version)
    body = bytearray(whole[HEADER.size : max(HEADER.size, len(whole) - cut)])
    for place, value in blows:
        if place < len(body):
            body[place] = value
    header = replace(parse_header(whole[: HEADER.size]), checksum=ecma_182(body))
    try:
        pixels = parse_image(header, bytes(body)).pixels
    except (MalformedMessage, UnsupportedImage) as exc:
        assert str(exc) and "\n" not in str(exc)
    else:
        assert pixels.ndim in (2, 3)
