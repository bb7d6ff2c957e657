"""A recording instead of a probe: a file or a folder of files, replayed with its original timing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal

from edge_app.capture.readers.files import open_recording, recordings_in
from edge_app.capture.readers.limits import DEFAULT, Limits
from edge_app.capture.readers.recording import RecordedFrame, Recording, display_path, iter_with_warnings
from edge_app.errors import CaptureError
from edge_app.records import Frame

Loop = Literal["once", "loop", "ping-pong"]

DEFAULT_RATE = 25.0  # Hz, for stills and recordings without a rate
MAX_PAUSE_S = 1.0  # s; longer pauses in a recording are shortened to this, so that `read` returns often enough
MAX_HELD_BYTES = 512 << 20  # bytes of frames held in memory for ping-pong: 1,700 of 640 x 480

Timed = tuple[RecordedFrame, float]  # a frame, and the time since the previous one, s

_log = logging.getLogger(__name__)


class PlaybackSource:
    """A FrameSource over a recording.

    loop: "once" stops after the last frame, "loop" restarts, "ping-pong" reverses at either end.
    fps: Hz; None: the recorded times, or without them the recorded rate, or without either 25 Hz; infinity: as fast as the
    frames are read. limits: of what is read of a file.
    A damaged file among several is skipped with a warning in the log; CaptureError when nothing can be read.
    """

    def __init__(
        self,
        path: Path,
        loop: Loop = "once",
        fps: float | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], None] = time.sleep,
        limits: Limits = DEFAULT,
    ) -> None:
        self.identity = display_path(Path(path.absolute().name))
        self.frames_per_second = fps or DEFAULT_RATE
        self._path, self._loop, self._fps, self._limits = path, loop, fps, limits
        self._clock, self._sleep = clock, sleep
        self._frames: Iterator[Timed] = iter(())
        self._sequence = 0
        self._warned: set[str] = set()  # warnings already logged
        self._due_ns: int | None = None  # when the newest frame was due

    def __enter__(self) -> PlaybackSource:
        """Find the files and read the header of a single one. Raises CaptureError when there is nothing to replay."""
        files = recordings_in(self._path)
        if len(files) == 1:
            self.frames_per_second = self._rate(open_recording(files[0], self._limits))
        self._frames = self._passes(files)
        self._due_ns = None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._frames = iter(())

    def read(self) -> Frame | None:
        """The next frame, when it is due; None after the end of "once". Raises CaptureError."""
        recorded, gap = next(self._frames, (None, 0.0))
        if recorded is None:
            return None
        self._wait(round(gap * 1e9))
        now, sequence = self._clock(), self._sequence
        self._sequence += 1
        return Frame(
            recorded.pixels,
            sequence,
            now,
            recorded.mm_per_pixel,
            self.identity,
            recorded=True,
            colour=recorded.colour,
            controls=recorded.controls,
            image_fault=recorded.image_fault,
        )

    def _wait(self, gap_ns: int) -> None:
        now = self._clock()
        due = now if self._due_ns is None else self._due_ns + gap_ns
        # A short delay is made up for; a reader that is late by more than a frame gets no burst, like from a probe.
        self._due_ns = due if now - due <= gap_ns else now
        if due > now:
            self._sleep((due - now) / 1e9)

    def _rate(self, recording: Recording) -> float:
        return self._fps or recording.frames_per_second or DEFAULT_RATE

    def _passes(self, files: list[Path]) -> Iterator[Timed]:
        if self._loop == "ping-pong":
            yield from self._ping_pong(files)
            return
        yield from self._pass(files)
        while self._loop == "loop":
            yield from self._pass(files)

    def _ping_pong(self, files: list[Path]) -> Iterator[Timed]:
        held: list[Timed] = []
        size = 0
        for timed in self._pass(files):
            held.append(timed)
            size += timed[0].pixels.nbytes
            if size > MAX_HELD_BYTES:
                raise CaptureError(f"{display_path(self._path)}: too long to replay back and forth; use --loop loop")
            yield timed
        # The turning point is shown once; backwards, the time between two frames is the same as forwards.
        back = [(before, gap) for (before, _), (_, gap) in zip(held[-2::-1], held[:0:-1], strict=True)]
        while held:
            yield from back + held[1:] if back else held

    def _pass(self, files: list[Path]) -> Iterator[Timed]:
        count, error = 0, None
        for file in files:
            try:
                recording = open_recording(file, self._limits)
                before: float | None = None
                for frame in iter_with_warnings(recording, self._warn):
                    yield frame, self._gap(before, frame.seconds, 1 / self._rate(recording))
                    before = frame.seconds
                    count += 1
            except CaptureError as exc:
                error = exc
                self._warn(str(exc))
        if error is not None and count == 0:
            raise error

    def _warn(self, message: str) -> None:
        if message not in self._warned:
            self._warned.add(message)
            _log.warning("%s", message)

    def _gap(self, before: float | None, seconds: float | None, period: float) -> float:
        if self._fps is None and before is not None and seconds is not None and seconds > before:
            period = seconds - before
        return min(period, MAX_PAUSE_S)
