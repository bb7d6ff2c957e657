"""Grabs from a compositor, which is made up: it speaks as much of Wayland as wlroots does to a client of wlr-screencopy."""

from __future__ import annotations

import mmap
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from benchmarks.screen.screencopy import Screencopy
from edge_app.errors import CaptureError

WIDTH, HEIGHT, STRIDE = 5, 3, 24
INTERFACES = ("wl_compositor", "wl_shm", "wl_output", "zwlr_screencopy_manager_v1")


class Compositor:
    """Draws 10, 20, 30 ... all over its screen. late_ns: by how much its clock is behind."""

    def __init__(self, client: socket.socket, interfaces: tuple[str, ...], late_ns: int = 0) -> None:
        self._client, self._interfaces, self._late_ns = client, interfaces, late_ns
        self._kinds = {1: "wl_display"}  # of the objects
        self._frames = 0
        self._memory: mmap.mmap | None = None

    def serve(self) -> None:
        """Until the client is gone."""
        data, files = b"", list[int]()
        while True:
            part, received, *_ = socket.recv_fds(self._client, 1 << 16, 4)
            if not part:
                return
            data, files = data + part, files + received
            while len(data) >= 8 and len(data) >= (size := struct.unpack_from("=II", data)[1] >> 16):
                target, word = struct.unpack_from("=II", data)
                self._request(self._kinds[target], target, word & 0xFFFF, data[8:size], files)
                data = data[size:]

    def _request(self, kind: str, target: int, opcode: int, body: bytes, files: list[int]) -> None:
        first = struct.unpack_from("=I", body)[0] if body else 0
        match kind, opcode:
            case "wl_display", 1:
                self._kinds[first] = "wl_registry"
                for name, interface in enumerate(self._interfaces):
                    text = interface.encode() + b"\0"
                    padded = text.ljust(-(-len(text) // 4) * 4, b"\0")
                    self._event(first, 0, struct.pack("=II", name, len(text)) + padded + struct.pack("=I", 3))
            case "wl_display", 0:
                self._event(first, 0, struct.pack("=I", 0))
            case "wl_registry", 0:
                self._kinds[struct.unpack("=I", body[-4:])[0]] = self._interfaces[first]
            case "zwlr_screencopy_manager_v1", 0:
                self._kinds[first] = "frame"
                self._event(first, 0, struct.pack("=IIII", 1, WIDTH, HEIGHT, STRIDE))
            case "wl_shm", 0:
                self._kinds[first] = "pool"
                file = files.pop()
                self._memory = mmap.mmap(file, struct.unpack_from("=Ii", body)[1])
                os.close(file)
            case "pool", 0:
                self._kinds[first] = "buffer"
            case "frame", 2:
                self._copy(target)

    def _copy(self, frame: int) -> None:
        assert self._memory is not None
        self._frames += 1
        self._memory[:] = bytes([10 * self._frames]) * len(self._memory)
        at_ns = time.monotonic_ns() - self._late_ns
        self._event(frame, 1, struct.pack("=I", 0))
        self._event(frame, 2, struct.pack("=III", 0, at_ns // 10**9, at_ns % 10**9))

    def _event(self, sender: int, opcode: int, body: bytes) -> None:
        self._client.sendall(struct.pack("=II", sender, (8 + len(body)) << 16 | opcode) + body)


@contextmanager
def compositor(folder: Path, interfaces: tuple[str, ...] = INTERFACES, late_ns: int = 0) -> Iterator[Path]:
    path = folder / "wayland-0"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            client, _ = listening.accept()
            with client:
                Compositor(client, interfaces, late_ns).serve()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield path
        thread.join(60.0)
        assert not thread.is_alive()


def test_each_grab_is_what_the_compositor_drew_and_when(tmp_path: Path) -> None:
    with compositor(tmp_path) as path, Screencopy(path) as screen:
        began_ns, seen = time.monotonic_ns(), []
        for at_ns, pixels in screen.grabs():
            assert pixels.shape == (HEIGHT, WIDTH, 4) and began_ns <= at_ns <= time.monotonic_ns()
            seen.append(np.unique(pixels).tolist())
            if len(seen) == 3:
                break
        assert screen.size == (WIDTH, HEIGHT) and seen == [[10], [20], [30]]


def test_a_compositor_without_the_protocol_is_named(tmp_path: Path) -> None:
    with compositor(tmp_path, INTERFACES[:3]) as path, pytest.raises(CaptureError, match="no zwlr_screencopy_manager_v1"):
        Screencopy(path)


def test_times_of_another_clock_are_refused(tmp_path: Path) -> None:
    # an hour ahead: a machine may not have been up for an hour
    with (
        compositor(tmp_path, late_ns=-3600 * 10**9) as path,
        Screencopy(path) as screen,
        pytest.raises(CaptureError, match="monotonic"),
    ):
        next(screen.grabs())


def test_no_compositor(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="does not answer"):
        Screencopy(tmp_path / "nobody")
