"""The part of the kernel's V4L2 interface needed for capture, laid out as in <linux/videodev2.h> on 64-bit Linux.

Why this is not a package: docs/adr/0008-own-v4l2.md.
"""

from __future__ import annotations

import ctypes
import fcntl
from ctypes import Structure, Union, c_char, c_int32, c_int64, c_uint8, c_uint32, c_uint64, sizeof

CAPTURE = 1  # V4L2_BUF_TYPE_VIDEO_CAPTURE
MMAP = 1  # V4L2_MEMORY_MMAP
CAP_VIDEO_CAPTURE = 0x00000001
CAP_STREAMING = 0x04000000
CAP_IO_MC = 0x20000000  # a media controller decides what the node gets, for example on a Raspberry Pi 5
DISCRETE = 1  # type of frame sizes and intervals; any other is continuous or stepwise
BUFFER_ERROR = 0x0040  # V4L2_BUF_FLAG_ERROR: the data is damaged
STAMP_MASK, STAMP_MONOTONIC = 0xE000, 0x2000
EVENT_SOURCE_CHANGE = 5


class Capability(Structure):
    _fields_ = (
        ("driver", c_char * 16),
        ("card", c_char * 32),
        ("bus_info", c_char * 32),
        ("version", c_uint32),
        ("capabilities", c_uint32),  # of the whole device
        ("device_caps", c_uint32),  # of this node
        ("reserved", c_uint32 * 3),
    )


class FormatDescription(Structure):
    _fields_ = (
        ("index", c_uint32),
        ("type", c_uint32),
        ("flags", c_uint32),
        ("description", c_char * 32),
        ("pixelformat", c_uint32),
        ("mbus_code", c_uint32),
        ("reserved", c_uint32 * 3),
    )


class Fraction(Structure):
    _fields_ = (("numerator", c_uint32), ("denominator", c_uint32))


class FrameSize(Structure):
    _fields_ = (
        ("index", c_uint32),
        ("pixelformat", c_uint32),
        ("type", c_uint32),
        ("values", c_uint32 * 6),  # discrete: width, height; otherwise: width min, max, step, height min, max, step
        ("reserved", c_uint32 * 2),
    )


