"""Video devices in memory, with every fault a cable, a scanner and a kernel can have. They behave as the kernel's do:
a driver with four buffers that fills them in time, in real mappings of real descriptors, so that a leak shows.
"""

from __future__ import annotations

import errno
import mmap
import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np

from edge_app.capture.formats import Mode, PixelFormat
from edge_app.capture.v4l2.device_id import DeviceId
from edge_app.capture.v4l2.interface import Buffer, Node, WaitResult
from edge_app.capture.v4l2.luma import Layout
from edge_app.records import Control, GreyImage

BUFFERS = 4
GRABBER = DeviceId("1209", "5501", "SIM0001", "1-1", "Simulated US Probe")


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.ns = 5_000_000_000

    def __call__(self) -> int:
        return self.ns

    def sleep(self, seconds: float) -> None:
        self.ns += max(1, int(seconds * 1e9))


@dataclass
class Camera:
    """A device on a cable, and everything that may be wrong with it. A test sets the faults while it streams."""

    modes: list[Mode] = field(default_factory=lambda: [Mode("YUYV", 80, 60, 30.0)])
    identity: DeviceId = GRABBER
    node: int = 0
    plugged: bool = True
    busy: bool = False  # another program streams from it
    denied: bool = False  # this user may not open it
    silent: bool = False  # no frame comes
    frozen: bool = False  # the same frame comes again and again
    damaged: bool = False  # the driver calls every frame damaged
    cut: float = 1.0  # share of a frame's bytes that arrives
    unstamped: bool = False  # stamps of another clock than the monotonic one
    stamps_late_ns: int = 0  # added to every stamp
    padding: int = 0  # bytes after each row
    settles: Mode | None = None  # what it streams, whatever it is asked for
    first_number: int = 0  # of the driver's count, which has 32 bits
    counts: bool = True  # whether the driver counts at all
    misses: set[int] = field(default_factory=set)  # sequence numbers the bus loses
    signal: Mode | None = None  # what the scanner sends after a change of its video mode; None: what was asked for
    announces: bool = True  # whether such a change is reported as an event, or only comes to be seen
    pulled_after: int | None = None  # so many more frames are taken before the plug is out
    restless: bool = False  # the video mode changes again and again
    refuses: set[str] = field(default_factory=set)  # formats that it offers and does not start
    usb_mbits: float | None = None  # Mbit/s that it runs at
    pixel_aspect: float = 1.0  # width to height of one pixel, as the driver states it
    controls: dict[str, int] = field(default_factory=dict)  # what it is set to; another program may change it
    opened: int = 0  # descriptors of it that are open now
    starts: int = 0

    def frame(self, number: int, width: int, height: int) -> GreyImage:
        """A diagonal ramp that moves by a column each time, so that the number of a frame can be read from it."""
        y, x = np.mgrid[0:height, 0:width]
        return np.asarray((x + y + (0 if self.frozen else number)) % 251, np.uint8)


