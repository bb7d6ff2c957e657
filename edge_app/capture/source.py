"""The interface that a driver author implements: open a device, read one frame, close it.

Reconnection and staleness are handled in `edge_app.capture.reconnect` and `monitor`, threading in `edge_app.worker`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, runtime_checkable

from edge_app.records import Frame


class FrameSource(Protocol):
    """A context manager that delivers frames at its own rate."""

    identity: str  # shown to the user and carried by every frame
    frames_per_second: float  # nominal rate, Hz; `read` paces itself to it

    def __enter__(self) -> FrameSource:
        """Open the device or file. Raises CaptureError when that fails."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it; never raises."""

    def read(self) -> Frame | None:
        """Wait for the next frame and return it; None when a recording has ended.

        It waits a second or so at most; the first frame of a device may take three. A kiosk whose source neither returns nor
        raises for 8 s is restarted. Raises CaptureError when the device is lost or the file cannot be read.
        """


@dataclass(frozen=True)
class Counts:
    """Why frames that a device sent were not passed on, since the source was created."""

    dropped: int = 0  # a newer frame was already available
    damaged: int = 0  # truncated, or marked as damaged by the driver
    restarts: int = 0  # how often the format was renegotiated within one stream


@runtime_checkable
class Device(FrameSource, Protocol):
    """A FrameSource that is a device: it reports what it streams and what it lost."""

    @property
    def mode(self) -> str:
        """Human-readable stream format, "YUYV 800 x 600 at 30 Hz ..."; empty before the first opening."""

    @property
    def counts(self) -> Counts:
        """What was lost since the source was created."""