class FrameInterval(Structure):
    _fields_ = (
        ("index", c_uint32),
        ("pixelformat", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
        ("type", c_uint32),
        ("values", Fraction * 3),  # seconds; discrete: one; otherwise: min, max, step
        ("reserved", c_uint32 * 2),
    )


class PixelLayout(Structure):
    _fields_ = (
        ("width", c_uint32),
        ("height", c_uint32),
        ("pixelformat", c_uint32),
        ("field", c_uint32),
        ("bytesperline", c_uint32),
        ("sizeimage", c_uint32),
        ("colorspace", c_uint32),
        ("priv", c_uint32),
        ("flags", c_uint32),
        ("ycbcr_enc", c_uint32),
        ("quantization", c_uint32),
        ("xfer_func", c_uint32),
    )


class _FormatUnion(Union):
    _fields_ = (("pix", PixelLayout), ("raw", c_uint8 * 200), ("align", c_uint64))


class Format(Structure):
    _fields_ = (("type", c_uint32), ("fmt", _FormatUnion))


class StreamParameters(Structure):
    _fields_ = (
        ("type", c_uint32),
        ("capability", c_uint32),
        ("capturemode", c_uint32),
        ("timeperframe", Fraction),
        ("rest", c_uint8 * 184),
    )


class BufferRequest(Structure):
    _fields_ = (
        ("count", c_uint32),
        ("type", c_uint32),
        ("memory", c_uint32),
        ("capabilities", c_uint32),
        ("flags", c_uint8),
        ("reserved", c_uint8 * 3),
    )


class _Memory(Union):
    _fields_ = (("offset", c_uint32), ("userptr", c_uint64))


class Buffer(Structure):
    _fields_ = (
        ("index", c_uint32),
        ("type", c_uint32),
        ("bytesused", c_uint32),
        ("flags", c_uint32),
        ("field", c_uint32),
        ("seconds", c_int64),
        ("microseconds", c_int64),
        ("timecode", c_uint32 * 4),
        ("sequence", c_uint32),
        ("memory", c_uint32),
        ("m", _Memory),
        ("length", c_uint32),
        ("reserved", c_uint32 * 2),
    )


class EventSubscription(Structure):
    _fields_ = (("type", c_uint32), ("id", c_uint32), ("flags", c_uint32), ("reserved", c_uint32 * 5))


class Event(Structure):
    _fields_ = (
        ("type", c_uint32),
        ("data", c_uint64 * 8),
        ("pending", c_uint32),
        ("sequence", c_uint32),
        ("timestamp", c_int64 * 2),
        ("id", c_uint32),
        ("reserved", c_uint32 * 8),
    )


class ControlQuestion(Structure):
    _fields_ = (
        ("id", c_uint32),
        ("type", c_uint32),
        ("name", c_char * 32),
        ("minimum", c_int32),
        ("maximum", c_int32),
        ("step", c_int32),
        ("default_value", c_int32),
        ("flags", c_uint32),
        ("reserved", c_uint32 * 2),
    )


class ControlValue(Structure):
    _fields_ = (("id", c_uint32), ("value", c_int32))


class Rectangle(Structure):
    _fields_ = (("left", c_int32), ("top", c_int32), ("width", c_uint32), ("height", c_uint32))


class CropCapability(Structure):
    _fields_ = (
        ("type", c_uint32),
        ("bounds", Rectangle),
        ("defrect", Rectangle),  # the whole signal
        ("pixelaspect", Fraction),  # height to width of one sample of the signal: 54/59 for PAL
    )


class TvNorms(Structure):
    _fields_ = (("bits", c_uint64),)  # v4l2_std_id, a bit for each norm


class SignalTimings(Structure):
    """The timings that an HDMI receiver detects; everything except the size is passed on unchanged."""

    _pack_ = 1
    _fields_ = (("type", c_uint32), ("width", c_uint32), ("height", c_uint32), ("raw", c_uint8 * 120))


_WRITE, _READ = 1, 2


def _number(direction: int, number: int, kind: type[ctypes.Structure | c_int32]) -> int:
    """_IOC() of <asm-generic/ioctl.h>, with V4L2's type letter."""
    return direction << 30 | sizeof(kind) << 16 | ord("V") << 8 | number


QUERYCAP = _number(_READ, 0, Capability)
ENUM_FMT = _number(_READ | _WRITE, 2, FormatDescription)
G_FMT = _number(_READ | _WRITE, 4, Format)
S_FMT = _number(_READ | _WRITE, 5, Format)
REQBUFS = _number(_READ | _WRITE, 8, BufferRequest)
QUERYBUF = _number(_READ | _WRITE, 9, Buffer)
QBUF = _number(_READ | _WRITE, 15, Buffer)
DQBUF = _number(_READ | _WRITE, 17, Buffer)
STREAMON = _number(_WRITE, 18, c_int32)
STREAMOFF = _number(_WRITE, 19, c_int32)
S_PARM = _number(_READ | _WRITE, 22, StreamParameters)
G_STD = _number(_READ, 23, TvNorms)
G_CTRL = _number(_READ | _WRITE, 27, ControlValue)
S_CTRL = _number(_READ | _WRITE, 28, ControlValue)
QUERYCTRL = _number(_READ | _WRITE, 36, ControlQuestion)
CROPCAP = _number(_READ | _WRITE, 58, CropCapability)
QUERYSTD = _number(_READ, 63, TvNorms)
ENUM_FRAMESIZES = _number(_READ | _WRITE, 74, FrameSize)
ENUM_FRAMEINTERVALS = _number(_READ | _WRITE, 75, FrameInterval)
S_DV_TIMINGS = _number(_READ | _WRITE, 87, SignalTimings)
DQEVENT = _number(_READ, 89, Event)
SUBSCRIBE_EVENT = _number(_WRITE, 90, EventSubscription)
QUERY_DV_TIMINGS = _number(_READ, 99, SignalTimings)


def ioctl(fd: int, request: int, argument: Structure | c_int32) -> None:
    """One ioctl; `argument` is read and written in place. Raises OSError with the kernel's errno."""
    fcntl.ioctl(fd, request, argument, True)
