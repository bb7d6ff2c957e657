"""OpenIGTLink client: frames from a research scanner or a PLUS server over the network. Connects only if configured.

Messages are parsed by pyigtl. The connection is our own: pyigtl's client thread does not notice when a server has gone, and
keeps only one message per device without reporting how many it replaced.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from edge_app.capture.frame_rate import FrameRate
from edge_app.capture.readers.limits import MAX_PIXELS, check_size
from edge_app.capture.readers.recording import isotropic, luma_and_colour
from edge_app.capture.remote_clock import RemoteClock
from edge_app.capture.source import Counts
from edge_app.errors import CaptureError, ConfigError
from edge_app.records import Control, Frame, GreyImage

if TYPE_CHECKING:
    from pyigtl.messages import ImageMessage

PORT = 18944  # registered for OpenIGTLink
CONNECT_TIMEOUT_S = 1.5  # s
FRAME_TIMEOUT_S = 1.5  # s without a complete frame after which the server counts as lost

LONGEST_VALUE, MOST_SETTINGS = 100, 50  # characters of a setting's value; settings of one server
_SETTING = re.compile(r"depth|gain|preset|dyn(amic)?_?range|frequency|power|focus|zoom|sector|persistence", re.IGNORECASE)
_HEADER = 58  # bytes (OpenIGTLink v2 and v3, "header")
_RECV_BYTES = 4 << 20  # bytes requested from the socket at once
_MAX_BYTES = 3 * MAX_PIXELS + 65536

# What pyigtl, which validates nothing, raises on damaged messages.
_DAMAGE = (struct.error, ValueError, LookupError, TypeError, ArithmeticError, MemoryError)


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
    """A FrameSource over the IMAGE messages of one device: 2D, 8 bits, grey or RGB. Other messages are ignored.

    If several frames have arrived, the newest is returned; the others become gaps in the sequence.
    """

    def __init__(self, address: Address) -> None:
        self.identity = str(address)
        self.frames_per_second = 0.0  # measured: the protocol does not report it
        self._rate = FrameRate()
        self._address = address
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._clock = RemoteClock()
        self._device = address.device
        self._ignored: set[str] = set()  # descriptions of messages that are not the device's frames
        self._sequence = 0
        self._controls: tuple[Control, ...] = ()
        self.mode = ""  # human-readable stream format; empty before the first frame
        self.counts = Counts()

    def __enter__(self) -> OpenIGTLinkSource:
        _messages()
        address = (self._address.host, self._address.port)
        try:
            self._socket = socket.create_connection(address, CONNECT_TIMEOUT_S)
        except socket.gaierror as exc:
            raise CaptureError(f"{self.identity}: the host {self._address.host!r} is unknown; check its name") from exc
        except OSError as exc:
            reason = exc.strerror or str(exc)
            raise CaptureError(f"{self.identity}: no server answers ({reason}); start it, or check host and port") from exc
        self._buffer.clear()
        self._clock.connected()
        self._rate = FrameRate()
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
        message = self._unpack(*newest)
        (pixels, colour), mm_per_pixel = self._channels(message.image), _mm_per_pixel(message)
        grey = "luminance of RGB" if message.image.ndim == 4 and message.image.shape[3] == 3 else "grey"
        self.mode = f'IMAGE "{self._device}", {grey}, {pixels.shape[1]} x {pixels.shape[0]}'
        if (controls := scanner_settings(message.metadata)) != self._controls:
            self._controls = controls
        captured_ns = self._clock.captured_ns(message.timestamp, arrived_ns)
        self._rate.tick(self._sequence, captured_ns)
        self.frames_per_second = self._rate.hertz
        return Frame(pixels, self._sequence - 1, captured_ns, mm_per_pixel, self.identity, colour=colour, controls=self._controls)

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
        self._buffer += data

    def _timeout_error(self) -> CaptureError:
        name = f' "{self._device}"' if self._device else ""
        others = f"; the server sends {', '.join(sorted(self._ignored)[:5])}" if self._ignored else ""
        return CaptureError(f"{self.identity}: no frame{name} arrived within {FRAME_TIMEOUT_S:g} s{others}")

    def _newest(self) -> tuple[dict[str, Any], bytes] | None:
        """Header and body of the last complete frame in the buffer. All complete messages are removed from it."""
        newest, frames = None, 0
        while len(self._buffer) >= _HEADER:
            header = self._header()
            end = _HEADER + int(header["body_size"])
            if len(self._buffer) < end:
                break
            name = str(header["device_name"])
            if header["message_type"] == "IMAGE" and name == (self._device or name):
                self._device = name
                newest = header, bytes(self._buffer[_HEADER:end])
                frames += 1
            else:
                self._ignored.add(f'{header["message_type"]} "{name}"')
            del self._buffer[:end]
        self._sequence += frames
        self.counts = replace(self.counts, dropped=self.counts.dropped + max(0, frames - 1))
        return newest

    def _header(self) -> dict[str, Any]:
        try:
            header: dict[str, Any] = _messages().parse_header(bytes(self._buffer[:_HEADER]))
        except UnicodeDecodeError as exc:
            raise CaptureError(f"{self.identity}: what answers there is not an OpenIGTLink server") from exc
        if header["header_version"] not in (1, 2):
            raise CaptureError(f"{self.identity}: what answers there is not an OpenIGTLink server")
        if header["body_size"] > _MAX_BYTES:
            raise CaptureError(
                f"{self.identity}: a message of {header['body_size']} bytes is too large, at most {_MAX_BYTES} are accepted"
            )
        return header

    def _unpack(self, header: dict[str, Any], body: bytes) -> ImageMessage:
        message = _messages()()
        try:
            message.unpack(header, body)
        except NotImplementedError as exc:
            raise CaptureError(f"{self.identity}: partial frames are not supported, send whole ones") from exc
        except _DAMAGE as exc:
            self.counts = replace(self.counts, damaged=self.counts.damaged + 1)
            raise CaptureError(f'{self.identity}: the frame "{header["device_name"]}" is damaged') from exc
        return message

    def _channels(self, image: npt.NDArray[Any]) -> tuple[GreyImage, GreyImage | None]:
        """(1, H, W), or (H, W, 1) as pyigtl itself sends 2D images, either also with three components -> (H, W) and colour."""
        if image.dtype != np.uint8:
            raise CaptureError(f"{self.identity}: pixels of type {image.dtype} are not supported, send unsigned 8 bits")
        depth, height, width = image.shape[:3]
        components = image.shape[3] if image.ndim == 4 else 1
        if 1 not in (depth, width) or components not in (1, 3):
            size = f"{width} x {height} x {depth} pixels with {components} components"
            raise CaptureError(f"{self.identity}: a frame of {size} is not supported, send single grey or RGB frames")
        rows, columns = (height, width) if depth == 1 else (depth, height)
        check_size(columns, rows, self.identity)
        return luma_and_colour(image.reshape(rows, columns, 3)) if components == 3 else (image.reshape(rows, columns), None)


def scanner_settings(metadata: Mapping[str, str]) -> tuple[Control, ...]:
    """What a server says its scanner is set to, by name; what it says of the frame, the patient or its poses is left out."""
    named = {
        name.strip(): " ".join(str(value).split())[:LONGEST_VALUE] for name, value in metadata.items() if _SETTING.search(name)
    }
    settings = [(name, value) for name, value in sorted(named.items()) if name and value and (name + value).isprintable()]
    return tuple(Control(name, value) for name, value in settings[:MOST_SETTINGS] if len(name) <= LONGEST_VALUE)


def _mm_per_pixel(message: ImageMessage) -> float | None:
    """Spacing of rows and columns, mm, if both are equal."""
    spacing = np.linalg.norm(np.asarray(message.ijk_to_world_matrix)[:3, :3], axis=0)
    across, down = (spacing[0], spacing[1]) if message.image.shape[0] == 1 else (spacing[1], spacing[2])
    scale = isotropic(float(across), float(down))
    return scale and round(scale, 6)  # sent as 32-bit floats, with 24 significant bits


def _messages() -> type[ImageMessage]:
    try:
        from pyigtl.messages import ImageMessage
    except ImportError as exc:
        raise CaptureError("OpenIGTLink needs the package pyigtl: pip install 'edge-app[openigtlink]'") from exc
    return ImageMessage  # type: ignore[no-any-return]
