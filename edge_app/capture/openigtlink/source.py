"""OpenIGTLink client: frames from a research scanner or a PLUS server over the network. Connects only if configured.

Connection and messages are our own: pyigtl's client thread does not notice when a server has gone, keeps only one message per
device without reporting how many it replaced, and looks at no checksum.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from edge_app.capture.frame_rate import FrameRate
from edge_app.capture.image_faults.find import chroma_of_rgb
from edge_app.capture.image_faults.watch import FaultWatch
from edge_app.capture.openigtlink.message import (
    HEADER,
    MAX_BODY,
    Header,
    Image,
    MalformedMessage,
    UnsupportedImage,
    parse_header,
    parse_image,
)
from edge_app.capture.openigtlink.remote_clock import RemoteClock
from edge_app.capture.readers.geometry import describe_aspect, square_pixels, square_size, usable_aspect
from edge_app.capture.readers.limits import check_size
from edge_app.capture.readers.recording import isotropic, luma_and_colour
from edge_app.capture.readers.sample_depth import held_bits, to_eight_bits
from edge_app.capture.source import StreamCounts
from edge_app.errors import CaptureError, ConfigError
from edge_app.records import COLOUR_BLOCK, Control, Frame, GreyImage, ImageFault

PORT = 18944  # registered for OpenIGTLink
CONNECT_TIMEOUT_S = 1.5  # s
FRAME_TIMEOUT_S = 1.5  # s without a complete frame after which the server counts as lost

LONGEST_VALUE, MOST_SETTINGS = 100, 50  # characters of a setting's value; settings of one server
_SETTING = re.compile(r"depth|gain|preset|dyn(amic)?_?range|frequency|power|focus|zoom|sector|persistence", re.IGNORECASE)
_RECV_BYTES = 4 << 20  # bytes requested from the socket at once
MOST_NAMED = 20  # other messages that are remembered, to be named in an error


@dataclass(frozen=True)
class Address:
    """The address of an OpenIGTLink server, and the device whose frames are wanted."""

    host: str
    port: int
    device: str  # device name of the IMAGE messages; empty: the first one received

    @classmethod
    def parse(cls, text: str) -> Address:
        """Parse "HOST[:PORT][/DEVICE]". Raises ConfigError for any other text."""
        try:
            parts = urlsplit(f"//{text}")
            port = parts.port or PORT
        except ValueError:
            parts, port = urlsplit(""), 0
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ConfigError(f"source 'igtl:{text}' is not igtl:HOST:PORT/DEVICE, for example igtl:192.168.1.20:{PORT}/Image")
        return cls(parts.hostname, port, parts.path.strip("/"))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"igtl:{host}:{self.port}" + (f"/{self.device}" if self.device else "")


class OpenIGTLinkSource:
    """A FrameSource over the IMAGE messages of one device: 2D, 8 or 16 bits, grey or RGB. Other messages are ignored.

    Samples of 16 bits, and of 32 that use no more than 16, are scaled by the bits that those so far have held; pixels that are
    not square are made so.

    If several frames have arrived, the newest is returned; the others become gaps in the sequence.
    """

    def __init__(self, address: Address) -> None:
        self.identity = str(address)
        self.frames_per_second = 0.0  # measured: the protocol does not report it
        self._rate = FrameRate()
        self._address = address
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._skip = 0  # bytes still to come of a message that is ignored
        self._clock = RemoteClock()
        self._device = address.device
        self._bits = 8  # that samples of 16 bits have held so far: the brightness must not flicker with what is in view
        self._ignored: set[str] = set()  # descriptions of messages that are not the device's frames
        self._sequence = 0
        self._controls: tuple[Control, ...] = ()
        self._faults = FaultWatch()  # a server may have its images from a grabber
        self.mode = ""  # human-readable stream format; empty before the first frame
        self.counts = StreamCounts()

    def __enter__(self) -> OpenIGTLinkSource:
        address = (self._address.host, self._address.port)
        try:
            self._socket = socket.create_connection(address, CONNECT_TIMEOUT_S)
        except socket.gaierror as exc:
            raise CaptureError(f"{self.identity}: the host {self._address.host!r} is unknown; check its name") from exc
        except OSError as exc:
            reason = exc.strerror or str(exc)
            raise CaptureError(f"{self.identity}: no server answers ({reason}); start it, or check host and port") from exc
        self._buffer.clear()
        self._skip = 0
        self._clock.connected()
        self._rate = FrameRate()
        self._faults.reset()
        self._device, self._ignored = self._address.device, set()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def read(self) -> Frame:
        """The newest complete frame; waits up to FRAME_TIMEOUT_S for one. Raises CaptureError."""
        deadline = time.monotonic() + FRAME_TIMEOUT_S
        while (newest := self._newest()) is None:
            self._receive(deadline)
        arrived_ns = time.monotonic_ns()
        header, body = newest
        image = self._parsed(header, body)
        aspect = usable_aspect(image.across_mm, image.down_mm)
        rows, columns = image.pixels.shape[:2]
        check_size(columns, rows, self.identity)
        check_size(*square_size(columns, rows, aspect), self.identity)
        samples = self._eight_bits(image.pixels)
        fault = self._look_for_faults(samples, arrived_ns)
        pixels, colour = _channels(square_pixels(samples, aspect))
        grey = "grey" if colour is None else "luminance of RGB"
        deep = "" if image.pixels.dtype == np.uint8 else f" of {self._bits} bits"
        square = "" if aspect == 1 else f", {describe_aspect(aspect)}"
        self.mode = f'IMAGE "{self._device}", {grey}{deep}, {pixels.shape[1]} x {pixels.shape[0]}{square}'
        if (controls := scanner_settings(image.metadata)) != self._controls:
            self._controls = controls
        captured_ns = self._clock.captured_ns(header.seconds, arrived_ns)
        mm_per_pixel = _mm_per_pixel(image, aspect)
        self._rate.tick(self._sequence, captured_ns)
        self.frames_per_second = self._rate.hertz
        return Frame(
            pixels,
            self._sequence - 1,
            captured_ns,
            mm_per_pixel,
            self.identity,
            colour=colour,
            controls=self._controls,
            image_fault=fault,
        )

    def _receive(self, deadline: float) -> None:
        """Append the next received data to the buffer. Raises CaptureError when the server is gone or silent for too long."""
        if self._socket is None:
            raise CaptureError(f"{self.identity}: the source is read before it was opened")
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._timeout_error()
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(_RECV_BYTES)
        except TimeoutError as exc:
            raise self._timeout_error() from exc
        except OSError as exc:
            raise CaptureError(f"{self.identity}: the connection was lost ({exc.strerror or exc})") from exc
        if not data:
            raise CaptureError(f"{self.identity}: the server has closed the connection")
        ignored = min(self._skip, len(data))
        self._skip -= ignored
        self._buffer += memoryview(data)[ignored:]

    def _timeout_error(self) -> CaptureError:
        name = f' "{self._device}"' if self._device else ""
        others = f"; the server sends {', '.join(sorted(self._ignored)[:5])}" if self._ignored else ""
        return CaptureError(f"{self.identity}: no frame{name} arrived within {FRAME_TIMEOUT_S:g} s{others}")

    def _newest(self) -> tuple[Header, bytes] | None:
        """Header and body of the last complete frame in the buffer. All complete messages are removed from it."""
        newest, frames = None, 0
        while len(self._buffer) >= HEADER.size:
            header = self._header()
            end = HEADER.size + header.body_size
            if header.kind != "IMAGE" or header.device != (self._device or header.device):
                if len(self._ignored) < MOST_NAMED:
                    self._ignored.add(f'{header.kind} "{_printable(header.device)}"')
                self._skip = max(0, end - len(self._buffer))  # never kept
                del self._buffer[:end]
                continue
            if len(self._buffer) < end:
                break
            self._device = header.device
            newest = header, bytes(memoryview(self._buffer)[HEADER.size : end])
            frames += 1
            del self._buffer[:end]
        self._sequence += frames
        self.counts = replace(self.counts, dropped=self.counts.dropped + max(0, frames - 1))
        return newest

    def _header(self) -> Header:
        try:
            header = parse_header(bytes(self._buffer[: HEADER.size]))
        except MalformedMessage as exc:
            raise CaptureError(f"{self.identity}: {exc}") from exc
        if header.body_size > MAX_BODY:
            raise CaptureError(
                f"{self.identity}: a message of {header.body_size} bytes is too large, at most {MAX_BODY} are accepted"
            )
        return header

    def _parsed(self, header: Header, body: bytes) -> Image:
        try:
            return parse_image(header, body)
        except UnsupportedImage as exc:
            raise CaptureError(f"{self.identity}: {exc}") from exc
        except MalformedMessage as exc:
            self.counts = replace(self.counts, damaged=self.counts.damaged + 1)
            raise CaptureError(f'{self.identity}: the frame "{_printable(header.device)}" is damaged: {exc}') from exc

    def _look_for_faults(self, samples: npt.NDArray[np.uint8], now_ns: int) -> ImageFault | None:
        if samples.ndim == 2:
            return self._faults.look(samples, lambda: None, now_ns)
        # Green has most of the luminance, and needs no arithmetic.
        return self._faults.look(samples[:, :, 1], lambda: chroma_of_rgb(samples[::COLOUR_BLOCK, ::COLOUR_BLOCK]), now_ns)

    def _eight_bits(self, samples: npt.NDArray[np.uint8] | npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
        if samples.dtype == np.uint8:
            return samples.astype(np.uint8, copy=False)
        self._bits = max(self._bits, held_bits(int(samples.max())))
        return to_eight_bits(samples.astype(np.uint16, copy=False), self._bits)


def _channels(samples: npt.NDArray[np.uint8]) -> tuple[GreyImage, GreyImage | None]:
    """(H, W) grey, and the colour of RGB."""
    return luma_and_colour(samples) if samples.ndim == 3 else (samples, None)


def scanner_settings(metadata: Mapping[str, str]) -> tuple[Control, ...]:
    """What a server says its scanner is set to, by name; what it says of the frame, the patient or its poses is left out."""
    named = {
        name.strip(): " ".join(str(value).split())[:LONGEST_VALUE] for name, value in metadata.items() if _SETTING.search(name)
    }
    settings = [(name, value) for name, value in sorted(named.items()) if name and value and (name + value).isprintable()]
    return tuple(Control(name, value) for name, value in settings[:MOST_SETTINGS] if len(name) <= LONGEST_VALUE)


def _mm_per_pixel(image: Image, aspect: float) -> float | None:
    """Spacing of rows and columns once they are square, mm; None where the spacing is none that a scanner has."""
    across, down = (image.across_mm, image.down_mm) if aspect == 1 else (min(image.across_mm, image.down_mm),) * 2
    scale = isotropic(across, down)
    return scale and round(scale, 6)  # sent as 32-bit floats, with 24 significant bits


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
