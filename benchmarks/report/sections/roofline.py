"""What the network reaches of what the machine can do at most."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from benchmarks.report.axes import Scale, bottom_axis, drawing, left_axis, log_ticks, path
from benchmarks.report.document import Column, Figure, Part, Row, Section, Table
from benchmarks.report.entry import Entry, marks
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import NONE, median_ms, or_none, significant
from benchmarks.result.records import EngineResult, Peaks
from benchmarks.roofline.network import Network, Precision, shipped_network
from benchmarks.roofline.prediction import bound_ms
from benchmarks.roofline.processors import Processor

_COLUMNS = (
    Column("machine", words=True),
    Column("precision", words=True),
    Column("fastest runtime", words=True),
    Column("peak, GMAC/s"),
    Column("memory, GB/s"),
    Column("bound, ms"),
    Column("p50, ms"),
    Column("GMAC/s"),
    Column("of the peak, %"),
    Column("of the bound, %"),
)
_WIDTH, _HEIGHT, _LEFT, _TOP = 860, 380, 58, 30  # px
_NEAR = 0.02  # share by which a network's MACs may differ from the shipped one's and still be it
_PRECISIONS: tuple[Precision, ...] = ("int8", "fp32")


def section(entries: Sequence[Entry]) -> Section | None:
    """Nothing where no machine's peaks were measured."""
    network = shipped_network()
    measured = [entry for entry in entries if entry.result.peaks.int8_gops or entry.result.peaks.fp32_gflops]
    if not measured:
        return None
    rows = tuple(row for entry in measured for row in _rows(entry, network))
    how = " ".join(f"{entry.name}: {entry.result.peaks.how}." for entry in measured)
    caption = (
        "Bound: each layer takes no less than its MACs at the measured peak and no less than its bytes at the measured memory "
        f"speed, summed over {network.name}'s {len(network.layers)} layers; no cache keeps anything between two layers, so a "
        f"machine with large caches can beat it. A MAC is two operations. Peaks: {how}"
    )
    parts: list[Part] = [Table(_COLUMNS, rows, caption)]
    if drawn := [entry for entry in measured if entry.result.peaks.memory_gb_s]:
        caption = (
            "Roofs: what the machine can do at most at an intensity, by memory to the left, by arithmetic to the right; solid "
            "for int8, dashed for FP32. Dots: the whole network by the fastest runtime of that precision."
        )
        parts.append(Figure(_plot(drawn, network), caption))
    return Section("Roofline", tuple(parts))


def best_of(entry: Entry, precision: Precision) -> EngineResult | None:
    """The fastest of the processor's runtimes that is not void: the peaks are the processor's."""
    alike = [
        one
        for one in entry.result.engines
        if one.configuration.precision == precision and not one.void and median_ms(one.inference)
    ]
    return min(alike, key=lambda one: median_ms(one.inference) or 0.0, default=None)


def as_processor(entry: Entry) -> Processor | None:
    """The machine by its measured peaks; None where one is missing."""
    peaks: Peaks = entry.result.peaks
    if not (peaks.int8_gops and peaks.fp32_gflops and peaks.memory_gb_s):
        return None
    return Processor(entry.name, peaks.int8_gops / 2, peaks.fp32_gflops / 2, peaks.memory_gb_s, peaks.how)


def _rows(entry: Entry, network: Network) -> list[Row]:
    result, processor = entry.result, as_processor(entry)
    mmac = result.network_mmac
    same = mmac is not None and abs(mmac / network.mmac - 1) < _NEAR
    rows = []
    for precision in _PRECISIONS:
        peak = result.peaks.int8_gops if precision == "int8" else result.peaks.fp32_gflops
        best = best_of(entry, precision)
        median = median_ms(best.inference) if best else None
        bound = bound_ms(network, processor, precision) if same and processor else None
        reached = mmac / median if mmac and median else None
        cells = (
            entry.result.machine.name,
            precision,
            best.configuration.name if best else NONE,
            or_none(peak / 2 if peak else None),
            or_none(result.peaks.memory_gb_s),
            or_none(bound),
            or_none(median),
            or_none(reached),
            significant(200 * reached / peak) if reached and peak else NONE,
            significant(100 * bound / median) if bound and median else NONE,
        )
        rows.append(Row(cells, marks(entry, ""), entry.number))
    return rows


def _plot(entries: Sequence[Entry], network: Network) -> Html:
    bottom, right = _HEIGHT - 44, _WIDTH - 20
    across = Scale(0.3, 300.0, _LEFT, right, log10)
    dots = [dot for entry in entries for dot in _dots(entry, network)]
    roofs = [roof for entry in entries for roof in _roofs(entry)]
    tops = [peak for _, _, peak, _ in roofs]
    lows = [min(peak, across.low * memory) for _, memory, peak, _ in roofs] + [reached for _, _, reached in dots]
    up = Scale(0.6 * min(lows), 1.6 * max(tops), bottom, _TOP, log10)
    parts = [
        left_axis(up, log_ticks(up.low, up.high), _LEFT, right, "GMAC/s"),
        bottom_axis(across, (0.5, 1, 2, 5, 10, 20, 50, 100, 200), _TOP, bottom, "MACs for each byte moved"),
    ]
    for entry, memory, peak, precision in roofs:
        ridge = min(max(peak / memory, across.low), across.high)
        corners = [(across.low, min(peak, across.low * memory)), (ridge, peak), (across.high, peak)]
        line = path([(across(x), up(y)) for x, y in corners], f"stroke roof{' dashed' if precision == 'fp32' else ''}")
        label = element("text", f"{entry.letter} {precision}", class_="fill", x=right - 4, y=up(peak) - 6, text_anchor="end")
        parts.append(element("g", line, label, class_=f"s{entry.number}"))
    for entry, intensity, reached in dots:
        dot = element("circle", class_="fill", cx=across(intensity), cy=up(reached), r=6)
        letter = element("text", entry.letter, class_="fill title", x=across(intensity) + 10, y=up(reached) + 4)
        parts.append(element("g", dot, letter, class_=f"s{entry.number}"))
    return drawing(_WIDTH, _HEIGHT, "Roofline", *parts)


def _roofs(entry: Entry) -> list[tuple[Entry, float, float, Precision]]:
    """(entry, GB/s, peak in GMAC/s, precision) of each roof."""
    peaks = entry.result.peaks
    found: list[tuple[Entry, float, float, Precision]] = []
    for precision, peak in zip(_PRECISIONS, (peaks.int8_gops, peaks.fp32_gflops), strict=True):
        if peak and peaks.memory_gb_s:
            found.append((entry, peaks.memory_gb_s, peak / 2, precision))
    return found


def _dots(entry: Entry, network: Network) -> list[tuple[Entry, float, float]]:
    """(entry, MACs for each byte, GMAC/s) of the fastest of each precision."""
    dots = []
    for precision in _PRECISIONS:
        best = best_of(entry, precision)
        median = median_ms(best.inference) if best else None
        if median and entry.result.network_mmac:
            dots.append((entry, network.intensity(precision), entry.result.network_mmac / median))
    return dots
