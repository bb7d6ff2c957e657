"""Reports to a tracer when a source's frames come, and when it is opened and lost."""

from __future__ import annotations

import time
from types import TracebackType

from edge_app.capture.source import Device, FrameSource, StreamCounts
from edge_app.errors import CaptureError
from edge_app.records import Frame
from edge_app.tracing.tracer import Moment, Stage, Tracer


class TracedSource:
    """Wraps a source."""

    def __init__(self, source: FrameSource, tracer: Tracer) -> None:
        self._source, self._tracer = source, tracer
        self.identity, self.frames_per_second = source.identity, source.frames_per_second

    def __enter__(self) -> TracedSource:
        try:
            self._source.__enter__()
        except CaptureError:
            self._tracer.moment(Moment.ABSENT)
            raise
        self._tracer.moment(Moment.OPENED)
        self._follow()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        """The next frame of the source. Raises what the source raises."""
        began_ns = time.monotonic_ns()
        try:
            frame = self._source.read()
        except Exception:  # whatever it is: a bug in a driver loses the source as well
            self._tracer.moment(Moment.LOST)
            raise
        if frame is not None:
            self._tracer.span(Stage.CAPTURE, frame, began_ns)
        self._follow()
        return frame

    def _follow(self) -> None:
        self.identity, self.frames_per_second = self._source.identity, self._source.frames_per_second


class TracedDevice(TracedSource):
    """The same for a device."""

    def __init__(self, device: Device, tracer: Tracer) -> None:
        super().__init__(device, tracer)
        self._device = device

    @property
    def mode(self) -> str:
        return self._device.mode

    @property
    def counts(self) -> StreamCounts:
        return self._device.counts


def traced(source: FrameSource, tracer: Tracer) -> TracedSource:
    """The source wrapped so that the tracer hears of its frames; a `Device` stays a `Device`."""
    return TracedDevice(source, tracer) if isinstance(source, Device) else TracedSource(source, tracer)
