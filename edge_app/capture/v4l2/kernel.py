"""Video devices through the kernel's V4L2: memory-mapped buffers, and a poll with a timeout before each of them."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import select
from collections.abc import Callable, Iterator
from pathlib import Path

from edge_app.capture.formats import MAX_SIZE, FormatRequest, Mode, PixelFormat
from edge_app.capture.v4l2 import abi
from edge_app.capture.v4l2.controls import read_controls, write_control
from edge_app.capture.v4l2.device_id import SYSFS, find_device_id, video_nodes
from edge_app.capture.v4l2.interface import Buffer, Node, WaitResult
from edge_app.capture.v4l2.luma import Layout
from edge_app.capture.v4l2.tv_norm import read_tv_norm
from edge_app.capture.v4l2.usb_speed import usb_mbits
from edge_app.records import Control

BUFFERS = 4  # one being filled, one being read, two in reserve
DEV = Path("/dev")
_NO_SIGNAL = (errno.ENOLINK, errno.ENOLCK, errno.ERANGE)  # no signal, an unstable signal, an unsupported signal


class KernelVideo:
    """The video devices of this machine."""

    def __init__(self, dev: Path = DEV, sysfs: Path = SYSFS, request: FormatRequest | None = None) -> None:
        self._dev, self._sysfs, self._request = dev, sysfs, request or FormatRequest()
        self._captures: dict[Node, bool] = {}  # cached: opening a device wakes it up, reading its sysfs folder does not

    def nodes(self) -> list[Node]:
        found = []
        for name in video_nodes(self._sysfs):
            with contextlib.suppress(OSError):  # unplugged in the meantime
                node = Node(self._dev / name, find_device_id(name, self._sysfs), usb_mbits(name, self._sysfs))
                if node not in self._captures:
                    self._captures[node] = _sends_frames(node.path)
                if self._captures[node]:
                    found.append(node)
        return found

    def node(self, path: Path) -> Node:
        real = path.resolve(strict=True)
        return Node(real, find_device_id(real.name, self._sysfs), usb_mbits(real.name, self._sysfs))

    def open(self, path: Path) -> KernelDevice:
        return KernelDevice(path, self._request)


def _sends_frames(path: Path) -> bool:
    """Whether a node captures video: a webcam also has nodes for metadata. Raises OSError when it is gone."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as exc:
        if exc.errno in (errno.EACCES, errno.EPERM, errno.EBUSY):  # cannot be queried; opening it later reports why
            return True
        raise
    try:
        capability = abi.Capability()
        abi.ioctl(fd, abi.QUERYCAP, capability)
        return bool(capability.device_caps & abi.CAP_VIDEO_CAPTURE)
    finally:
        os.close(fd)


