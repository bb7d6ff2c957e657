"""The kernel's own HDMI receiver without hardware, vivid: plugged and pulled, and what signal it gets."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DRIVER = Path("/sys/bus/platform/drivers/vivid")
_DEVICE = "vivid.0"
KEY = f"platform:{_DEVICE}:-"  # what the appliance calls it

# linux/videodev2.h; the numbers of vivid's own controls are not part of the kernel's interface, their names are.
_QUERYCTRL, _QUERYMENU, _S_CTRL = 0xC0445624, 0xC02C5625, 0xC008561C
_NEXT_CTRL = 0x80000000


def plug() -> None:
    (_DRIVER / "bind").write_text(_DEVICE)


def pull() -> None:
    (_DRIVER / "unbind").write_text(_DEVICE)


def present() -> bool:
    return (_DRIVER / _DEVICE).exists()


class Signal:
    """What comes in at the receiver, while another descriptor streams from it."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._controls = dict(self._named_controls())

    def becomes(self, mode: str) -> None:
        """A video mode as vivid names it, "800x600p60"; the receiver tells it as an event. Raises ValueError."""
        self._set("DV Timings", mode)
        self._set("DV Timings Signal Mode", "Selected DV Timings")

    def ends(self) -> None:
        """Nothing on the wire any more."""
        self._set("DV Timings Signal Mode", "No Signal")

    def _set(self, control: str, value: str) -> None:
        number, entries = self._controls[control]
        if value not in entries:
            raise ValueError(f"vivid's {control} is never {value!r}, but one of {', '.join(entries)}")
        fcntl.ioctl(self._fd, _S_CTRL, struct.pack("Ii", number, entries[value]))

    def _named_controls(self) -> Iterator[tuple[str, tuple[int, dict[str, int]]]]:
        number = 0
        while True:
            question = struct.pack("I64x", number | _NEXT_CTRL)
            try:
                answer = fcntl.ioctl(self._fd, _QUERYCTRL, question)
            except OSError as exc:
                if exc.errno == errno.EINVAL:  # the end
                    return
                raise
            number, _, name, least, most = struct.unpack_from("II32sii", answer)
            yield _text(name), (number, self._entries(number, least, most))

    def _entries(self, number: int, least: int, most: int) -> dict[str, int]:
        entries = {}
        for index in range(least, min(most, 200) + 1) if least >= 0 else ():
            try:
                answer = fcntl.ioctl(self._fd, _QUERYMENU, struct.pack("=II32sI", number, index, b"", 0))
            except OSError:  # no menu, or a gap in it
                continue
            entries[_text(struct.unpack_from("=II32s", answer)[2])] = index
        return entries


@contextmanager
def signal_at(node: Path) -> Iterator[Signal]:
    """Opens the node for its controls alone."""
    fd = os.open(node, os.O_RDWR | os.O_NONBLOCK)
    try:
        yield Signal(fd)
    finally:
        os.close(fd)


def _text(name: bytes) -> str:
    return name.split(b"\0")[0].decode()
