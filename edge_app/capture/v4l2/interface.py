"""The thin layer between V4L2Source and the kernel: only what a source needs of a video device.

`edge_app.capture.v4l2.kernel` implements it for real devices; the tests have one in memory that simulates every cable fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from edge_app.capture.formats import Mode
from edge_app.capture.v4l2.device_id import DeviceId
from edge_app.capture.v4l2.luma import Layout
from edge_app.records import Control


class WaitResult(Enum):
    """The outcome of waiting for a device."""

    NOTHING = "nothing"  # within the given time
    FRAME = "frame"
    SOURCE_CHANGED = "source changed"  # the size or rate of the signal has changed


@dataclass(frozen=True)
class Buffer:
    """One frame as filled in by the driver. `data` is the driver's memory and may only be used until `release`."""

    index: int
    data: memoryview  # the bytes in use
    sequence: int  # the driver's count; a gap is a lost frame
    stamped_ns: int | None  # monotonic clock, ns; None if the driver uses another clock
    damaged: bool  # as reported by the driver


class VideoDevice(Protocol):
    """One open node. Unless stated otherwise, methods may raise OSError like the kernel: ENODEV if unplugged, EBUSY, EIO."""

    buffers: int  # how many buffers the driver fills; 0 before `start`

    def modes(self) -> list[Mode]:
        """All modes that the device offers."""

    def start(self, mode: Mode) -> tuple[Layout, float]:
        """Start streaming. Returns what was negotiated, which may differ: the layout, and the rate in Hz (0: unknown)."""

    def pixel_aspect(self) -> float:
        """Width to height of one pixel of the format that was started; 1.0 where the device does not say."""

    def wait(self, seconds: float) -> WaitResult:
        """Wait for an event, at most so many seconds."""

    def take(self) -> Buffer | None:
        """The oldest frame that is ready; None if there is none. Does not wait."""

    def release(self, buffer: Buffer) -> None:
        """Return the buffer to the driver. Its data must not be used any more."""

    def stop(self) -> None:
        """Stop streaming, so that it can be started again; never raises."""

    def controls(self) -> tuple[Control, ...]:
        """What the device is set to, as far as it says so; another program may change it."""

    def set_control(self, control: Control) -> None:
        """Set a control, also while it streams. Raises OSError too for one that the device lacks, and for a value it refuses."""

    def close(self) -> None:
        """Stop streaming and close the node; never raises."""


@dataclass(frozen=True)
class Node:
    """A video node, and the device behind it."""

    path: Path
    identity: DeviceId
    usb_mbits: float | None = None  # Mbit/s that the device runs at; None: not on USB, or not known


class VideoSystem(Protocol):
    """All video devices of a machine."""

    def nodes(self) -> list[Node]:
        """Every node that sends frames, sorted by number. A device may have several."""

    def node(self, path: Path) -> Node:
        """The node at a path, which may be a symbolic link. Raises OSError when there is none."""

    def open(self, path: Path) -> VideoDevice:
        """Open a node. Raises OSError: EACCES without permission, ENOENT or ENODEV when it is gone."""
