"""What the machine did while it was measured: temperature, clock, load, second by second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from benchmarks.report.axes import Scale, bottom_axis, drawing, left_axis, path, round_ticks
from benchmarks.report.document import Column, Figure, Part, Row, Section, Table
from benchmarks.report.entry import Entry
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import NONE, or_none, significant
from benchmarks.result.records import Sample

_COLUMNS = (
    Column("machine", words=True),
    Column("seconds"),
    Column("temperature, °C"),
    Column("clock, MHz"),
    Column("busy cores, %"),
    Column("other programs, cores"),
    Column("power, W"),
    Column("throttled, s"),
)
_WIDTH, _HEIGHT, _TOP, _LEFT = 420, 190, 46, 52  # px of one panel

Reading = Callable[[Sample], float | None]


def _clock(sample: Sample) -> float | None:
    return fmean(sample.clock_mhz) if sample.clock_mhz else None


def _load(sample: Sample) -> float | None:
    return None if sample.load is None else 100 * sample.load


def _power(sample: Sample) -> float | None:
    return None if sample.power_mw is None else sample.power_mw / 1e3


_READINGS: tuple[tuple[str, Reading], ...] = (
    ("temperature, °C", lambda sample: sample.temperature_c),
    ("clock, mean of the cores, MHz", _clock),
    ("busy cores, %", _load),
    ("power, W", _power),
)


def section(entries: Sequence[Entry]) -> Section | None:
    """Least and most of every reading, and its course."""
    if not any(entry.result.samples for entry in entries):
        return None
    table = Table(
        _COLUMNS,
        tuple(_row(entry) for entry in entries),
        "Least to most. none: the machine has no sensor for it; its row under “Machines and software” says why.",
    )
    parts: list[Part] = [table]
    panels = [panel for name, reading in _READINGS if (panel := _panel(name, reading, entries))]
    if panels:
        placed = [
            element("g", panel, transform=f"translate({i % 2 * _WIDTH} {i // 2 * _HEIGHT})") for i, panel in enumerate(panels)
        ]
        whole = drawing(_WIDTH * min(2, len(panels)), _HEIGHT * -(-len(panels) // 2), "Readings over time", *placed)
        parts.append(Figure(whole, "Against the seconds of each run. Red: seconds in which a machine said that it throttled."))
    return Section("Conditions", tuple(parts))


def _row(entry: Entry) -> Row:
    samples = entry.result.samples
    throttled = (
        NONE if entry.result.sensors.throttle.startswith("none") else str(sum(bool(sample.throttled) for sample in samples))
    )
    cells = (
        entry.result.machine.name,
        or_none(max((sample.t_s for sample in samples), default=None)),
        _range(samples, lambda sample: sample.temperature_c),
        _range(samples, _clock),
        _range(samples, _load),
        _range(samples, lambda sample: sample.foreign_cores),
        _range(samples, _power),
        throttled,
    )
    return Row(cells, entry=entry.number)


def _range(samples: Sequence[Sample], reading: Reading) -> str:
    found = _found(samples, reading)
    if not found:
        return NONE
    values = [value for _, value in found]
    low, high = significant(min(values)), significant(max(values))
    return low if low == high else f"{low}–{high}"


def _found(samples: Sequence[Sample], reading: Reading) -> list[tuple[float, float]]:
    return [(sample.t_s, value) for sample in samples if (value := reading(sample)) is not None]


def _panel(name: str, reading: Reading, entries: Sequence[Entry]) -> Html | None:
    courses = [(entry, course) for entry in entries if (course := _found(entry.result.samples, reading))]
    if not courses:
        return None
    bottom, right = _HEIGHT - 40, _WIDTH - 22
    values = [value for _, course in courses for _, value in course]
    margin = 0.08 * (max(values) - min(values)) or 0.05 * abs(max(values)) or 1.0
    across = Scale(0.0, max(t for _, course in courses for t, _ in course) or 1.0, _LEFT, right)
    up = Scale(max(0.0, min(values) - margin), max(values) + margin, bottom, _TOP)
    parts = [
        left_axis(up, round_ticks(up.low, up.high, 4), _LEFT, right, name),
        bottom_axis(across, round_ticks(0.0, across.high), _TOP, bottom, "s"),
    ]
    for entry, course in courses:
        faults = [sample.t_s for sample in entry.result.samples if sample.throttled]
        second = across(1.0) - across(0.0)
        parts += [
            element("rect", class_="fault", x=across(t), y=_TOP, width=max(1.0, second), height=bottom - _TOP) for t in faults
        ]
        points = [(across(t), up(value)) for t, value in course]
        letter = element("text", entry.letter, class_="fill title", x=points[-1][0] + 4, y=points[-1][1] + 4)
        parts.append(element("g", path(points, "stroke line"), letter, class_=f"s{entry.number}"))
    return element("g", *parts)