class FakeVideo:
    """The video devices of a machine that has none."""

    def __init__(
        self, *cameras: Camera, clock: Callable[[], int] = time.monotonic_ns, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.cameras = list(cameras)
        self.opened: list[FakeDevice] = []
        self._clock, self._sleep = clock, sleep

    def nodes(self) -> list[Node]:
        present = [camera for camera in self.cameras if camera.plugged]
        return [
            Node(_path(camera), camera.identity, camera.usb_mbits) for camera in sorted(present, key=lambda camera: camera.node)
        ]

    def node(self, path: Path) -> Node:
        path = path.resolve()
        return Node(path, self._camera(path).identity, self._camera(path).usb_mbits)

    def open(self, path: Path) -> FakeDevice:
        camera = self._camera(path)
        if camera.denied:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        self.opened.append(FakeDevice(camera, self._clock, self._sleep))
        return self.opened[-1]

    def _camera(self, path: Path) -> Camera:
        for camera in self.cameras:
            if camera.plugged and _path(camera) == path:
                return camera
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _path(camera: Camera) -> Path:
    return Path(f"/dev/video{camera.node}")


@dataclass(frozen=True)
class _Filled:
    index: int
    used: int  # bytes
    sequence: int
    stamped_ns: int
    damaged: bool


class FakeDevice:
    """One open node of a camera."""

    def __init__(self, camera: Camera, clock: Callable[[], int], sleep: Callable[[float], None]) -> None:
        self.buffers = 0
        self._camera, self._clock, self._sleep = camera, clock, sleep
        self._fd = os.memfd_create("camera")
        self._memory: list[mmap.mmap] = []
        self._free: deque[int] = deque()
        self._filled: deque[_Filled] = deque()
        self._mode = camera.modes[0] if camera.modes else Mode("GREY", 1, 1, 1.0)
        self._begun_ns = self._sent = 0
        camera.opened += 1

    def modes(self) -> list[Mode]:
        self._check()
        signal = self._camera.signal
        return [signal] if signal is not None else list(self._camera.modes)

    def start(self, mode: Mode) -> tuple[Layout, float]:
        self._check()
        if self._camera.busy:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        if mode.fourcc in self._camera.refuses:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._mode = mode = self._camera.settles or mode
        self._camera.starts += 1
        largest = 4 * mode.width * mode.height + 65536 + mode.height * self._camera.padding
        os.ftruncate(self._fd, largest * BUFFERS)
        size = -(-largest // mmap.PAGESIZE) * mmap.PAGESIZE
        os.ftruncate(self._fd, size * BUFFERS)
        self._memory = [mmap.mmap(self._fd, size, offset=i * size) for i in range(BUFFERS)]
        self._free, self._filled = deque(range(BUFFERS)), deque()
        self._begun_ns, self._sent, self.buffers = self._clock(), 0, BUFFERS
        return self._layout(), mode.rate

    def wait(self, seconds: float) -> WaitResult:
        until = self._clock() + int(seconds * 1e9)
        while True:
            self._check()
            self._fill()
            if self._camera.restless or (self._signal_changed() and self._camera.announces):
                return WaitResult.SOURCE_CHANGED
            if self._filled:
                return WaitResult.FRAME
            if (left := until - self._clock()) <= 0:
                return WaitResult.NOTHING
            self._sleep(min(left, max(1_000, self._due_ns() - self._clock()), 5_000_000) / 1e9)

    def take(self) -> Buffer | None:
        self._check()
        self._fill()
        if not self._filled:
            return None
        filled = self._filled.popleft()
        if self._camera.pulled_after is not None:
            self._camera.pulled_after -= 1
            self._camera.plugged = self._camera.pulled_after > 0
        stamp = None if self._camera.unstamped else filled.stamped_ns + self._camera.stamps_late_ns
        data = memoryview(self._memory[filled.index])[: filled.used]
        number = (self._camera.first_number + filled.sequence) % 2**32 if self._camera.counts else 0
        return Buffer(filled.index, data, number, stamp, filled.damaged)

    def release(self, buffer: Buffer) -> None:
        buffer.data.release()
        self._check()
        self._free.append(buffer.index)

    def stop(self) -> None:
        self.buffers = 0
        while self._memory:
            self._memory.pop().close()

    def pixel_aspect(self) -> float:
        self._check()
        return self._camera.pixel_aspect

    def controls(self) -> tuple[Control, ...]:
        self._check()
        return tuple(Control(name, str(value)) for name, value in self._camera.controls.items())

    def set_control(self, control: Control) -> None:
        self._check()
        if control.name not in self._camera.controls:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if not 0 <= int(control.value) <= 255:
            raise OSError(errno.ERANGE, os.strerror(errno.ERANGE))
        self._camera.controls[control.name] = int(control.value)

    def close(self) -> None:
        if self._fd >= 0:
            self.stop()
            os.close(self._fd)
            self._fd = -1
            self._camera.opened -= 1

    def _check(self) -> None:
        if not self._camera.plugged:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def _signal_changed(self) -> bool:
        return self._camera.signal is not None and self._camera.signal != self._mode

    def _due_ns(self) -> int:
        return self._begun_ns + int((self._sent + 1) * 1e9 / (self._mode.rate or 30.0))

    def _fill(self) -> None:
        """Everything the camera has sent until now, as far as there was a buffer for it."""
        while (due := self._due_ns()) <= self._clock():
            sequence, self._sent = self._sent, self._sent + 1
            if self._free and not self._camera.silent and sequence not in self._camera.misses:
                index = self._free.popleft()
                data = self._bytes(sequence)
                self._memory[index][: len(data)] = data
                self._filled.append(_Filled(index, len(data), sequence, due, self._camera.damaged))

    def _layout(self) -> Layout:
        format = PixelFormat(self._mode.fourcc)
        width = self._mode.width * (2 if format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1)
        return Layout(
            format, self._mode.width, self._mode.height, 0 if format is PixelFormat.MJPG else width + self._camera.padding
        )

    def _bytes(self, number: int) -> bytes:
        sent = self._camera.signal or self._mode
        layout = replace(self._layout(), width=sent.width, height=sent.height)
        if self._signal_changed():
            layout = replace(layout, stride=0 if layout.stride == 0 else layout.stride * sent.width // self._mode.width)
        data = packed(self._camera.frame(number, sent.width, sent.height), layout)
        return data[: int(len(data) * self._camera.cut)]


def packed(grey: GreyImage, layout: Layout) -> bytes:
    """A frame as a driver lays it into a buffer; colour is noise, and so is what lies between the rows."""
    rng = np.random.default_rng(0)
    height, width = grey.shape
    match layout.format:
        case PixelFormat.MJPG:
            return bytes(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 95])[1])
        case PixelFormat.YUYV | PixelFormat.UYVY:
            pairs = rng.integers(0, 256, (height, width, 2), np.uint8)
            pairs[:, :, int(layout.format is PixelFormat.UYVY)] = grey
            rows = pairs.reshape(height, 2 * width)
        case _:
            rows = grey
    padded = rng.integers(0, 256, (height, layout.stride), np.uint8)
    padded[:, : rows.shape[1]] = rows
    colour = b"\x80" * (height // 2 * layout.stride) if layout.format in (PixelFormat.NV12, PixelFormat.NV21) else b""
    return padded.tobytes() + colour
