"""Keeps a source open: reads it until it ends, and reopens it whenever it is lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from edge_app.capture.monitor import StreamMonitor
from edge_app.capture.source import FrameSource
from edge_app.errors import CaptureError
from edge_app.records import Frame

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backoff:
    """Pauses before a lost source is reopened. They stay short, since looking for a device costs next to nothing and the
    screen must show within 250 ms that a device is plugged in again.
    """

    first_s: float = 0.1  # s; doubles with each failure ...
    longest_s: float = 0.2  # s, ... up to this


def read_with_reconnect(
    source: FrameSource,
    monitor: StreamMonitor,
    receive: Callable[[Frame], None],
    stop: threading.Event,
    backoff: Backoff,
    clock: Callable[[], int] = time.monotonic_ns,
) -> None:
    """Pass every frame to `monitor` and then to `receive`, until `stop` is set or a recording has ended."""
    pause = backoff.first_s
    while not stop.is_set():
        try:
            with source:
                monitor.opened(clock())
                while not stop.is_set():
                    frame = source.read()
                    if frame is None:
                        monitor.ended(clock())
                        return
                    pause = backoff.first_s
                    monitor.arrived(frame, source.frames_per_second, clock())
                    receive(frame)
        except CaptureError as exc:
            fault = str(exc)
        except Exception:  # a bug in a driver must look like a lost probe, not end the thread while the screen looks live
            _log.exception("the source %s failed unexpectedly", source.identity)
            fault = f"{source.identity} failed unexpectedly; the log has the details."
        else:
            return
        monitor.lost(fault, clock())
        stop.wait(pause)
        pause = min(2 * pause, backoff.longest_s)
