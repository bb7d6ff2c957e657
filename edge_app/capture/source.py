"""The one thing a driver author writes: how to open a device, get one frame, and let go.

Reconnection and staleness are written once, in `edge_app.capture.reconnect` and `watch`; threading in `edge_app.worker`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, runtime_checkable

from edge_app.records import Frame


class FrameSource(Protocol):
    """A context manager that gives frames at its own rate."""

    identity: str  # shown to the user and carried by every frame
    frames_per_second: float  # nominal rate, Hz; `read` paces itself to it

    def __enter__(self) -> FrameSource:
        """Open the device or file. Raises CaptureError when that fails."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Let go of it; never raises."""

    def read(self) -> Frame | None:
        """Wait for the next frame (at most a second or so; a device's first may take three) and return it; None when a
        recording has ended.

        Raises CaptureError when the device is lost or the file cannot be read.
        """


@dataclass(frozen=True)
class Counts:
    """What became of frames that a device sent and that were not handed on, since the source was made."""

    dropped: int = 0  # a newer one was there already
    damaged: int = 0  # cut off, or called damaged by the driver
    restarts: int = 0  # times the format was negotiated anew within one stream


@runtime_checkable
class Device(FrameSource, Protocol):
    """A FrameSource that is a device: it says what it streams and what it lost."""

    @property
    def mode(self) -> str:
        """For people, "YUYV 800 x 600 at 30 Hz ..."; empty before the first opening."""

    @property
    def counts(self) -> Counts:
        """What was lost since the source was made."""
