"""The thin layer between V4L2Source and a kernel: what a source needs of a video device, and no more.

`edge_app.capture.v4l2.kernel` is the real one; the tests' is in memory, with every fault a cable can have.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from edge_app.capture.formats import Mode
from edge_app.capture.v4l2.device_id import DeviceId
from edge_app.capture.v4l2.luma import Layout


class WaitResult(Enum):
    """What waiting for a device came to."""

    NOTHING = "nothing"  # in the time given
    FRAME = "frame"
    SOURCE_CHANGED = "source changed"  # the signal has another size or rate now


@dataclass(frozen=True)
class Buffer:
    """One frame as the driver filled it in. `data` is the driver's own memory: it may be used until `release`."""

    index: int
    data: memoryview  # the bytes in use
    sequence: int  # the driver's own count; a gap is a lost frame
    stamped_ns: int | None  # monotonic clock, ns; None where the driver stamps by another clock
    damaged: bool  # the driver says so


class VideoDevice(Protocol):
    """One open node. Every method may raise OSError as the kernel would: ENODEV when it was unplugged, EBUSY, EIO."""

    buffers: int  # how many the driver was given to fill; 0 before `start`

    def modes(self) -> list[Mode]:
        """Everything it offers."""

    def start(self, mode: Mode) -> tuple[Layout, float]:
        """Begin streaming; what it settled for, which may differ: the layout, and the rate in Hz (0: unknown)."""

    def wait(self, seconds: float) -> WaitResult:
        """Wait so long at most; says what there is."""

    def take(self) -> Buffer | None:
        """The oldest frame that is ready, None when there is none. Does not wait."""

    def release(self, buffer: Buffer) -> None:
        """Let the driver fill this buffer again. The buffer's data must not be used any more."""

    def stop(self) -> None:
        """End streaming, so that it may be started again; never raises."""

    def close(self) -> None:
        """Stop and let go of it; never raises."""


@dataclass(frozen=True)
class Node:
    """A video node, and the device behind it."""

    path: Path
    identity: DeviceId


class VideoSystem(Protocol):
    """All video devices of a machine."""

    def nodes(self) -> list[Node]:
        """Every node that sends frames, in the order of its number. One device may have several."""

    def node(self, path: Path) -> Node:
        """The device behind a path, which may be a symbolic link. Raises OSError when there is none."""

    def open(self, path: Path) -> VideoDevice:
        """Open a node. Raises OSError: EACCES without permission, ENOENT or ENODEV when it is gone."""
