"""A USB, HDMI or PCI video device as a FrameSource, found by its identity and not by the number it happens to have.

The newest frame wins: the driver's queue is drained, and only the last frame is passed on.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from edge_app.capture.formats import FormatRequest, Mode, PixelFormat, check_negotiated_size, negotiate, pixel_aspect
from edge_app.capture.image_faults.watch import FaultWatch
from edge_app.capture.readers.geometry import describe_aspect, square_pixels, usable_aspect
from edge_app.capture.source import StreamCounts
from edge_app.capture.v4l2.chroma import colour, sampled_chroma
from edge_app.capture.v4l2.find_node import find_node
from edge_app.capture.v4l2.interface import Buffer, Node, VideoDevice, VideoSystem, WaitResult
from edge_app.capture.v4l2.kernel import KernelVideo
from edge_app.capture.v4l2.luma import DamagedFrame, Layout, luma
from edge_app.capture.v4l2.set_controls import set_controls
from edge_app.capture.v4l2.usb_speed import slow_bus
from edge_app.errors import CaptureError, EdgeError
from edge_app.imaging.colour_map import block_count
from edge_app.records import Control, Frame, GreyImage, ImageFault

FIRST_FRAME_TIMEOUT_S = 3.0  # s; a grabber needs time to lock on to the signal
FRAME_TIMEOUT_S = 1.0  # s, for any later frame; after that the device counts as silent
CONTROLS_EVERY_S = 2.0  # s between two looks at the controls, which another program may change
_POLL_S = 0.1  # s, longest single wait
_JPEG_CHROMA_EVERY = 15  # frames: the chroma of a JPEG takes two thirds of the time of decoding it
_COLOUR_EVERY = 3  # frames of MJPG: the colour takes another two thirds of the time of decoding one
_MAX_DAMAGED = 5  # frames in a row; this many mean that the format has changed
_MAX_RESTARTS = 3  # within one `read`
_MOST_MODES_TRIED = 6  # at one start
_NOT_THIS_MODE = frozenset({errno.EINVAL, errno.EIO, errno.ENOMEM, errno.ENOSPC, errno.EPIPE, errno.EPROTO})  # another may start
RememberedControls = Callable[[str], Iterable[Control]]
_log = logging.getLogger(__name__)
_CHANGES = "keeps changing its format; check the video cable"
_TRUNCATED = "sends frames that are truncated or damaged; check the USB cable, or plug it into another port"


@dataclass(frozen=True)
class _Stream:
    """An open, streaming device."""

    node: Node
    device: VideoDevice
    layout: Layout
    pixel_aspect: float  # width / height; 1.0: square


class V4l2Source:
    """A FrameSource over one video device.

    device: an identity "vendor:product:serial", found on any port; "vendor:product:-:port" for a device without a serial
    number on that port only; or the path of a node or of a link to one.
    request: preferred size and rate. remembered: gives what a device's profile remembers that it was set to, by its identity;
    the device is set to that whenever it is opened. None: its controls are left as they are. `system` and `clock` (monotonic
    ns) can be replaced in tests.
    """

    def __init__(
        self,
        device: str,
        request: FormatRequest | None = None,
        system: VideoSystem | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        remembered: RememberedControls | None = None,
    ) -> None:
        self.identity = device
        self._remembered = remembered
        self._request = request or FormatRequest()
        self.frames_per_second = self._request.rate
        self.path: Path | None = None  # of the node; None before the first opening
        self.streamed: Mode | None = None  # the negotiated mode; None before the first opening
        self.mode = ""  # the same, human-readable
        self.counts = StreamCounts()
        self._requested_device = device
        self._system = system or KernelVideo(request=self._request)
        self._clock = clock
        self._stream: _Stream | None = None
        self._driver_sequence: int | None = None  # of the newest frame; None: no frame since the last start
        self._sequence = -1  # of the newest frame, by our own count
        self._timeout_s = FIRST_FRAME_TIMEOUT_S
        self._colour: GreyImage | None = None  # of the newest frame that was looked at for it
        self._colour_age = 0  # frames since
        self._controls: tuple[Control, ...] = ()
        self._controls_due_ns = 0
        self._faults = FaultWatch()

    def __enter__(self) -> V4l2Source:
        """Find the device, open it and start streaming. Raises CaptureError."""
        node = find_node(self._requested_device, self._system)
        try:
            device = self._system.open(node.path)
        except OSError as exc:
            raise CaptureError(error_message(exc, node)) from exc
        try:
            self._start(node, device)
        except BaseException:
            device.close()
            raise
        self.identity = node.identity.unique_id
        if self._remembered is not None:
            self._set_controls(self._remembered, device)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._stream is not None:
            self._stream.device.close()
            self._stream = None

    def read(self) -> Frame:
        """The newest frame, within a second (three after opening). Raises CaptureError when the device is lost or silent."""
        if self._stream is None:
            raise RuntimeError("the device is read before it was opened")
        deadline = self._clock() + int(self._timeout_s * 1e9)
        restarts = damaged = 0
        while (left_ns := deadline - self._clock()) > 0:
            try:
                self._read_controls(self._stream)
                ready = self._stream.device.wait(min(left_ns / 1e9, _POLL_S))
                buffer = self._newest(self._stream.device) if ready is WaitResult.FRAME else None
                frame = self._frame(buffer, self._stream) if buffer is not None else None
            except DamagedFrame:
                self.counts = replace(self.counts, damaged=self.counts.damaged + 1)
                damaged += 1
            except OSError as exc:
                if exc.errno != errno.EINVAL:
                    raise CaptureError(error_message(exc, self._stream.node)) from exc
                ready = WaitResult.SOURCE_CHANGED  # the negotiated format is no longer valid
            else:
                if frame is not None:
                    self._timeout_s = FRAME_TIMEOUT_S
                    return frame
            if ready is WaitResult.SOURCE_CHANGED or damaged >= _MAX_DAMAGED:
                restarts += 1
                if restarts > _MAX_RESTARTS:
                    raise CaptureError(f"{_name(self._stream.node)} {_TRUNCATED if damaged else _CHANGES}")
                damaged = 0
                self._restart(self._stream)
                deadline = self._clock() + int(self._timeout_s * 1e9)
        raise CaptureError(
            f"{_name(self._stream.node)} is plugged in but sends no frame; check that the scanner is on and its cable is tight"
        )

    def _start(self, node: Node, device: VideoDevice) -> None:
        try:
            mode, layout, rate = self._begin(node, device)
            stated = device.pixel_aspect()
        except OSError as exc:
            raise CaptureError(error_message(exc, node)) from exc
        check_negotiated_size(layout.width, layout.height, _name(node))
        aspect = usable_aspect(pixel_aspect(layout.width, layout.height, stated), 1)
        self._stream = _Stream(node, device, layout, aspect)
        self.frames_per_second = rate or mode.rate or self._request.rate
        self.path = node.path
        self.streamed = Mode(layout.format.value, layout.width, layout.height, rate or mode.rate)
        self.mode = f"{self.streamed}, {layout.format.conversion}"
        if slow := slow_bus(self.frames_per_second, self._request.rate, node.usb_mbits):
            self.mode += f", {slow}"
            _log.warning("%s: %s", _name(node), slow)
        if aspect != 1:
            self.mode += f", {describe_aspect(aspect)}"
            _log.info("%s: %s", _name(node), self.mode)
        self._driver_sequence, self._controls_due_ns = None, 0
        self._timeout_s = FIRST_FRAME_TIMEOUT_S
        self._colour = None
        self._faults.reset()

    def _begin(self, node: Node, device: VideoDevice) -> tuple[Mode, Layout, float]:
        """Start the best mode that the device can really send: some offer more than they, or their USB bus, have room for.

        Raises OSError, that of the best mode, when none starts.
        """
        modes, first = device.modes(), None
        for _ in range(_MOST_MODES_TRIED):
            mode = negotiate(modes, self._request, _name(node))
            try:
                layout, rate = device.start(mode)
            except OSError as exc:
                first = first or exc
                modes = [one for one in modes if (one.fourcc, one.width, one.height) != (mode.fourcc, mode.width, mode.height)]
                if exc.errno not in _NOT_THIS_MODE or not any(one.fourcc in PixelFormat.__members__ for one in modes):
                    raise first from None
                reason = exc.strerror or exc
                _log.warning("%s does not start %s (%s); trying another of its formats", _name(node), mode, reason)
            else:
                return mode, layout, rate
        assert first is not None
        raise first

    def _read_controls(self, stream: _Stream) -> None:
        """Look at the controls when it is time to. Raises OSError when the device is gone."""
        now = self._clock()
        if now < self._controls_due_ns:
            return
        self._controls_due_ns = now + int(CONTROLS_EVERY_S * 1e9)
        found = stream.device.controls()
        if found != self._controls:
            _log.info("%s is set to %s", _name(stream.node), ", ".join(f"{one.name} {one.value}" for one in found) or "nothing")
            self._controls = found

    def _set_controls(self, remembered: RememberedControls, device: VideoDevice) -> None:
        """What cannot be set is logged, and no reason to show nothing: a setting that differs takes the label away anyway."""
        try:
            for done in set_controls(device, remembered(self.identity), self.identity):
                _log.info("%s: the %s", self.identity, done)
        except (EdgeError, OSError) as exc:
            _log.warning("the controls are not as the device profile says: %s", exc)

    def _restart(self, stream: _Stream) -> None:
        """Renegotiate with a device that changed its format."""
        stream.device.stop()
        self._start(stream.node, stream.device)
        self.counts = replace(self.counts, restarts=self.counts.restarts + 1)

    def _newest(self, device: VideoDevice) -> Buffer | None:
        """The newest waiting frame; the others are returned to the driver.

        If every buffer is full, the driver had none to fill for an unknown time: all frames may be old, so none is used.
        """
        taken: list[Buffer] = []
        try:
            while len(taken) < device.buffers and (buffer := device.take()) is not None:
                taken.append(buffer)
            newest = taken[-1] if 0 < len(taken) < device.buffers else None
            dropped = [buffer for buffer in taken if buffer is not newest]
            for buffer in dropped:
                device.release(buffer)
        except OSError:
            for buffer in taken:  # unplugged meanwhile: the memory can only be unmapped when no view of it is left
                buffer.data.release()
            raise
        self.counts = replace(self.counts, dropped=self.counts.dropped + len(dropped))
        return newest

    def _frame(self, buffer: Buffer, stream: _Stream) -> Frame:
        """A copy of the buffer's frame; the buffer is returned to the driver. Raises DamagedFrame."""
        now = self._clock()
        self._count(buffer.sequence)
        try:
            if buffer.damaged:
                raise DamagedFrame("the driver reports it as damaged")
            sent = luma(buffer.data, stream.layout)
            fault = self._look_for_faults(buffer.data, stream.layout, sent, now)
            pixels = square_pixels(sent, stream.pixel_aspect)
            self._look_at_colour(buffer.data, stream.layout, pixels)
        finally:
            stream.device.release(buffer)
        # A time stamp in the future must be wrong; one in the past may be right, and an old frame must look old.
        captured_ns = now if buffer.stamped_ns is None else min(buffer.stamped_ns, now)
        return Frame(
            pixels,
            self._sequence,
            captured_ns,
            None,
            stream.node.identity.unique_id,
            colour=self._colour,
            controls=self._controls,
            image_fault=fault,
        )

    def _look_for_faults(self, data: memoryview, layout: Layout, sent: GreyImage, now_ns: int) -> ImageFault | None:
        chroma_every = _JPEG_CHROMA_EVERY if layout.format is PixelFormat.MJPG else 1
        return self._faults.look(sent, lambda: sampled_chroma(data, layout), now_ns, chroma_every)

    def _look_at_colour(self, data: memoryview, layout: Layout, pixels: GreyImage) -> None:
        fits = self._colour is not None and self._colour.shape == block_count(pixels.shape[1], pixels.shape[0])
        self._colour_age += 1
        if layout.format is PixelFormat.MJPG and fits and self._colour_age < _COLOUR_EVERY:
            return
        found, blocks = colour(data, layout), block_count(pixels.shape[1], pixels.shape[0])
        if found is not None and found.shape != blocks:  # of the pixels as they came, which were not square
            found = np.asarray(cv2.resize(found, blocks[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
        self._colour, self._colour_age = found, 0

    def _count(self, driver_sequence: int) -> None:
        step = 1 if self._driver_sequence is None else (driver_sequence - self._driver_sequence) % 2**32
        # A count that jumps back was restarted, and one that does not change is not maintained: the losses are unknown.
        self._sequence += step if 0 < step < 2**31 else 1
        self._driver_sequence = driver_sequence


def _name(node: Node) -> str:
    return f"{node.identity.name} ({node.identity.key})"


def error_message(exc: OSError, node: Node) -> str:
    """What an error of the kernel means, and what to do."""
    name = _name(node)
    match exc.errno:
        case errno.EACCES | errno.EPERM:
            return f"no permission to use {node.path}; add this user to the group 'video' and log in again"
        case errno.EBUSY:
            return f"{name} is in use by another program; close that program"
        case errno.ENODEV | errno.ENOENT | errno.ENXIO:
            return f"{name} was unplugged; check the cable at both ends"
        case errno.ENOLINK | errno.ENOLCK:
            return f"{name} gets no video signal; check that the scanner is on and its video cable is tight"
        case errno.ERANGE:
            return f"{name} does not support the scanner's video mode; set the scanner's video output to a smaller size"
        case errno.ENOSPC:
            return f"the USB bus has no bandwidth left for {name}; plug it into another port"
        case errno.ENOTTY:
            return f"{node.path} sends no frames; `edge-app devices` lists those that do"
        case number:
            reason = exc.strerror or (os.strerror(number) if number else str(exc))
            return f"{name} failed ({reason}); unplug it and plug it in again"
