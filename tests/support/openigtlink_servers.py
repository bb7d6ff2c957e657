"""OpenIGTLink servers for tests: pyigtl's real one, and one that sends whatever bytes it is given."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from pyigtl import ImageMessage, OpenIGTLinkServer

from edge_app.capture.openigtlink.source import Address, OpenIGTLinkSource
from edge_app.errors import CaptureError
from edge_app.records import Frame

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
