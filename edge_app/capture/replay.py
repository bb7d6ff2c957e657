"""A recording in place of a probe: a file or a folder of files, replayed at the rate it was recorded with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal

from edge_app.capture.files import open_recording, recordings_in
from edge_app.capture.recording import Picture, Recording, shown
from edge_app.errors import CaptureError
from edge_app.records import Frame

Loop = Literal["once", "loop", "pingpong"]

DEFAULT_RATE = 25.0  # Hz, for stills and for recordings that do not say
_LONGEST_WAIT = 1.0  # s; `read` returns at least this often, as FrameSource asks


class ReplaySource:
    """A FrameSource over a recording.

    loop: "once" ends after the last picture, "loop" begins again, "pingpong" turns back at either end (stills alone).
    fps: Hz; None keeps the recorded rate, or 25 where none is recorded; infinity gives frames as fast as they are read.
    A damaged file among several is passed over with a line in the log; CaptureError when nothing can be read.
    """

    def __init__(
        self,
        path: Path,
        loop: Loop = "once",
        fps: float | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.identity = shown(Path(path.absolute().name))
        self.frames_per_second = fps or DEFAULT_RATE
        self._path, self._loop, self._fps = path, loop, fps
        self._clock, self._sleep = clock, sleep
        self._pictures: Iterator[tuple[Picture, float]] = iter(())
        self._sequence = 0
        self._due_ns = 0

    def __enter__(self) -> ReplaySource:
        """Find the files and decode the first picture's header. Raises CaptureError when nothing is there to replay."""
        files = recordings_in(self._path)
        if len(files) == 1:
            self.frames_per_second = self._rate(open_recording(files[0]))
        self._pictures = self._passes(files)
        self._due_ns = self._clock()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pictures = iter(())

    def read(self) -> Frame | None:
        """The next frame, when it is due; None after the end of "once". Raises CaptureError."""
        picture, rate = next(self._pictures, (None, 0.0))
        if picture is None:
            return None
        self._wait()
        now, period = self._clock(), int(1e9 / rate)
        # A little lateness is made up for; a reader late by a whole period gets no burst, as a probe gives none.
        self._due_ns = (self._due_ns if now - self._due_ns < period else now) + period
        frame = Frame(picture.pixels, self._sequence, now, picture.mm_per_pixel, self.identity)
        self._sequence += 1
        return frame

    def _wait(self) -> None:
        ahead = (self._due_ns - self._clock()) / 1e9
        if ahead > 0:
            self._sleep(min(ahead, _LONGEST_WAIT))

    def _rate(self, recording: Recording) -> float:
        return self._fps or recording.frames_per_second or DEFAULT_RATE

    def _passes(self, files: list[Path]) -> Iterator[tuple[Picture, float]]:
        yield from self._pass(files)
        forward = True
        while self._loop != "once":
            forward = self._loop == "loop" or not forward
            # The turning point is shown once.
            turned = files if self._loop == "loop" or len(files) == 1 else files[1:] if forward else files[-2::-1]
            yield from self._pass(turned)

    def _pass(self, files: list[Path]) -> Iterator[tuple[Picture, float]]:
        shown, complaint = 0, None
        for file in files:
            try:
                recording = open_recording(file)
                if self._loop == "pingpong" and recording.count != 1:
                    raise CaptureError(f"{file}: a file of several pictures cannot be replayed backwards; use loop")
                for picture in recording.pictures():
                    yield picture, self._rate(recording)
                    shown += 1
            except CaptureError as exc:
                complaint = exc
                logging.warning("%s", exc)
        if complaint is not None and shown == 0:
            raise complaint
