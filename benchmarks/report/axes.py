"""Scales and axes of the drawings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from benchmarks.report.markup import Html, element

TICK = 5  # px


@dataclass(frozen=True)
class Scale:
    """A value -> px. transform: what is even on the paper, such as log10."""

    low: float
    high: float
    start_px: float
    end_px: float
    transform: Callable[[float], float] = float

    def __call__(self, value: float) -> float:
        low, high = self.transform(self.low), self.transform(self.high)
        share = (self.transform(value) - low) / (high - low) if high > low else 0.5
        return self.start_px + share * (self.end_px - self.start_px)


def round_ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """About as many round numbers (1, 2, 5 times a power of ten) from low to high."""
    if not high > low:
        return (low,)
    step = 10 ** floor(log10((high - low) / count))
    step *= next((factor for factor in (1, 2, 5, 10) if (high - low) / (factor * step) <= count), 10)
    return tuple(n * step for n in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """1, 2, 5 times powers of ten within low to high; only the powers over more than two decades."""
    factors = (1, 2, 5) if high / low <= 100 else (1,)
    exponents = range(floor(log10(low)) - 1, ceil(log10(high)) + 1)
    return tuple(tick for n in exponents for factor in factors if low <= (tick := factor * 10.0**n) <= high)


def bottom_axis(
    scale: Scale, ticks: Sequence[float], top_px: float, bottom_px: float, label: str, text: Callable[[float], str] | None = None
) -> Html:
    """The x axis with grid lines up to top_px."""
    write = text or (lambda value: f"{value:g}")
    parts = [element("line", class_="grid", x1=scale(t), x2=scale(t), y1=top_px, y2=bottom_px) for t in ticks]
    parts += [element("text", write(t), class_="quiet", x=scale(t), y=bottom_px + 16, text_anchor="middle") for t in ticks]
    parts.append(element("line", class_="axis", x1=scale.start_px, x2=scale.end_px, y1=bottom_px, y2=bottom_px))
    parts.append(element("text", label, class_="quiet", x=scale.end_px, y=bottom_px + 33, text_anchor="end"))
    return element("g", *parts)


def left_axis(
    scale: Scale, ticks: Sequence[float], left_px: float, right_px: float, label: str, text: Callable[[float], str] | None = None
) -> Html:
    """The y axis with grid lines to right_px; its label stands above it."""
    write = text or (lambda value: f"{value:g}")
    parts = [element("line", class_="grid", x1=left_px, x2=right_px, y1=scale(t), y2=scale(t)) for t in ticks]
    parts += [element("text", write(t), class_="quiet", x=left_px - TICK, y=scale(t) + 4, text_anchor="end") for t in ticks]
    parts.append(element("text", label, class_="quiet", x=left_px, y=min(scale.start_px, scale.end_px) - 9, text_anchor="start"))
    return element("g", *parts)


def drawing(width: float, height: float, title: str, *children: Html) -> Html:
    """An <svg> that a screen reader announces by its title."""
    return element(
        "svg", element("title", title), *children, viewBox=f"0 0 {width:g} {height:g}", width=width, height=height, role="img"
    )


def path(points: Sequence[tuple[float, float]], class_: str) -> Html:
    """A line through points in px."""
    return element("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), class_=class_)
