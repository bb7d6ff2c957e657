"""A source whose frames carry the scale that the screen itself shows, where the source does not know one."""

from __future__ import annotations

from dataclasses import replace
from types import TracebackType

from edge_app.capture.source import Counts, Device, FrameSource
from edge_app.field.steady import FieldTracker
from edge_app.records import Frame


class ScaledSource:
    """Another source's frames; those without millimetres per pixel get the figure of their depth ruler, or none."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._tracker = FieldTracker()
        self.identity, self.frames_per_second = source.identity, source.frames_per_second

    def __enter__(self) -> ScaledSource:
        self._source.__enter__()
        self.identity, self.frames_per_second = self._source.identity, self._source.frames_per_second
        self._tracker = FieldTracker()  # another connection may be another screen
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> Frame | None:
        """The next frame of the source. Raises what the source raises."""
        frame = self._source.read()
        if frame is None or frame.mm_per_pixel is not None:
            return frame
        return replace(frame, mm_per_pixel=self._tracker.update(frame.pixels).mm_per_pixel)


class ScaledDevice(ScaledSource):
    """A device's frames, the same way."""

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        self._device = device

    @property
    def mode(self) -> str:
        return self._device.mode

    @property
    def counts(self) -> Counts:
        return self._device.counts


def scaled(source: FrameSource) -> ScaledSource:
    """The source with the scale of its screen, and still a device where it is one."""
    return ScaledDevice(source) if isinstance(source, Device) else ScaledSource(source)
