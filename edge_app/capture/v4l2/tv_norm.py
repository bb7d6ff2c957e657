"""The TV norm of an analogue decoder (PAL, NTSC, SECAM): the one it is set to, and the one that its signal has.

A decoder that is set to another norm than its signal gives a rolling, squeezed or colourless image of the same size. So the norm
is one of the device's controls: it is shown with them, and where a device profile remembers another, there is no label.
"""

from __future__ import annotations

import errno

from edge_app.capture.v4l2 import abi
from edge_app.records import Control

NAME = "TV norm"
# v4l2_std_id of <linux/videodev2.h>: a bit for each variant.
_FAMILIES = (
    ("PAL", 0x000000FF),
    ("PAL-M", 0x00000100),
    ("PAL-N", 0x00000600),
    ("PAL-60", 0x00000800),
    ("NTSC", 0x0000F000),
    ("SECAM", 0x00FF0000),
)
_LINES_525, _LINES_625 = 0x0000F900, 0x00FF06FF  # V4L2_STD_525_60 and V4L2_STD_625_50
_GONE = (errno.ENODEV, errno.ENXIO, errno.EBADF)


def read_tv_norm(descriptor: int) -> Control | None:
    """The norm; None for a device that has none, such as any digital one. Raises OSError when the device is gone.

    The signal's norm is named only where it is known and cannot be the one that the decoder is set to: many decoders do not look
    while they stream, and without a signal they say "none" or "any".
    """
    chosen, signal = _ask(descriptor, abi.G_STD), _ask(descriptor, abi.QUERYSTD)
    if not chosen:
        return None
    differs = signal and not chosen & signal
    return Control(NAME, norm_name(chosen) + (f", signal {norm_name(signal)}" if differs else ""))


def norm_name(norms: int) -> str:
    """A set of norms in words: the family where it is only one, else what its members have in common."""
    families = [name for name, bits in _FAMILIES if norms & bits]
    if len(families) == 1:
        return families[0]
    if norms & _LINES_525 and norms & _LINES_625:
        return "any"
    return "525 lines" if norms & _LINES_525 else "625 lines" if norms & _LINES_625 else f"unknown (0x{norms:x})"


def _ask(descriptor: int, request: int) -> int:
    """0 where the driver does not answer, or has nothing to say."""
    answer = abi.TvNorms()
    try:
        abi.ioctl(descriptor, request, answer)
    except OSError as exc:
        if exc.errno in _GONE:
            raise
        return 0
    return int(answer.bits)
