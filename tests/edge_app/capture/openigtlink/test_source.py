"""The OpenIGTLink client against pyigtl's real server: what arrives, what it means, and a server that goes and comes back."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pyigtl import ImageMessage, StringMessage, TransformMessage
from pyigtl.messages import CRC64

from edge_app.capture.calibrated import calibrated
from edge_app.capture.devices.controls import current_controls
from edge_app.capture.frame_rate import FrameRate
from edge_app.capture.monitor import StreamState
from edge_app.capture.reconnect import Backoff
from edge_app.capture.source import StreamCounts
from edge_app.diagnostics.stream_check import watch_live
from edge_app.records import Control, ImageFault, Roi
from edge_app.worker import TimeLimits, Worker
from tests.support.fake_video import FakeVideo
from tests.support.fakes import finding
from tests.support.openigtlink_servers import GREY, PATIENCE_S, first, image, raw_server, sends, server, source, spaced
from tests.support.relay import relay
from tests.support.wait_until import wait_until


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


@pytest.mark.parametrize(
    ("pixels", "fault"),
    [
        (np.full((1, 48, 64), 29, np.uint8), ImageFault.NO_SIGNAL),
        (np.full((1, 48, 64, 3), (20, 30, 200), np.uint8), ImageFault.NO_SIGNAL),
        (np.stack([GREY // 8, 135 + GREY // 4, GREY // 8], axis=-1), ImageFault.WRONG_COLOURS),
        (np.stack([GREY] * 3, axis=-1), None),
        (GREY, None),
    ],
)
def test_what_a_servers_grabber_made_up_is_a_fault(pixels: npt.NDArray[Any], fault: ImageFault | None) -> None:
    with server(lambda: image(pixels)) as port:
        assert first(port).image_fault is fault


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
    assert (before.sequence, after.sequence) == (0, 20) and counts == StreamCounts(dropped=19)
    assert mode == 'IMAGE "Image", grey, 32 x 32'
    assert (int(before.pixels[0, 0]), int(after.pixels[0, 0])) == (0, 20)


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
