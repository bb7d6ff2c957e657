"""USB descriptors of a video device: one VideoControl and one bulk VideoStreaming interface.

Numbers and layouts: USB 2.0 chapter 9; USB Device Class Definition for Video Devices 1.0, chapters 3 and 4, and its
payload specifications for uncompressed and MJPEG video.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from tests.device.frames import Mode, PixelFormat

ENDPOINT = 0x81  # bulk in
MAX_PAYLOAD = 16384  # bytes: one transfer request of uvcvideo at high speed
_GUID_TAIL = bytes.fromhex("00001000800000aa00389b71")
_FOURCC: dict[PixelFormat, bytes] = {"YUY2": b"YUY2", "NV12": b"NV12", "GREY": b"Y800"}
_CAMERA, _OUTPUT = 1, 2  # terminals
PROCESSING = 3  # the unit between them
BRIGHTNESS, CONTRAST = 2, 3  # its controls: selectors
_VIDEO = 0x0E  # interface class


@dataclass(frozen=True)
class Identity:
    """What a device says of itself."""

    vendor: int = 0x1209  # pid.codes, for open hardware
    product: int = 0x5501
    serial: str = "SIM0001"
    maker: str = "Edge App"
    name: str = "Software Ultrasound Probe"


def device(identity: Identity) -> bytes:
    """The device descriptor, 18 bytes."""
    grouped = 0xEF, 2, 1  # class, subclass, protocol: an association descriptor groups the interfaces
    who = identity.vendor, identity.product, 0x0100
    return struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, *grouped, 64, *who, 1, 2, 3, 1)


def strings(identity: Identity) -> list[bytes]:
    """The string descriptors by index: languages, maker, name, serial."""
    texts = ["\u0409", identity.maker, identity.name, identity.serial]
    return [struct.pack("<BB", 2 + 2 * len(text), 3) + text.encode("utf-16le") for text in texts]


def configuration(modes: Sequence[Mode]) -> bytes:
    """The configuration descriptor with everything in it; the format's index is that of the mode, from 1."""
    association = struct.pack("<8B", 8, 11, 0, 2, _VIDEO, 3, 0, 0)
    control = _interface(0, endpoints=0, subclass=1) + _control()
    streaming = _interface(1, endpoints=1, subclass=2) + _streaming(modes) + struct.pack("<BBBBHB", 7, 5, ENDPOINT, 2, 512, 0)
    body = association + control + streaming
    return struct.pack("<BBHBBBBB", 9, 2, 9 + len(body), 2, 1, 0, 0x80, 250) + body


def interval(mode: Mode) -> int:
    """Frame period in units of 100 ns."""
    return 10_000_000 // mode.frames_per_second


def probe_block(index: int, mode: Mode) -> bytes:
    """The Video Probe and Commit control of UVC 1.0, 26 bytes, for the format with this index."""
    return struct.pack("<HBBIHHHHHII", 0, index, 1, interval(mode), 0, 0, 0, 0, 0, mode.frame_bytes, MAX_PAYLOAD)


def _interface(number: int, endpoints: int, subclass: int) -> bytes:
    return struct.pack("<9B", 9, 4, number, 0, endpoints, _VIDEO, subclass, 0, 0)


def _specific(subtype: int, layout: str, *fields: int | bytes) -> bytes:
    """A class-specific interface descriptor."""
    body = struct.pack("<" + layout, *fields)
    return struct.pack("<BBB", 3 + len(body), 0x24, subtype) + body


def _control() -> bytes:
    camera = _specific(2, "BHBBHHHB3x", _CAMERA, 0x0201, 0, 0, 0, 0, 0, 3)
    processing = _specific(5, "BBHBHB", PROCESSING, _CAMERA, 0, 2, 1 << 0 | 1 << 1, 0)  # bits of brightness and contrast
    output = _specific(3, "BHBBB", _OUTPUT, 0x0101, 0, PROCESSING, 0)
    units = camera + processing + output
    return _specific(1, "HHIBB", 0x0100, 13 + len(units), 48_000_000, 1, 1) + units


def _streaming(modes: Sequence[Mode]) -> bytes:
    formats = b"".join(_format(index, mode) for index, mode in enumerate(modes, 1))
    total = 13 + len(modes) + len(formats)
    return _specific(1, f"BHBBBBBBB{len(modes)}x", len(modes), total, ENDPOINT, 0, _OUTPUT, 0, 0, 0, 1) + formats


def _format(index: int, mode: Mode) -> bytes:
    if mode.pixel_format == "MJPG":
        kind = _specific(6, "BBBBBBBB", index, 1, 0, 1, 0, 0, 0, 0)
    else:
        bits = 8 * mode.frame_bytes // (mode.width * mode.height)
        kind = _specific(4, "BB16sBBBBBB", index, 1, _FOURCC[mode.pixel_format] + _GUID_TAIL, bits, 1, 0, 0, 0, 0)
    rate = 8 * mode.frame_bytes * mode.frames_per_second
    frame_subtype = 7 if mode.pixel_format == "MJPG" else 5
    period = interval(mode)
    frame = _specific(frame_subtype, "BBHHIIIIBI", 1, 0, mode.width, mode.height, rate, rate, mode.frame_bytes, period, 1, period)
    colour = _specific(13, "BBB", 1, 1, 4)
    return kind + frame + colour
