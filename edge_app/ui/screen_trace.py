"""What Qt's thread does with a frame, for the tracer."""

from __future__ import annotations

import time

from edge_app.records import Frame
from edge_app.tracing.tracer import Stage, Tracer


class ScreenTrace:
    """Lives on the thread that paints."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._painted: tuple[Frame, int] | None = None  # not yet shown, and when its painting ended

    def span(self, stage: Stage, frame: Frame, began_ns: int) -> None:
        self._tracer.span(stage, frame, began_ns)

    def painted(self, frame: Frame, began_ns: int) -> None:
        """The painting of this frame has just ended."""
        self._tracer.span(Stage.PAINT, frame, began_ns)
        self._painted = frame, time.monotonic_ns()

    def swapped(self) -> None:
        """Qt has handed the window's image to the system. It does so for all that changes, also where no frame was painted."""
        if self._painted is not None:
            frame, since_ns = self._painted
            self._painted = None
            self._tracer.span(Stage.SHOWN, frame, since_ns)
