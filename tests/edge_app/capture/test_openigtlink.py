"""The OpenIGTLink client against pyigtl's real server, and against servers that do what a real one never should."""

from __future__ import annotations

import signal
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyigtl import ImageMessage, OpenIGTLinkServer, StringMessage, TransformMessage
from pyigtl.messages import CRC64

from edge_app.capture import openigtlink
from edge_app.capture.calibrated import calibrated
from edge_app.capture.device_controls import current_controls
from edge_app.capture.frame_rate import FrameRate
from edge_app.capture.monitor import StreamState
from edge_app.capture.openigtlink import PORT, Address, OpenIGTLinkSource
from edge_app.capture.reconnect import Backoff
from edge_app.capture.source import Counts
from edge_app.diagnostics.stream_check import watch_live
from edge_app.errors import CaptureError, ConfigError
from edge_app.records import Control, Frame, Roi
from edge_app.worker import TimeLimits, Worker
from tests.support.fake_video import FakeVideo
from tests.support.fakes import finding
from tests.support.relay import relay
from tests.support.wait_until import wait_until

PATIENCE_S = 60.0  # of a test on a busy machine
GREY = np.arange(48 * 64, dtype=np.uint32).astype(np.uint8).reshape(1, 48, 64)  # (depth, height, width)


def spaced(x_mm: float, y_mm: float) -> npt.NDArray[np.float64]:
    return np.diag([x_mm, y_mm, 1.0, 1.0])


def image(pixels: npt.NDArray[Any] = GREY, name: str = "Image", mm: float = 0.1, stamp: float | None = None) -> ImageMessage:
    return ImageMessage(pixels, spaced(mm, mm), device_name=name, timestamp=stamp)


