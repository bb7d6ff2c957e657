"""Latency to the screen: the software part of glass-to-glass."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Column, Row, Section, Table
from benchmarks.report.entry import Entry, marks
from benchmarks.report.numbers import NONE, percentile_text, significant
from benchmarks.result.records import ScreenResult
from benchmarks.result.timing import Timing

_TIMES = (
    Column("screen, and what is seen on it", words=True),
    Column("flashes"),
    Column("p50, ms"),
    Column("p90, ms"),
    Column("p99, ms"),
    Column("not seen"),
)
_KIOSK = (
    Column("screen", words=True),
    Column("frames/s handed over"),
    Column("seen"),
    Column("kiosk, cores"),
    Column("kiosk, MiB"),
    Column("first image, ms"),
    Column("a look every, ms: p50"),
    Column("p99"),
    Column("a look costs, ms"),
)


def section(entries: Sequence[Entry]) -> Section | None:
    """Two rows for each display server: the flash, and the overlay of that very frame; then what the kiosk took meanwhile."""
    every = [(entry, one) for entry in entries for one in entry.result.screens]
    if not every:
        return None
    times = Table(
        _TIMES,
        tuple(row for entry, one in every for row in _rows(entry, one)),
        "The software part of glass-to-glass: from when the simulated probe, a process of its own, hands a frame over to the "
        "kiosk, to when the grabbed screen shows it. Image formation in the scanner, its cable or grabber, and the panel come on "
        "top. Not seen: flashes of which no frame, or not the overlay of the frame that was seen, reached the screen.",
    )
    kiosk = Table(
        _KIOSK,
        tuple(_kiosk(entry, one) for entry, one in every),
        "Means over process starts, the largest of cores and memory. A look is a grab of the screen: times are as fine as the "
        "looks are far apart. On cage each look is a frame that the compositor has drawn, with the time of that.",
    )
    return Section("Latency to the screen", (times, kiosk))


def name_of(one: ScreenResult) -> str:
    """Such as "xvfb, 1280 x 800, litert int8, 2 threads"."""
    run = one.starts[0]
    return f"{run.display}, {run.size[0]} x {run.size[1]}, {one.configuration.name}"


def _rows(entry: Entry, one: ScreenResult) -> list[Row]:
    unseen = sum(run.unseen for run in one.starts)
    without = sum(run.without_overlay for run in one.starts)
    return [
        _row(entry, one, "the flash", one.flash, unseen),
        _row(entry, one, "the overlay of that frame", one.overlay, unseen + without),
    ]


def _row(entry: Entry, one: ScreenResult, what: str, timing: Timing | None, not_seen: int) -> Row:
    percentiles = (percentile_text(timing, fraction) if timing else NONE for fraction in (0.5, 0.9, 0.99))
    return Row(
        (f"{name_of(one)}: {what}", str(sum(run.flashes for run in one.starts)), *percentiles, str(not_seen)),
        marks(entry, one.void),
        entry.number,
    )


def _kiosk(entry: Entry, one: ScreenResult) -> Row:
    def mean(values: Sequence[float]) -> str:
        return significant(sum(values) / len(values))

    return Row(
        (
            name_of(one),
            mean([run.source_hz for run in one.starts]),
            mean([run.shown_hz for run in one.starts]),
            significant(max(run.kiosk_cores for run in one.starts)),
            significant(max(run.kiosk_rss_mb for run in one.starts)),
            mean([run.kiosk_start_ms for run in one.starts]),
            mean([run.apart_p50_ms for run in one.starts]),
            mean([run.apart_p99_ms for run in one.starts]),
            mean([run.grab_ms for run in one.starts]),
        ),
        marks(entry, one.void),
        entry.number,
    )
