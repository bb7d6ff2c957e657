"""The screen of a wlroots compositor, such as cage, by its protocol wlr-screencopy-unstable-v1, version 2.

Each grab waits for the next frame that the compositor draws differently, and has the time when the compositor committed it:
it does not depend on how fast a grab is copied or this process is woken. The few requests that it takes are written here; a
library would come with none of wlroots' protocols. The wire format: wayland.freedesktop.org/docs/html/ch04.html.
"""

from __future__ import annotations

import mmap
import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np

from benchmarks.screen.framebuffer import Grab
from edge_app.errors import CaptureError

WAIT_S = 5.0  # s without a drawn frame after which the screen counts as dead
_DISPLAY = 1
_XRGB8888 = 1
_WANTED = {"wl_shm": 1, "wl_output": 1, "zwlr_screencopy_manager_v1": 2}  # interface -> version


class Screencopy:
    """`with Screencopy(socket) as screen: for at_ns, pixels in screen.grabs(): ...`."""

    def __init__(self, path: Path) -> None:
        """path: of the compositor's socket. Raises CaptureError."""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(WAIT_S)
        self._data = b""
        self._last = _DISPLAY  # the newest object's number
        try:
            self._socket.connect(str(path))
            self._bound = self._bind()
            self._frame, width, height, stride = self._capture()
            self._map, self._buffer = self._make_buffer(width, height, stride)
        except CaptureError:
            self._socket.close()
            raise
        except OSError as exc:
            self._socket.close()
            raise CaptureError(f"the compositor at {path} does not answer ({exc})") from exc
        self._pixels = np.frombuffer(self._map, np.uint8, stride * height).reshape(height, stride // 4, 4)[:, :width]
        self.size = width, height

    def __enter__(self) -> Screencopy:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def grabs(self) -> Iterator[Grab]:
        """One for each frame that the compositor draws differently. Raises CaptureError when it draws none for five seconds."""
        while True:
            self._send(self._frame, 2, struct.pack("=I", self._buffer))  # copy_with_damage
            at_ns = self._ready()
            if abs(time.monotonic_ns() - at_ns) > WAIT_S * 1e9:
                raise CaptureError("the compositor's times are not those of the monotonic clock, so that no latency follows")
            yield at_ns, self._pixels
            self._send(self._frame, 1)  # destroy
            self._frame, *_ = self._capture()

    def _bind(self) -> dict[str, int]:
        """The globals that are needed, as objects."""
        registry, done = self._new(), self._new()
        self._send(_DISPLAY, 1, struct.pack("=I", registry))  # get_registry
        self._send(_DISPLAY, 0, struct.pack("=I", done))  # sync
        bound: dict[str, int] = {}
        for sender, opcode, body in self._events():
            if sender == done:
                break
            if sender == registry and opcode == 0:
                name, length = struct.unpack_from("=II", body)
                text = body[8 : 8 + length]
                interface = text.rstrip(b"\0").decode()
                if interface in _WANTED and interface not in bound:
                    bound[interface] = self._new()
                    padded = text.ljust(-(-length // 4) * 4, b"\0")
                    about = struct.pack("=II", _WANTED[interface], bound[interface])
                    self._send(registry, 0, struct.pack("=II", name, length) + padded + about)
        if missing := _WANTED.keys() - bound.keys():
            raise CaptureError(f"the compositor has no {', '.join(sorted(missing))}, so its screen cannot be grabbed")
        return bound

    def _capture(self) -> tuple[int, int, int, int]:
        """A new frame object, and the width, height and stride that its buffer needs."""
        frame = self._new()
        self._send(self._bound["zwlr_screencopy_manager_v1"], 0, struct.pack("=IiI", frame, 0, self._bound["wl_output"]))
        for sender, opcode, body in self._events():
            if sender == frame and opcode == 0:
                _, width, height, stride = struct.unpack("=IIII", body)
                return frame, width, height, stride
            if sender == frame and opcode == 3:
                break
        raise CaptureError("the compositor refuses to have its screen grabbed")

    def _make_buffer(self, width: int, height: int, stride: int) -> tuple[mmap.mmap, int]:
        pool, buffer, size = self._new(), self._new(), stride * height
        file = os.memfd_create("screencopy")
        try:
            os.ftruncate(file, size)
            message = struct.pack("=IIIi", self._bound["wl_shm"], 16 << 16, pool, size)  # create_pool
            socket.send_fds(self._socket, [message], [file])
            self._send(pool, 0, struct.pack("=IiiiiI", buffer, 0, width, height, stride, _XRGB8888))
            return mmap.mmap(file, size), buffer
        finally:
            os.close(file)

    def _ready(self) -> int:
        """When the compositor committed the frame that is now in the buffer, ns."""
        for sender, opcode, body in self._events():
            if sender == self._frame and opcode == 2:
                high, low, nanoseconds = struct.unpack("=III", body)
                return int(((high << 32) + low) * 1_000_000_000 + nanoseconds)
            if sender == self._frame and opcode == 3:
                break
        raise CaptureError("the compositor could not copy its screen")

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _send(self, target: int, opcode: int, body: bytes = b"") -> None:
        self._socket.sendall(struct.pack("=II", target, (8 + len(body)) << 16 | opcode) + body)

    def _events(self) -> Iterator[tuple[int, int, bytes]]:
        """Sender, opcode and arguments of what arrives. Raises CaptureError when the compositor complains, is silent or gone."""
        while True:
            while len(self._data) >= 8 and len(self._data) >= (size := struct.unpack_from("=II", self._data)[1] >> 16):
                sender, word = struct.unpack_from("=II", self._data)
                body, self._data = self._data[8:size], self._data[size:]
                if sender == _DISPLAY and word & 0xFFFF == 0:
                    raise CaptureError(f"the compositor reports an error ({body[12:].rstrip(bytes(1)).decode(errors='replace')})")
                yield sender, word & 0xFFFF, body
            try:
                received = self._socket.recv(1 << 16)
            except TimeoutError as exc:
                raise CaptureError(f"the compositor has drawn nothing new for {WAIT_S:g} s") from exc
            if not received:
                raise CaptureError("the compositor has ended")
            self._data += received
