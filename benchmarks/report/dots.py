"""Medians as dots with their intervals, and the tail behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report.axes import Scale, bottom_axis, drawing, round_ticks
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import percentile, significant
from benchmarks.result.timing import Timing
from edge_app.typed_reader import short

ROW_PX, TOP_PX, WIDTH_PX = 26, 12, 860


@dataclass(frozen=True)
class DotRow:
    """One line of the drawing."""

    label: str
    timing: Timing
    series: int
    void: bool = False


def dot_plot(title: str, rows: Sequence[DotRow]) -> Html:
    """A dot: the median, its bar the interval; a thin line to p99, or to the highest percentile that has enough samples.

    Void times beyond the sound ones stand at the edge, with their figure.
    """
    left = 20 + 6.6 * max(len(short(row.label)) for row in rows)
    bottom = TOP_PX + ROW_PX * len(rows)
    right = WIDTH_PX - 70
    sound = [row for row in rows if not row.void] or rows  # a void time must not press the others together
    scale = Scale(0.0, 1.02 * max(_end_ms(row.timing) for row in sound), left, right)
    axis = bottom_axis(scale, round_ticks(0.0, scale.high), TOP_PX, bottom, "ms")
    lines = [_line(row, scale, left, TOP_PX + ROW_PX * (i + 0.5)) for i, row in enumerate(rows)]
    return drawing(WIDTH_PX, bottom + 42, title, axis, *lines)


def _end_ms(timing: Timing) -> float:
    ends = [one.ms for fraction in (0.5, 0.9, 0.99) if (one := percentile(timing, fraction)) and one.ms is not None]
    high = (one := percentile(timing, 0.5)) and one.high_ms
    return max([*ends, high or 0.0], default=timing.mean_ms) or timing.mean_ms


def _line(row: DotRow, scale: Scale, left: float, y: float) -> Html:
    parts = [element("text", short(row.label), x=left - 10, y=y + 4, text_anchor="end", class_="quiet" if row.void else None)]
    median = percentile(row.timing, 0.5)

    def at(ms: float) -> float:
        return min(scale(ms), scale.end_px)

    if median is None or median.ms is None:
        parts.append(element("text", "none: too few samples", class_="quiet", x=left + 6, y=y + 4))
        return element("g", *parts, class_=f"s{row.series}")
    end = _end_ms(row.timing)
    parts.append(element("line", class_="stroke thin", x1=at(median.ms), x2=at(end), y1=y, y2=y))
    parts.append(element("line", class_="stroke thin", x1=at(end), x2=at(end), y1=y - 4, y2=y + 4))
    if median.low_ms is not None and median.high_ms is not None:
        parts.append(
            element(
                "line",
                class_="stroke",
                stroke_width=7,
                stroke_opacity="0.35",
                x1=at(median.low_ms),
                x2=at(median.high_ms),
                y1=y,
                y2=y,
            )
        )
    parts.append(element("circle", class_="ring" if row.void else "fill", cx=at(median.ms), cy=y, r=5))
    text = f"{significant(median.ms)}{' void' if row.void else ''}"
    parts.append(element("text", text, class_="quiet", x=at(max(end, median.high_ms or 0.0)) + 9, y=y + 4))
    return element("g", *parts, class_=f"s{row.series}")
