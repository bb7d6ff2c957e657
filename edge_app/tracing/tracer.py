"""What the threads report of the frames that pass through them. Nobody asks whether anybody listens: `NO_TRACER` does not.

Clock: `time.monotonic_ns`, as `Frame.captured_ns`. A report costs a microsecond; what it records is a stage, a frame's number
and times, and nothing of what the frame shows or whom.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a command that builds nothing loads no numpy
    from edge_app.records import Finding, Frame


class Stage(Enum):
    """What is done to a frame, by one thread. In the order in which a frame meets them."""

    CAPTURE = "capture"  # waiting for the source, copying and decoding
    FIELD = "field"  # within it: scale and orientation, read from the scanner's screen
    ANALYSIS = "analysis"  # all up to the finding
    REGION = "region"  # within it: where to analyse, which is looked for in the first frame
    GUARD = "guard"  # within it, of a stream: is the frame fit to be judged?
    ECHO = "echo intensity"  # within it; of a frame that is judged by itself, with the guard
    PREPROCESS = "preprocess"  # within it: crop, median filter, CLAHE
    INFERENCE = "inference"  # within it
    MAP = "map"  # within it: heatmap from the last feature map
    VIEWS = "views"  # of a frozen or selected frame: by itself, and its other views
    UPDATE = "update"  # the screen has taken it: the values that QML follows
    PAINT = "paint"  # scaled to the screen and drawn
    OVERLAY = "overlay"  # within it: the heatmap's colours
    SHOWN = "shown"  # from there until the screen's next image has been handed to the system


class Moment(Enum):
    """What happens at once."""

    DROPPED = "dropped"  # a newer frame took its place before it was analysed
    NOT_SHOWN = "not shown"  # a newer one took its place before the screen had taken it
    FAILED = "analysis failed"
    OPENED = "source opened"
    LOST = "source lost"
    ABSENT = "source cannot be opened"


class Tracer(Protocol):
    """Called from any thread."""

    def span(self, stage: Stage, frame: Frame, began_ns: int) -> None:
        """This thread was at this stage of the frame from `began_ns` until now. Spans of one thread nest."""

    def analysed(self, finding: Finding) -> None:
        """`pipeline.analyse` has just returned this: its stages, by the finding's own timings."""

    def moment(self, moment: Moment, frame: Frame | None = None) -> None:
        """It happens now, on this thread. frame None: to no frame."""


class NoTracer:
    """Nobody listens."""

    def span(self, stage: Stage, frame: Frame, began_ns: int) -> None:
        pass

    def analysed(self, finding: Finding) -> None:
        pass

    def moment(self, moment: Moment, frame: Frame | None = None) -> None:
        pass


NO_TRACER: Tracer = NoTracer()
