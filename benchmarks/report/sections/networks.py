"""The paper's Figure 4, the size of the networks it compares, with what they take: an axis of latency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log10, sqrt

from benchmarks.report.axes import Scale, bottom_axis, drawing, left_axis, log_ticks
from benchmarks.report.document import Column, Figure, Part, Row, Section, Table
from benchmarks.report.entry import Entry, marks, ratio
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import NONE, median_ms, or_none, percentile_text, significant
from benchmarks.result.records import NetworkResult

OURS = "NMD-AssistNet"
_COLUMNS = (
    Column("network", words=True),
    Column("parameters, M"),
    Column("in the paper, M"),
    Column("MMAC"),
    Column("p50, ms"),
    Column("p90, ms"),
    Column(f"times {OURS}"),
    Column("MiB"),
)
_WIDTH, _HEIGHT, _TOP, _LEFT, _RIGHT = 860, 420, 40, 56, 150  # px; right of the axis there is room for a name
_LARGEST = 26.0  # px, radius of the circle of the network with the most multiplications

Measured = tuple[Entry, NetworkResult]


def section(entries: Sequence[Entry]) -> Section | None:
    """A circle and a row for each network and machine."""
    every = [(entry, one) for entry in entries if entry.result.peers for one in entry.result.peers.networks]
    if not every:
        return None
    table = Table(
        _COLUMNS,
        tuple(_row(entry, one) for entry, one in every),
        "Two classes, an image of 224 x 224, batch 1, FP32, each by ONNX Runtime as torch exports it and with as many threads: "
        f"{OURS} too, without what makes it faster in the appliance. The weights are random: size and latency only. "
        "Parameters: trainable; in the paper: Figure 4 of Xie and Zhang (2025). MMAC: millions of multiplications with addition.",
    )
    drawn = [(entry, one) for entry, one in every if median_ms(one.engine.inference) is not None]
    caption = "Both axes are logarithmic; the area of a circle is its MMAC. Open circle: void."
    parts: list[Part] = [Figure(_circles(drawn), caption)] if drawn else []
    return Section("Size and latency of the paper's networks", (*parts, table))


def _row(entry: Entry, one: NetworkResult) -> Row:
    times, void = one.engine.inference, one.engine.void
    cells = (
        one.engine.configuration.name,
        significant(one.parameters / 1e6),
        significant(one.paper_parameters / 1e6),
        significant(one.mmac),
        percentile_text(times, 0.5),
        percentile_text(times, 0.9),
        _times_ours(entry, one),
        or_none(one.engine.peak_rss_mb),
    )
    return Row(cells, marks(entry, void), entry.number)


def _times_ours(entry: Entry, one: NetworkResult) -> str:
    networks = entry.result.peers.networks if entry.result.peers else ()
    ours = next((other for other in networks if other.engine.configuration.engine == OURS), None)
    if ours is one:
        return "1"
    found = None if ours is None or ours.engine.void or one.engine.void else ratio(one.engine.inference, ours.engine.inference)
    return NONE if found is None else str(found)


def _circles(drawn: Sequence[Measured]) -> Html:
    """On logarithmic axes, from half the least to twice the most."""
    latencies = [median_ms(one.engine.inference) or 0.0 for _, one in drawn]
    sizes = [one.parameters / 1e6 for _, one in drawn]
    bottom = _HEIGHT - 46
    across = Scale(min(latencies) / 2, max(latencies) * 2, _LEFT, _WIDTH - _RIGHT, log10)
    up = Scale(min(sizes) / 2, max(sizes) * 2, bottom, _TOP, log10)
    most = max(one.mmac for _, one in drawn)
    parts = [
        left_axis(up, log_ticks(up.low, up.high), _LEFT, _WIDTH - _RIGHT, "million parameters"),
        bottom_axis(across, log_ticks(across.low, across.high), _TOP, bottom, "median latency, ms"),
        *_in_order(drawn, across, up, most),
    ]
    return drawing(_WIDTH, _HEIGHT, "Size and latency of the paper's networks", *parts)


def _in_order(drawn: Sequence[Measured], across: Scale, up: Scale, most: float) -> Iterator[Html]:
    """The large circles first, so that they hide no small one."""
    machines = {entry.number for entry, _ in drawn}
    for entry, one in sorted(drawn, key=lambda pair: -pair[1].mmac):
        x, y = across(median_ms(one.engine.inference) or 0.0), up(one.parameters / 1e6)
        radius = max(4.0, _LARGEST * sqrt(one.mmac / most))
        name = one.engine.configuration.engine + (f" {entry.letter}" if len(machines) > 1 else "")
        circle = element("circle", class_="ring" if one.engine.void else "fill", cx=x, cy=y, r=radius, fill_opacity="0.6")
        title = "title" if one.engine.configuration.engine == OURS else None
        yield element("g", circle, element("text", name, class_=title, x=x + radius + 5, y=y + 4), class_=f"s{entry.number}")
