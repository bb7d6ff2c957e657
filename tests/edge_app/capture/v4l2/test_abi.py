"""The kernel's structures and request numbers, as a C compiler makes them of <linux/videodev2.h> on x86-64 and aarch64."""

from __future__ import annotations

from ctypes import Structure, sizeof

import pytest

from edge_app.capture.v4l2 import abi


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("QUERYCAP", 0x80685600), ("ENUM_FMT", 0xC0405602), ("ENUM_FRAMESIZES", 0xC02C564A), ("ENUM_FRAMEINTERVALS", 0xC034564B),
        ("G_FMT", 0xC0D05604), ("S_FMT", 0xC0D05605), ("S_PARM", 0xC0CC5616), ("REQBUFS", 0xC0145608), ("QUERYBUF", 0xC0585609),
        ("QBUF", 0xC058560F), ("DQBUF", 0xC0585611), ("STREAMON", 0x40045612), ("STREAMOFF", 0x40045613),
        ("SUBSCRIBE_EVENT", 0x4020565A), ("DQEVENT", 0x80885659),
        ("QUERYCTRL", 0xC0445624), ("G_CTRL", 0xC008561B), ("S_CTRL", 0xC008561C),
        ("G_STD", 0x80085617), ("QUERYSTD", 0x8008563F),
        ("CROPCAP", 0xC02C563A), ("S_DV_TIMINGS", 0xC0845657), ("QUERY_DV_TIMINGS", 0x80845663),
    ],
)  # fmt: skip
def test_requests_have_the_kernels_numbers(name: str, number: int) -> None:
    """A number holds the size of its structure as well."""
    assert getattr(abi, name) == number


@pytest.mark.parametrize(
    ("structure", "field", "offset"),
    [
        (abi.Buffer, "seconds", 24), (abi.Buffer, "sequence", 56), (abi.Buffer, "m", 64), (abi.Buffer, "length", 72),
        (abi.Format, "fmt", 8), (abi.StreamParameters, "timeperframe", 12), (abi.FrameInterval, "type", 16),
        (abi.FrameInterval, "values", 20), (abi.FrameSize, "values", 12), (abi.Event, "sequence", 76), (abi.Event, "id", 96),
        (abi.ControlQuestion, "flags", 56), (abi.CropCapability, "defrect", 20), (abi.CropCapability, "pixelaspect", 36),
    ],
)  # fmt: skip
def test_fields_lie_where_the_kernel_puts_them(structure: type[Structure], field: str, offset: int) -> None:
    assert getattr(structure, field).offset == offset


def test_a_frame_is_laid_out_in_48_bytes() -> None:
    assert sizeof(abi.PixelLayout) == 48