class KernelDevice:
    """One open node."""

    def __init__(self, path: Path, request: FormatRequest) -> None:
        self.buffers = 0
        self._request = request
        self._signal: tuple[int, int] | None = None  # size of the incoming signal, px, if the device is a receiver
        self._memory: list[mmap.mmap] = []
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            capability = abi.Capability()
            abi.ioctl(self._fd, abi.QUERYCAP, capability)
            if not (capability.device_caps & abi.CAP_VIDEO_CAPTURE and capability.device_caps & abi.CAP_STREAMING):
                raise OSError(errno.ENOTTY, "sends no frames", str(path))
            self._is_set_elsewhere = bool(capability.device_caps & abi.CAP_IO_MC)
        except OSError:
            os.close(self._fd)
            raise
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN | select.POLLPRI)
        with contextlib.suppress(OSError):  # most devices do not support this event
            abi.ioctl(self._fd, abi.SUBSCRIBE_EVENT, abi.EventSubscription(type=abi.EVENT_SOURCE_CHANGE))

    def modes(self) -> list[Mode]:
        if (
            self._is_set_elsewhere
        ):  # /usr/lib/edge-app/hdmi-input has set the whole way to the node; with another size none starts
            pix = self._format().fmt.pix
            return [Mode(_text(pix.pixelformat), pix.width, pix.height, 0.0)]
        self._follow_signal()
        found = []
        for entry in self._entries(abi.ENUM_FMT, lambda i: abi.FormatDescription(index=i, type=abi.CAPTURE)):
            fourcc = entry.pixelformat
            for width, height in self._sizes(fourcc):
                found += [Mode(_text(fourcc), width, height, rate) for rate in self._rates(fourcc, width, height)]
        return found

    def _follow_signal(self) -> None:
        """Set an HDMI receiver to the size of its signal. USB grabbers do that themselves and do not support the request."""
        timings = abi.SignalTimings()
        self._signal = None
        try:
            abi.ioctl(self._fd, abi.QUERY_DV_TIMINGS, timings)
            self._signal = (timings.width, timings.height)
            abi.ioctl(self._fd, abi.S_DV_TIMINGS, timings)
        except OSError as exc:
            if exc.errno in _NO_SIGNAL:
                raise
            # not a receiver, or one that another program streams from: `start` reports that

    def _sizes(self, fourcc: int) -> list[tuple[int, int]]:
        entries = list(self._entries(abi.ENUM_FRAMESIZES, lambda i: abi.FrameSize(index=i, pixelformat=fourcc)))
        if not entries:
            pix = self._format().fmt.pix
            return [(pix.width, pix.height)]
        if entries[0].type == abi.DISCRETE:
            return [(entry.values[0], entry.values[1]) for entry in entries]
        min_width, max_width, width_step, min_height, max_height, height_step = entries[0].values
        # A device that scales would distort the frame to fit any requested size; the signal's own size keeps the proportions.
        width, height = self._signal or (self._request.width, self._request.height)
        while width > MAX_SIZE[0] or height > MAX_SIZE[1]:
            width, height = width // 2, height // 2
        return [(_round_down(width, min_width, max_width, width_step), _round_down(height, min_height, max_height, height_step))]

    def _rates(self, fourcc: int, width: int, height: int) -> list[float]:
        def question(i: int) -> abi.FrameInterval:
            return abi.FrameInterval(index=i, pixelformat=fourcc, width=width, height=height)

        entries = list(self._entries(abi.ENUM_FRAMEINTERVALS, question))
        if not entries:
            return [0.0]
        if entries[0].type == abi.DISCRETE:
            return [_hertz(entry.values[0]) for entry in entries]
        fastest, slowest = _hertz(entries[0].values[0]), _hertz(entries[0].values[1])
        return [min(max(self._request.rate, slowest), fastest)]

    def _entries(self, request: int, question: Callable[[int], ctypes.Structure]) -> Iterator[ctypes.Structure]:
        """All entries of one of V4L2's enumerations."""
        for i in range(1024):  # guards against a driver whose enumeration never ends
            answer = question(i)
            try:
                abi.ioctl(self._fd, request, answer)
            except OSError as exc:
                if exc.errno in (errno.EINVAL, errno.ENOTTY):  # the end, or not supported by this driver
                    return
                raise
            yield answer

    def _format(self) -> abi.Format:
        answer = abi.Format(type=abi.CAPTURE)
        abi.ioctl(self._fd, abi.G_FMT, answer)
        return answer

    def start(self, mode: Mode) -> tuple[Layout, float]:
        try:
            layout, rate = self._negotiate(mode)
            self._map()
            abi.ioctl(self._fd, abi.STREAMON, ctypes.c_int32(abi.CAPTURE))
        except OSError:
            self.stop()
            raise
        return layout, rate

    def _negotiate(self, mode: Mode) -> tuple[Layout, float]:
        requested = self._format()
        pix = requested.fmt.pix
        pix.width, pix.height, pix.pixelformat, pix.bytesperline, pix.field = mode.width, mode.height, _code(mode.fourcc), 0, 0
        abi.ioctl(self._fd, abi.S_FMT, requested)
        if (got := _text(pix.pixelformat)) not in PixelFormat.__members__:
            raise OSError(errno.EINVAL, f"answers with {got} when asked for {mode.fourcc}")
        rate = 0.0
        parameters = abi.StreamParameters(type=abi.CAPTURE)
        if mode.rate:
            parameters.timeperframe = abi.Fraction(1_000_000, round(mode.rate * 1_000_000))
            with contextlib.suppress(OSError):  # a device with a single rate may not support this
                abi.ioctl(self._fd, abi.S_PARM, parameters)
                rate = _hertz(parameters.timeperframe)
        format = PixelFormat(got)
        width = pix.width * (2 if format in (PixelFormat.YUYV, PixelFormat.UYVY) else 1)
        stride = 0 if format is PixelFormat.MJPG else max(pix.bytesperline, width)
        return Layout(format, pix.width, pix.height, stride), rate

    def _map(self) -> None:
        request = abi.BufferRequest(count=BUFFERS, type=abi.CAPTURE, memory=abi.MMAP)
        abi.ioctl(self._fd, abi.REQBUFS, request)
        if request.count < 2:
            raise OSError(errno.ENOMEM, "has no memory for its frames")
        for i in range(request.count):
            buffer = abi.Buffer(index=i, type=abi.CAPTURE, memory=abi.MMAP)
            abi.ioctl(self._fd, abi.QUERYBUF, buffer)
            self._memory.append(mmap.mmap(self._fd, buffer.length, offset=buffer.m.offset))
            abi.ioctl(self._fd, abi.QBUF, buffer)
        self.buffers = request.count

    def pixel_aspect(self) -> float:
        cropping = abi.CropCapability(type=abi.CAPTURE)
        try:
            abi.ioctl(self._fd, abi.CROPCAP, cropping)
            pix = self._format().fmt.pix
        except OSError as exc:
            if exc.errno in (errno.ENOTTY, errno.EINVAL, errno.ENODATA):  # not supported by this driver
                return 1.0
            raise
        sample, signal = cropping.pixelaspect, cropping.defrect
        if sample.numerator == sample.denominator or not all(
            (sample.numerator, signal.width, signal.height, pix.width, pix.height)
        ):
            return 1.0  # the kernel's own answer where a driver gives none
        # Of the samples of the signal, which the device may have scaled to the format's size.
        scaled = (signal.width / pix.width) / (signal.height / pix.height)
        return float(sample.denominator / sample.numerator * scaled)

    def wait(self, seconds: float) -> WaitResult:
        events = self._poll.poll(seconds * 1000)
        mask = events[0][1] if events else 0
        if mask & select.POLLPRI:
            event = abi.Event()
            abi.ioctl(self._fd, abi.DQEVENT, event)
            if event.type == abi.EVENT_SOURCE_CHANGE:
                return WaitResult.SOURCE_CHANGED
        if mask & select.POLLIN:
            return WaitResult.FRAME
        if mask & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return WaitResult.NOTHING

    def take(self) -> Buffer | None:
        filled = abi.Buffer(type=abi.CAPTURE, memory=abi.MMAP)
        try:
            abi.ioctl(self._fd, abi.DQBUF, filled)
        except BlockingIOError:
            return None
        monotonic = filled.flags & abi.STAMP_MASK == abi.STAMP_MONOTONIC and filled.seconds > 0
        return Buffer(
            filled.index,
            memoryview(self._memory[filled.index])[: filled.bytesused],
            filled.sequence,
            filled.seconds * 1_000_000_000 + filled.microseconds * 1000 if monotonic else None,
            bool(filled.flags & abi.BUFFER_ERROR),
        )

    def release(self, buffer: Buffer) -> None:
        buffer.data.release()
        abi.ioctl(self._fd, abi.QBUF, abi.Buffer(index=buffer.index, type=abi.CAPTURE, memory=abi.MMAP))

    def controls(self) -> tuple[Control, ...]:
        norm = read_tv_norm(self._fd)
        return (*read_controls(self._fd), *(() if norm is None else (norm,)))

    def set_control(self, control: Control) -> None:
        write_control(self._fd, control)

    def stop(self) -> None:
        self.buffers = 0
        with contextlib.suppress(OSError):  # unplugged: the kernel has stopped it already
            abi.ioctl(self._fd, abi.STREAMOFF, ctypes.c_int32(abi.CAPTURE))
        while self._memory:
            self._memory.pop().close()  # each holds its own file descriptor
        with contextlib.suppress(OSError):
            abi.ioctl(self._fd, abi.REQBUFS, abi.BufferRequest(count=0, type=abi.CAPTURE, memory=abi.MMAP))

    def close(self) -> None:
        if self._fd >= 0:
            self.stop()
            os.close(self._fd)
            self._fd = -1


def _text(fourcc: int) -> str:
    """A four-character code as text, without the highest bit, which marks big endian."""
    return (fourcc & 0x7FFFFFFF).to_bytes(4, "little").decode("latin-1").rstrip()


def _code(fourcc: str) -> int:
    return int.from_bytes(fourcc.ljust(4).encode("latin-1"), "little")


def _hertz(interval: abi.Fraction) -> float:
    return float(interval.denominator / interval.numerator) if interval.numerator else 0.0


def _round_down(value: int, minimum: int, maximum: int, step: int) -> int:
    """The largest value of a stepwise range that does not exceed `value`; the minimum if all do."""
    clamped = min(max(value, minimum), maximum)
    return clamped - (clamped - minimum) % max(step, 1)
