"""Looks at a screen and notes what it shows, as a process of its own: `python -m benchmarks.screen.watch`.

It takes a WatchTask as JSON on standard input, says "learnt" once it can tell the overlay of a flash from none, watches for as
long as it was asked to, and answers with a Watched.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from benchmarks.screen.flashes import Sighting, colour, heat_threshold
from benchmarks.screen.framebuffer import Framebuffer, Grab
from benchmarks.screen.marker import Mark, read
from benchmarks.screen.screencopy import Screencopy
from benchmarks.screen.tasks import Watched, WatchTask
from edge_app.errors import CaptureError
from edge_app.system.parent import end_with_parent

FLASHES_TO_LEARN = 10


@dataclass
class Reader:
    """Reads the strip and the region's colour from a grab; and what that costs."""

    squares: npt.NDArray[np.intp]  # (n, 2): x, y
    region: npt.NDArray[np.intp]
    grab_ms: list[float] = field(default_factory=list)
    apart_ms: list[float] = field(default_factory=list)
    _before_ns: int = 0
    _used_s: float = 0.0

    def marks(self, grabs: Iterator[Grab], seconds: float) -> Iterator[tuple[int, Mark, float]]:
        """Time, strip and colour of each grab in which the strip is whole, for so long."""
        self._before_ns, self._used_s, end_ns = 0, time.thread_time(), time.monotonic_ns() + round(seconds * 1e9)
        for at_ns, pixels in grabs:
            levels = pixels[self.squares[:, 1], self.squares[:, 0]]
            region = pixels[self.region[:, 1], self.region[:, 0]]
            mark = read(levels[:, 1])
            if self._before_ns:
                self.apart_ms.append((at_ns - self._before_ns) / 1e6)
            self._before_ns = at_ns
            if mark is not None:
                yield at_ns, mark, colour(region)
            used, self._used_s = time.thread_time() - self._used_s, time.thread_time()
            self.grab_ms.append(1e3 * used)
            if time.monotonic_ns() > end_ns:
                return


def learn(marks: Iterator[tuple[int, Mark, float]]) -> float:
    """The colour from which on the region has an overlay, by the first flashes. Raises CaptureError where that is not clear."""
    colours: dict[bool, list[float]] = {True: [], False: []}
    flashes, was_lit = 0, False
    for _, mark, found in marks:
        colours[mark.is_lit].append(found)
        flashes += was_lit and not mark.is_lit
        was_lit = mark.is_lit
        if flashes == FLASHES_TO_LEARN:
            break
    try:
        return heat_threshold(colours[True], colours[False])
    except ValueError as exc:
        raise CaptureError(f"{exc}; look whether the kiosk shows the probe, and heat while it flashes") from exc


def watch(marks: Iterator[tuple[int, Mark, float]], threshold: float) -> list[Sighting]:
    """What was seen, whenever it was something else than before."""
    seen: list[Sighting] = []
    for at_ns, mark, found in marks:
        now = Sighting(at_ns, mark.number, mark.is_lit, found > threshold)
        if not seen or (seen[-1].number, seen[-1].is_lit, seen[-1].has_heat) != (now.number, now.is_lit, now.has_heat):
            seen.append(now)
    return seen


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=WatchTask)
    end_with_parent(task.parent)
    try:
        with Framebuffer(Path(task.where)) if task.display == "xvfb" else Screencopy(Path(task.where)) as screen:
            reader, grabs = Reader(np.array(task.squares), np.array(task.region)), screen.grabs()
            threshold = learn(reader.marks(grabs, task.learn_s))
            print('"learnt"', flush=True)
            reader.grab_ms.clear()
            reader.apart_ms.clear()
            sightings = watch(reader.marks(grabs, task.seconds), threshold)
            Path(task.sightings).write_bytes(msgspec.json.encode(sightings))
            apart = np.quantile(reader.apart_ms, [0.5, 0.99])
            watched = Watched(screen.size, float(np.mean(reader.grab_ms)), float(apart[0]), float(apart[1]))
            print(msgspec.json.encode(watched).decode(), flush=True)
    except CaptureError as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
