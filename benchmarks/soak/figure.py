"""Memory, and the time of a frame, over a soak: one SVG that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.report.axes import Scale, bottom_axis, drawing, left_axis, path, round_ticks
from benchmarks.report.markup import Html, element
from benchmarks.soak.journal import Finished
from benchmarks.soak.records import PART, SoakResult
from benchmarks.soak.summary import FRAMES_A_DAY

WIDTH, PANEL, LEFT, RIGHT = 860, 190, 56, 840  # px
STYLE = Html(
    "svg{background:#fff;font:13px sans-serif}.quiet{fill:#555}.grid{stroke:#ddd}.axis{stroke:#333}"
    "path{fill:none;stroke-width:1.3}.one{stroke:#0a6ebd}.two{stroke:#c2571a}text.one{fill:#0a6ebd;stroke:none}"
    "text.two{fill:#c2571a;stroke:none}.three{stroke:#888;stroke-dasharray:5 4}text.three{fill:#666;stroke:none}.warm{fill:#eee}"
)
CLASSES = ("one", "two", "three")
LEAST_MB = 1.0  # to either side of 0: a step of some pages is no mountain


def draw(result: SoakResult, finished: Finished) -> str:
    """Two panels with one axis of frames; what is left out as warm-up is shaded."""
    parts = finished.parts
    shown = [part.shown for part in parts]
    across = Scale(0, shown[-1], LEFT, RIGHT)
    warm = Scale(0, shown[-1], 0, RIGHT - LEFT)(result.warm_up)
    settled = parts[min(result.warm_up // PART, len(parts) - 1)]
    limit = [result.resident.limit / FRAMES_A_DAY * (frames - settled.shown) for frames in shown]
    memory = (
        ("resident", [part.resident - settled.resident for part in parts]),
        ("of no file", [part.anonymous - settled.anonymous for part in parts]),
        ("the limit", [value if value >= 0 else np.nan for value in limit]),
    )
    pairs = [finished.times[part.shown - PART : part.shown] for part in parts]
    p99 = [[float(np.nanquantile(pair[:, n], 0.99)) if not np.isnan(pair).all() else np.nan for pair in pairs] for n in (0, 1)]
    times = (("wall clock", p99[0]), ("processor time", p99[1]))
    above = _panel("memory since the warm-up, MB", 40, across, shown, warm, memory, LEAST_MB)
    below = _panel(f"p99 of a frame in {PART} frames, ms", 100 + PANEL, across, shown, warm, times, 0.0)
    title = f"Soak: {result.frames:,} frames, {sum(result.faults.values()):,} faults between them"
    drawn = drawing(WIDTH, 2 * PANEL + 160, title, element("style", STYLE), above, below)
    return str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _panel(
    label: str,
    top: float,
    across: Scale,
    shown: Sequence[int],
    warm: float,
    series: Sequence[tuple[str, Sequence[float]]],
    least: float,
) -> Html:
    """From the lowest value, or 0, up; what is far above the rest stands at the edge. least: of what is seen, to either side."""
    values = np.array([value for _, line in series for value in line])
    low, high = min(-least, float(np.nanmin(values)), 0.0), max(least, 1.1 * float(np.nanquantile(values, 0.995)))
    up = Scale(low, high, top + PANEL, top)
    marks = [
        element("rect", class_="warm", x=LEFT, y=top, width=warm, height=PANEL),
        bottom_axis(across, round_ticks(0, across.high), top, top + PANEL, "frames", lambda value: f"{value:,.0f}"),
        left_axis(up, round_ticks(low, high), LEFT, RIGHT, label),
    ]
    for n, (name, line) in enumerate(series):
        points = [(across(x), up(min(y, high))) for x, y in zip(shown, line, strict=True) if not np.isnan(y)]
        class_ = CLASSES[n]
        marks += [path(points, class_), element("text", name, class_=class_, x=RIGHT - 290 + 100 * n, y=top - 9)]
    return element("g", *marks)
