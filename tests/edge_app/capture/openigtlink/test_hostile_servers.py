"""The OpenIGTLink client against servers that do what a real one never should, or are not there."""

from __future__ import annotations

import socket
import struct
import time
import tracemalloc
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyigtl import StringMessage, TransformMessage
from pyigtl.messages import CRC64

from edge_app.capture.openigtlink import source as openigtlink
from edge_app.capture.openigtlink.source import Address, OpenIGTLinkSource
from edge_app.errors import CaptureError
from tests.support.openigtlink_servers import GREY, first, image, raw_server, refusal, server, source


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (np.zeros((5, 48, 64), np.uint8), "64 x 48 x 5 pixels"),
        (np.zeros((1, 48, 64), np.float32), "pixels of type float32"),
        (np.zeros((1, 48, 64), np.float64), "pixels of type float64"),
        (np.full((1, 48, 64), -1, np.int16), "below zero"),
        (np.full((1, 48, 64), -1, np.int32), "below zero"),
        (np.full((1, 48, 64), 65536, np.uint32), "above 65535"),
        (np.zeros((1, 48, 64, 3), np.int32), "colours of 32 bits"),
        (np.zeros((0, 48, 64), np.uint8), "64 x 48 x 0 pixels"),
        (np.zeros((1, 48, 64, 4), np.uint8), "4 components"),
        (np.zeros((1, 8, 64), np.uint8), "too small"),
    ],
)
def test_what_is_no_single_frame_is_refused(pixels: npt.NDArray[Any], words: str) -> None:
    with server(lambda: image(pixels)) as port:
        assert words in refusal(port)


def test_a_server_without_the_frame_asked_for_is_reported_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openigtlink, "FRAME_TIMEOUT_S", 0.3)
    with server(image, lambda: TransformMessage(device_name="Probe"), rate=50) as port:
        start = time.monotonic()
        sentence = refusal(port, "Absent")
    assert time.monotonic() - start < 4
    assert 'no frame "Absent"' in sentence
    assert 'IMAGE "Image", TRANSFORM "Probe"' in sentence


def test_nobody_listening_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert "check host and port" in refusal(taken.getsockname()[1])


def test_an_unknown_host_is_one_sentence() -> None:
    with pytest.raises(CaptureError, match=r"host 'no-such-host\.invalid' is unknown"):
        OpenIGTLinkSource(Address.parse("no-such-host.invalid")).__enter__()


def packed(**changes: int) -> bytes:
    """A frame as it goes over the line, with bytes of it changed by who also writes the checksum."""
    message = bytearray(image().pack())
    for place, value in changes.items():
        message[int(place[1:])] = value
    checksum: int = CRC64(bytes(message[58:]))
    return bytes(message[:50]) + checksum.to_bytes(8, "big") + bytes(message[58:])


def corrupted(place: int) -> bytes:
    """A frame of which one bit has changed on the way."""
    message = bytearray(image().pack())
    message[place] ^= 1
    return bytes(message)


def named(number: int, kind: bytes = b"STATUS", size: int = 0) -> bytes:
    """The header of a message of another device."""
    return struct.pack(">H12s20sIIQQ", 1, kind, f"device\n{number}".encode(), 0, 0, size, 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", "not an OpenIGTLink server"),
        (b"\xff" * 100, "not an OpenIGTLink server"),
        (packed(b42=255), "is too large"),  # the length of the body
        (packed(b61=77), "damaged"),  # the type of the pixels
        (packed(b60=3), "damaged"),  # the components: more than were sent
        (packed(b118=1), "partial frames"),
        (packed(b62=7), "damaged: it names no type"),  # the byte order
        (packed(b65=65, b125=65), "damaged: its pixels do not fit"),  # the columns
        (corrupted(3000), "damaged: its checksum is wrong"),
        (corrupted(52), "damaged: its checksum is wrong"),
        (packed(b1=2, b58=0, b59=11), "damaged: its parts do not fit"),  # protocol 3; its extended header is too small
        (packed(b1=2, b58=0, b59=12, b62=255, b63=255), "damaged: its parts do not fit"),  # metadata above all bounds
        (packed(b1=4), "not an OpenIGTLink server"),
        (named(0, size=2**63), "is too large"),  # whoever it is from
        (packed()[:500], "closed the connection"),
        (b"", "closed the connection"),
    ],
)
def test_a_server_that_speaks_otherwise_is_one_sentence(answer: bytes, words: str) -> None:
    with raw_server(lambda connection: connection.sendall(answer)) as port:
        assert words in refusal(port)


def test_ten_thousand_names_are_neither_kept_nor_shown() -> None:
    with raw_server(lambda connection: connection.sendall(b"".join(map(named, range(10_000))))) as port, source(port) as opened:
        tracemalloc.start()
        try:
            with pytest.raises(CaptureError, match=r"closed the connection|no frame arrived") as caught:  # on a busy machine
                opened.read()
            assert tracemalloc.get_traced_memory()[1] < 8e6  # what is received at once, and little else
        finally:
            tracemalloc.stop()
    assert len(str(caught.value)) < 300


def test_a_large_message_of_another_device_is_passed_over_and_never_kept() -> None:
    size = 20_000_000

    def send(connection: socket.socket) -> None:
        connection.sendall(named(1, b"POLYDATA", size))
        for _ in range(size // 1_000_000):
            connection.sendall(bytes(1_000_000))
        connection.sendall(packed())

    with raw_server(send) as port, source(port) as opened:
        tracemalloc.start()
        try:
            assert np.array_equal(opened.read().pixels, GREY[0])
            assert tracemalloc.get_traced_memory()[1] < 12e6
        finally:
            tracemalloc.stop()


def test_names_in_an_error_are_few_and_printable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openigtlink, "FRAME_TIMEOUT_S", 0.2)
    with server(*(lambda number=number: StringMessage("x", device_name=f"de\tvice {number}") for number in range(9))) as port:
        sentence = refusal(port, "Absent")
    assert sentence.count('STRING "de?vice') == 5


@given(blows=st.lists(st.tuples(st.integers(0, 135), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_of_any_kind_is_one_sentence_or_a_frame(blows: list[tuple[int, int]]) -> None:
    message = packed(**{f"b{place}": value for place, value in blows})
    with raw_server(lambda connection: connection.sendall(message)) as port:
        try:
            frame = first(port)
        except CaptureError as exc:
            assert "\n" not in str(exc)
        else:
            assert frame.pixels.dtype == np.uint8


def test_a_server_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openigtlink, "FRAME_TIMEOUT_S", 0.2)

    def trickle(connection: socket.socket) -> None:
        for byte in packed():
            try:
                connection.sendall(bytes([byte]))
            except OSError:
                return
            time.sleep(0.02)

    with raw_server(trickle) as port:
        start = time.monotonic()
        assert "no frame arrived within" in refusal(port)
    assert time.monotonic() - start < 4
