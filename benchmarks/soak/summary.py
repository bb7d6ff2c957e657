"""From the parts of a soak to what they say. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timezone
from itertools import groupby

import numpy as np
import numpy.typing as npt

from benchmarks.machine.disturbance import MAX_FOREIGN
from benchmarks.soak.faulty_probe import EVERY, Fault
from benchmarks.soak.journal import Finished
from benchmarks.soak.records import PART, SCHEMA, Drift, Growth, Part, SoakResult, Subject
from benchmarks.statistics.bootstrap import ratio_interval
from benchmarks.statistics.trend import slope
from edge_app.records import Interval

FRAMES_A_DAY = 2_600_000  # 30 a second
MAX_GROWTH = 20.0  # MiB a day
MAX_DRIFT = 0.05
WARM_UP = 20_000  # frames after a start, of a long soak: buffers are filled, the heap has its size
WARM_UP_SHARE = 0.1  # of a short one, ...
MIN_WARM_UP = 2 * len(Fault) * EVERY  # ... but each fault has come twice: what a reconnection or another size takes is taken once
BLOCKS = 10  # of a tenth, each with a percentile of its own
FRACTION = 0.99


def summarise(subject: Subject, finished: Finished, wanted: int, command: str) -> SoakResult:
    """The result of what is finished, whether or not that is all. Raises ValueError when nothing is."""
    parts = finished.parts
    if not parts:
        raise ValueError("no part of the soak is finished")
    warm_up = int(max(min(WARM_UP, WARM_UP_SHARE * parts[-1].shown), MIN_WARM_UP)) // PART
    starts = [list(group)[warm_up:] for _, group in groupby(parts, key=lambda part: part.start)]
    settled = [part for start in starts for part in start]
    times = np.concatenate([finished.times[:0], *(finished.times[part.shown - PART : part.shown] for part in settled)])
    tenth = len(settled) // 10
    disturbed = why_disturbed(settled[:tenth], settled[-tenth:]) if tenth else ""
    return SoakResult(
        schema=SCHEMA,
        command=command,
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        subject=subject,
        frames=parts[-1].shown,
        wanted=wanted,
        warm_up=warm_up * PART,
        starts=len(starts),
        seconds=sum(part.seconds for part in parts),
        judged=sum(PART - part.refused for part in parts),
        faults=dict(sum((Counter(part.faults) for part in parts), Counter())),
        states=dict(sum((Counter(part.states) for part in parts), Counter())),
        resident=growth([[part.resident for part in start] for start in starts]),
        anonymous=growth([[part.anonymous for part in start] for start in starts]),
        first_mb=settled[0].resident if settled else parts[0].resident,
        last_mb=parts[-1].resident,
        analysis=drift(times[:, 0], disturbed),
        processor=drift(times[:, 1], disturbed),
    )


def growth(starts: Sequence[Sequence[float]]) -> Growth:
    """starts: MiB after each part, of each start of the process."""
    found = slope([np.asarray(start, np.float64) for start in starts if start])
    a_day = FRAMES_A_DAY / PART
    return Growth(
        samples=sum(map(len, starts)),
        mb_per_day=None if found is None else Interval(*(a_day * value for value in found)),
        limit=MAX_GROWTH,
    )


def drift(times: npt.NDArray[np.float32], disturbed: str) -> Drift:
    """times: ms of each frame, in order; NaN for one that the network did not see."""
    judged = times[~np.isnan(times)]
    tenth = len(judged) // 10
    if tenth < BLOCKS / (1 - FRACTION):
        return Drift(0.0, 0.0, None, MAX_DRIFT, "there are too few frames")
    first, last = judged[:tenth], judged[-tenth:]
    before, after = float(np.quantile(first, FRACTION)), float(np.quantile(last, FRACTION))
    ends = ratio_interval(_of_blocks(last), _of_blocks(first)) or (after / before, after / before)
    value = after / before
    change = Interval(value - 1, min(value, ends[0]) - 1, max(value, ends[1]) - 1)
    return Drift(before, after, change, MAX_DRIFT, disturbed)


def why_disturbed(first: Sequence[Part], last: Sequence[Part]) -> str:
    """Of the two tenths that are compared; empty: nothing is known against them."""
    found = [
        f"other programs took {cores:.1f} cores during the {name} tenth"
        for name, parts in (("first", first), ("last", last))
        if (cores := _foreign(parts)) is not None and cores > MAX_FOREIGN
    ]
    return "; ".join(found)


def broken_limits(result: SoakResult) -> list[str]:
    """A sentence for each limit that is not kept; what is disturbed or was not measured breaks none."""
    found = []
    if (memory := result.resident.mb_per_day) is not None and memory.value > result.resident.limit:
        found.append(f"resident memory grows by {memory.value:.1f} MB a day, more than {result.resident.limit:g}")
    slower = result.analysis.change
    if slower is not None and not result.analysis.disturbed and slower.value > result.analysis.limit:
        found.append(f"p99 rose by {100 * slower.value:.1f} %, more than {100 * result.analysis.limit:g} %")
    return found


def lines(result: SoakResult) -> list[str]:
    """What is printed."""
    rate = result.frames / result.seconds
    found = [
        f"{result.subject.bundle}, {result.subject.engine}, on {result.subject.machine}",
        f"{result.frames:,} of {result.wanted:,} frames in {result.seconds / 60:.0f} minutes = {rate:.1f} a second, in "
        f"{result.starts} start(s) of the process; the network saw {result.judged:,}",
        "injected: " + ", ".join(f"{count} x {fault}" for fault, count in result.faults.items()),
        "stream: " + ", ".join(f"{count} x {state}" for state, count in result.states.items()),
        f"resident {result.first_mb:.1f} MB after {result.warm_up:,} frames, {result.last_mb:.1f} MB at the end",
    ]
    for name, memory in (("resident", result.resident), ("of no file", result.anonymous)):
        grown = memory.mb_per_day
        figure = "not measured: too few frames"
        if grown is not None:
            figure = f"{grown.value:+.1f} MB ({grown.low:+.1f} to {grown.high:+.1f})"
        found.append(f"growth of memory, {name}, in a day of {FRAMES_A_DAY:,} frames: {figure}; limit {memory.limit:g}")
    for name, slower in (("", result.analysis), (", processor time", result.processor)):
        if slower.change is None:
            found.append(f"p99 of a frame{name}: not measured: {slower.disturbed}")
            continue
        moved = slower.change
        change = f"{100 * moved.value:+.1f} % ({100 * moved.low:+.1f} to {100 * moved.high:+.1f})"
        void = f"; DISTURBED: {slower.disturbed}" if slower.disturbed else ""
        found.append(
            f"p99 of a frame{name}: {slower.first_ms:.2f} ms in the first tenth, {slower.last_ms:.2f} ms in the last, {change}; "
            f"limit {100 * slower.limit:g} %{void}"
        )
    return found


def _of_blocks(times: npt.NDArray[np.float32]) -> list[float]:
    return [float(np.quantile(block, FRACTION)) for block in np.array_split(times, BLOCKS)]


def _foreign(parts: Sequence[Part]) -> float | None:
    known = [(part.foreign_cores, part.seconds) for part in parts if part.foreign_cores is not None]
    return sum(cores * s for cores, s in known) / sum(s for _, s in known) if known else None
