"""The whole distribution of the times, its tail spread out."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import numpy as np

from benchmarks.report.axes import Scale, bottom_axis, drawing, left_axis, path, round_ticks
from benchmarks.report.document import Figure, Section
from benchmarks.report.entry import Entry
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import median_ms, percentile_name
from benchmarks.result.records import EngineResult
from benchmarks.result.timing import Timing

_WIDTH, _HEIGHT, _TOP, _LEFT = 420, 250, 46, 52  # px of one panel
_TICKS = (0.5, 0.9, 0.99, 0.999)
_POINTS = 160

Drawn = tuple[Entry, EngineResult]


def section(entries: Sequence[Entry]) -> Section | None:
    """A panel for each runtime and precision; in it a curve for each machine, at its fastest thread count."""
    panels: dict[str, list[Drawn]] = {}
    for entry in entries:
        for one in _fastest_of_each(entry):
            panels.setdefault(f"{one.configuration.engine} {one.configuration.precision}", []).append((entry, one))
    if not panels:
        return None
    shares = [max(_claimed(one.inference), default=0.5) for drawn in panels.values() for _, one in drawn]
    drawings = [_panel(name, drawn, max([0.9, *shares])) for name, drawn in panels.items()]
    caption = (
        "So many of the inferences took no longer than this: the median to the left, the slowest in a thousand to the right. "
        "Curves are of every single time; dots are the percentiles of a result whose samples.parquet is not beside it. Each "
        "ends at the highest percentile that it has enough samples for. Each machine at its fastest thread count; void results "
        "are not drawn."
    )
    return Section("Distributions", (Figure(_grid(drawings), caption),))


def _fastest_of_each(entry: Entry) -> list[EngineResult]:
    """The fastest of each runtime and precision, void ones left out."""
    best: dict[tuple[str, str], EngineResult] = {}
    for one in entry.result.engines:
        kind = (one.configuration.engine, one.configuration.precision)
        median = median_ms(one.inference)
        if not one.void and median is not None and (kind not in best or median < (median_ms(best[kind].inference) or 0.0)):
            best[kind] = one
    return list(best.values())


def _claimed(timing: Timing) -> list[float]:
    """The fractions that have enough samples."""
    return [one.fraction for one in timing.percentiles if one.ms is not None and one.fraction >= 0.5]


def nines(share: float) -> float:
    """0.9 -> 1, 0.99 -> 2: each step to the right is a tenth as many inferences."""
    return -log10(1 - share)


def _panel(name: str, drawn: Sequence[Drawn], last: float) -> Html:
    bottom, right = _HEIGHT - 44, _WIDTH - 16
    curves = [_curve(entry, one) for entry, one in drawn]
    across = Scale(0.0, last, _LEFT, right, nines)
    up = Scale(0.0, 1.05 * max(ms for curve in curves for _, ms in curve), bottom, _TOP)
    parts = [
        element("text", name, class_="title", x=_LEFT, y=16),
        left_axis(up, round_ticks(0.0, up.high, 4), _LEFT, right, "ms"),
        bottom_axis(across, [t for t in _TICKS if t <= last + 1e-9], _TOP, bottom, "share of inferences", percentile_name),
    ]
    for (entry, one), curve in zip(drawn, curves, strict=True):
        points = [(across(share), up(ms)) for share, ms in curve]
        if one.configuration.name in entry.times:
            marks = [path(points, "stroke line")]
        else:
            marks = [element("circle", class_="fill", cx=x, cy=y, r=4) for x, y in points]
        end_x, end_y = points[-1]
        marks.append(element("text", entry.letter, class_="fill title", x=min(end_x + 5, _WIDTH - 10), y=end_y - 5))
        parts.append(element("g", *marks, class_=f"s{entry.number}"))
    return element("g", *parts)


def _curve(entry: Entry, one: EngineResult) -> list[tuple[float, float]]:
    """(share, ms), rising."""
    claimed = _claimed(one.inference)
    times = entry.times.get(one.configuration.name)
    if times is None:
        return [(p.fraction, p.ms) for p in one.inference.percentiles if p.ms is not None]
    last = max(claimed, default=0.5)
    shares = 1 - 10 ** -np.linspace(0, nines(last), _POINTS)
    return list(zip(shares.tolist(), np.quantile(times, shares).tolist(), strict=True))


def _grid(panels: Sequence[Html]) -> Html:
    """Two in a row."""
    placed = [element("g", panel, transform=f"translate({i % 2 * _WIDTH} {i // 2 * _HEIGHT})") for i, panel in enumerate(panels)]
    return drawing(_WIDTH * min(2, len(panels)), _HEIGHT * -(-len(panels) // 2), "Distributions of the inference times", *placed)
