"""Adds to a source's frames what it does not know itself but the scanner's screen shows: scale, orientation, image field."""

from __future__ import annotations

import time
from dataclasses import replace
from types import TracebackType

from edge_app.capture.source import Device, FrameSource, StreamCounts
from edge_app.records import Frame
from edge_app.scanner_screen.field_size import field_box
from edge_app.scanner_screen.orientation_mark import Side
from edge_app.scanner_screen.tracker import FieldTracker
from edge_app.tracing.tracer import NO_TRACER, Stage, Tracer


def annotate_from_screen(frame: Frame, tracker: FieldTracker) -> Frame:
    """The frame with the scale read from the depth ruler (mm per pixel), the side of the orientation mark, and the field's box.

    A frame with a known scale does not show a scanner's screen and is returned unchanged. The pixels are never changed:
    docs/adr/0016.
    """
    if frame.mm_per_pixel is not None:
        return frame
    layout = tracker.update(frame.pixels)
    mirrored = None if layout.mark is None else layout.mark is Side.RIGHT
    box = field_box(layout.fields[0].box, frame.width, frame.height)
    return replace(frame, mm_per_pixel=layout.mm_per_pixel, mirrored=mirrored, field=box)


class CalibratedSource:
    """Wraps a source and annotates its frames from the screen that they show."""

    def __init__(self, source: FrameSource, tracer: Tracer = NO_TRACER) -> None:
        self._source, self._tracer = source, tracer
        self._tracker = FieldTracker()
        self.identity, self.frames_per_second = source.identity, source.frames_per_second

    def __enter__(self) -> CalibratedSource:
        self._source.__enter__()
        self.identity, self.frames_per_second = self._source.identity, self._source.frames_per_second
        self._tracker = FieldTracker()  # another connection may be another screen
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        """The next frame of the source. Raises what the source raises."""
        frame = self._source.read()
        self.frames_per_second = self._source.frames_per_second  # differs after a change of format
        if frame is None:
            return None
        began_ns = time.monotonic_ns()
        annotated = annotate_from_screen(frame, self._tracker)
        self._tracer.span(Stage.FIELD, frame, began_ns)
        return annotated


class CalibratedDevice(CalibratedSource):
    """The same for a device."""

    def __init__(self, device: Device, tracer: Tracer = NO_TRACER) -> None:
        super().__init__(device, tracer)
        self._device = device

    @property
    def mode(self) -> str:
        return self._device.mode

    @property
    def counts(self) -> StreamCounts:
        return self._device.counts


def calibrated(source: FrameSource, tracer: Tracer = NO_TRACER) -> CalibratedSource:
    """The source wrapped so that its frames are annotated from the screen; a `Device` stays a `Device`."""
    return CalibratedDevice(source, tracer) if isinstance(source, Device) else CalibratedSource(source, tracer)