@contextmanager
def server(*messages: Callable[[], Any], rate: float = 100.0) -> Iterator[int]:
    """A pyigtl server that sends the messages over and over; gives its port."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    serving = OpenIGTLinkServer(port=0)
    stop = threading.Event()

    def send() -> None:
        while not stop.wait(1 / rate):
            for message in messages:
                if serving.is_connected():
                    serving.send_message(message(), wait=False)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield serving.server_address[1]
    finally:
        stop.set()
        sender.join()
        serving.stop()
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does `answer` with the first connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def sends(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def source(port: int, device: str = "") -> OpenIGTLinkSource:
    return OpenIGTLinkSource(Address("127.0.0.1", port, device))


def first(port: int, device: str = "") -> Frame:
    with source(port, device) as opened:
        return opened.read()


def refusal(port: int, device: str = "") -> str:
    with pytest.raises(CaptureError) as caught:
        first(port, device)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert f"igtl:127.0.0.1:{port}" in sentence
    return sentence


# --- frames ---------------------------------------------------------------------------------------------------------


def test_a_grey_frame_arrives_exactly_and_in_mm() -> None:
    with server(image) as port:
        frame = first(port)
    assert np.array_equal(frame.pixels, GREY[0])
    assert frame.mm_per_pixel == pytest.approx(0.1)
    assert frame.source == f"igtl:127.0.0.1:{port}"
    assert 0 <= time.monotonic_ns() - frame.captured_ns < PATIENCE_S * 1e9


def test_what_the_server_says_of_its_scanner_belongs_to_the_frame() -> None:
    def said() -> ImageMessage:
        message = image()
        message.header_version = 2
        message.metadata = {
            "DepthMm": "40.0",
            "GainPercent": "70",
            "Preset": "MSK\nsuperficial",
            "PatientName": "Doe",
            "FrameNumber": "7",
        }
        return message

    with server(said) as port:
        controls = first(port).controls
        assert current_controls(f"igtl:127.0.0.1:{port}", FakeVideo()) == controls
    assert controls == (Control("DepthMm", "40.0"), Control("GainPercent", "70"), Control("Preset", "MSK superficial"))


def test_a_two_dimensional_array_sent_by_pyigtl_arrives_upright() -> None:
    with server(lambda: ImageMessage(GREY[0], np.diag([1, 0.2, 0.2, 1]), device_name="Image")) as port:
        frame = first(port)
    assert np.array_equal(frame.pixels, GREY[0])
    assert frame.mm_per_pixel == pytest.approx(0.2) and frame.colour is None


def test_colour_becomes_grey_by_rec_601() -> None:
    colour = np.zeros((1, 20, 30, 3), np.uint8)
    colour[:] = (200, 100, 50)
    with server(lambda: image(colour)) as port:
        frame = first(port)
    assert frame.pixels.shape == (20, 30)
    assert frame.pixels[0, 0] == round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)
    assert frame.colour is not None and frame.colour.shape == (3, 4)


def deep(values: npt.NDArray[np.uint16], order: str) -> bytes:
    """A frame of 16 bits; pyigtl itself sends little endian only."""
    message = bytearray(image(values).pack())
    if order == ">":
        message[62] = 1
        message[130:] = values.astype(">u2").tobytes()
    message[50:58] = CRC64(bytes(message[58:])).to_bytes(8, "big")
    return bytes(message)


@pytest.mark.parametrize("order", [">", "<"])
def test_images_of_16_bits_are_scaled_by_what_they_hold_and_keep_it(order: str) -> None:
    values = np.linspace(0, 1000, 48 * 64).astype(np.uint16).reshape(1, 48, 64)
    dark_is_read, done = threading.Event(), threading.Event()

    def send(connection: socket.socket) -> None:
        connection.sendall(deep(values, order))
        assert dark_is_read.wait(PATIENCE_S)
        connection.sendall(deep(values // 100, order))
        assert done.wait(PATIENCE_S)

    with raw_server(send) as port, source(port) as opened:
        bright = opened.read()
        mode = opened.mode
        dark_is_read.set()
        dark = opened.read()
        done.set()
    assert np.array_equal(bright.pixels, (values[0] >> 2).astype(np.uint8)) and "grey of 10 bits" in mode
    assert np.array_equal(dark.pixels, (values[0] // 100 >> 2).astype(np.uint8)), "the brightness follows what is in view"


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.uint32])
def test_integers_of_more_bits_than_they_use_are_read(kind: type[np.generic]) -> None:
    with server(lambda: image(GREY.astype(kind))) as port:
        assert np.array_equal(first(port).pixels, GREY[0])
    with server(lambda: image(GREY.astype(kind) * 16)) as port:
        assert np.array_equal(first(port).pixels, GREY[0])


@pytest.mark.parametrize(("x", "y", "size"), [(0.1, 0.2, (96, 64)), (0.2, 0.1, (48, 128))])
def test_pixels_that_are_not_square_are_made_so(x: float, y: float, size: tuple[int, int]) -> None:
    colour = np.repeat(GREY[..., np.newaxis], 3, axis=3)
    for pixels in (GREY, colour):
        sent = ImageMessage(pixels, spaced(x, y), device_name="Image").pack()
        with raw_server(sends(sent)) as port, source(port) as opened:
            frame = opened.read()
            assert frame.pixels.shape == size and frame.mm_per_pixel == pytest.approx(0.1) and "made square" in opened.mode


@pytest.mark.parametrize(
    ("x", "y"), [(0.1, 0.5), (0.0, 0.0), (float("nan"), float("nan")), (1e-4, 1e-4), (1e-8, 1e-8), (100.0, 100.0)]
)
def test_the_scale_is_reported_only_where_it_is_sure(x: float, y: float) -> None:
    with server(lambda: ImageMessage(GREY, spaced(x, y), device_name="Image")) as port:
        assert first(port).mm_per_pixel is None


def test_the_doctor_shows_what_was_streamed_and_what_was_passed_over() -> None:
    with server(image, rate=200.0) as port:
        report = watch_live(calibrated(source(port)), 0.5, lambda _: None)
    assert report.mode == 'IMAGE "Image", grey, 64 x 48' and report.counts is not None
    text = "\n".join(report.lines())
    for part in ("dropped for a newer one", "damaged 0", "lost        0 times", "queue age   p50"):
        assert part in text


def test_the_device_asked_for_is_read_among_others() -> None:
    others = (lambda: image(GREY + 1, "Other"), lambda: TransformMessage(device_name="Probe"), lambda: StringMessage("x"))
    with server(*others, image) as port:
        assert np.array_equal(first(port, "Image").pixels, GREY[0])


def test_a_slow_scanner_is_reported_by_its_own_rate_and_its_frames_are_not_stale_in_between() -> None:
    with server(lambda: image(stamp=time.time()), rate=5) as port, calibrated(source(port)) as opened:
        for _ in range(8):
            opened.read()
        assert 1 < opened.frames_per_second < 10  # a stale frame is three periods old, and 150 ms where no rate is known


def test_passed_over_frames_and_pauses_do_not_slow_the_rate() -> None:
    rate, numbers = FrameRate(), [0, 1, 2, 6, 7, 8, 9, 10]
    for number in numbers:
        rate.tick(number, number * 10**8 + (10**9 if number > 8 else 0))
    assert rate.hertz == pytest.approx(10)
    rate.tick(10, 10**12)  # the same frame again
    assert rate.hertz == pytest.approx(10)


def test_a_frame_that_a_server_has_kept_is_not_live_on_another_connection() -> None:
    kept = time.time()
    with relay() as passing:
        with server(lambda: image(stamp=time.time())) as passing.behind, source(passing.port) as opened:
            live = opened.read()
        with server(lambda: image(stamp=kept - 60)) as passing.behind, opened:
            assert opened.read().captured_ns <= live.captured_ns  # no younger than the last that was live


def test_without_a_device_the_first_that_comes_is_kept() -> None:
    with server(image, lambda: image(GREY + 1, "Other")) as port, source(port) as opened:
        seen = {int(opened.read().pixels[0, 0]) for _ in range(20)}
    assert len(seen) == 1


def test_the_newest_frame_wins_and_the_others_are_a_gap() -> None:
    first_is_read, all_are_sent, done = threading.Event(), threading.Event(), threading.Event()

    def send(connection: socket.socket) -> None:
        first, *others = (image(np.full((1, 32, 32), number, np.uint8)).pack() for number in range(21))
        connection.sendall(first)
        assert first_is_read.wait(PATIENCE_S)
        connection.sendall(b"".join(others))
        all_are_sent.set()
        assert done.wait(PATIENCE_S)

    with raw_server(send) as port, source(port) as opened:
        before = opened.read()
        first_is_read.set()
        assert all_are_sent.wait(PATIENCE_S)
        after = opened.read()
        done.set()
        counts, mode = opened.counts, opened.mode
    assert (before.sequence, after.sequence) == (0, 20) and counts == Counts(dropped=19)
    assert mode == 'IMAGE "Image", grey, 32 x 32'
    assert (int(before.pixels[0, 0]), int(after.pixels[0, 0])) == (0, 20)


# --- refusals ---------------------------------------------------------------------------------------------------------


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


# --- the server goes and comes back -----------------------------------------------------------------------------------


def test_the_worker_finds_a_server_again_that_went_away() -> None:
    with relay() as passing:
        limits = TimeLimits(backoff=Backoff(longest_s=0.3))
        with Worker(source(passing.port), finding, lambda frame: Roi(0, 0, 32, 32), limits) as worker:
            with server(image) as passing.behind:
                wait_until(lambda: worker.status().probe is StreamState.LIVE)
            passing.behind = None
            wait_until(lambda: worker.status().probe is StreamState.LOST)
            assert f"igtl:127.0.0.1:{passing.port}" in worker.status().probe_fault
            with server(image) as passing.behind:
                wait_until(lambda: worker.status().probe is StreamState.LIVE)


# --- address ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("scanner:18945/Image", Address("scanner", 18945, "Image")),
        ("10.0.0.7", Address("10.0.0.7", PORT, "")),
        ("[fe80::1]:18944/Bk5 Video", Address("fe80::1", 18944, "Bk5 Video")),
    ],
)
def test_addresses_are_read_and_shown(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert Address.parse(str(address).removeprefix("igtl:")) == address


@pytest.mark.parametrize("text", ["", ":18944", "host:port", "host:99999", "/Image", "user@host", "[::1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="is not igtl:HOST:PORT"):
        Address.parse(text)
