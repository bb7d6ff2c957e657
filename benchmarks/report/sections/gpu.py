"""The network on a desktop GPU: latency of one image in its parts, and images a second at every batch size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log10

from benchmarks.report.axes import Scale, bottom_axis, drawing, left_axis, log_ticks, path
from benchmarks.report.document import Column, Figure, Mark, Part, Row, Section, Table
from benchmarks.report.entry import Entry, marks
from benchmarks.report.markup import Html, element
from benchmarks.report.numbers import NONE, or_none, percentile_text, significant
from benchmarks.result.gpu import GpuPoint, GpuResult, GpuSample, GpuVariant
from benchmarks.result.gpu_table import images_per_second
from benchmarks.result.timing import Timing

NOT_MEASURED = "not measured"
_LATENCY = (
    Column("runtime", words=True),
    Column("device p50, ms"),
    Column("to device, ms"),
    Column("from device, ms"),
    Column("enqueue, ms"),
    Column("end to end p50, ms"),
    Column("p99, ms"),
    Column("prepared in, s"),
    Column("same labels"),
    Column("logits, worst (limit)"),
)
_CONDITIONS = (
    Column("card", words=True),
    Column("temperature, °C"),
    Column("clock, MHz"),
    Column("memory clock, MHz"),
    Column("power, W"),
    Column("busy, %"),
    Column("throttled, s"),
    Column("sensor", words=True),
)
_WIDTH, _HEIGHT, _LEFT, _TOP = 860, 360, 64, 30  # px


def section(entries: Sequence[Entry]) -> Section | None:
    """Nothing where no result looked for a GPU."""
    if all(entry.result.gpu is None for entry in entries):
        return None
    parts: list[Part] = [_latency(entries)]
    measured = [(entry, gpu) for entry in entries if (gpu := entry.result.gpu) is not None and gpu.device is not None]
    if measured:
        parts.append(_throughput(measured))
        if curves := [curve for entry, gpu in measured for curve in _curves(entry, gpu)]:
            parts.append(
                Figure(
                    _plot(curves),
                    "Images a second, copies included, against the batch size: the fastest runtime of each precision.",
                )
            )
        parts.append(_conditions(measured))
    return Section("Desktop GPU", tuple(parts))


def _latency(entries: Sequence[Entry]) -> Table:
    rows = [row for entry in entries for row in _latency_rows(entry)]
    return Table(
        _LATENCY,
        tuple(rows),
        "Batch 1. Device, to device and from device are between CUDA events: the network, the copy of the image to the GPU, and "
        "the copy of logits and feature map back. Enqueue: until the call of the network returns to the host; where device is "
        "about the same, the GPU waits for the host. End to end: from the image in the host's pinned memory to its answer there. "
        "Prepared: compiled, captured or loaded.",
    )


def _latency_rows(entry: Entry) -> list[Row]:
    gpu = entry.result.gpu
    if gpu is None or gpu.device is None:
        why = gpu.why_not if gpu else "the run did not look for a GPU"
        name = f"{entry.result.machine.name}: {NOT_MEASURED} ({why})"
        return [Row((name, *[NOT_MEASURED] * (len(_LATENCY) - 1)), marks(entry, ""), entry.number)]
    return [_latency_row(entry, variant) for variant in gpu.variants]


def _latency_row(entry: Entry, variant: GpuVariant) -> Row:
    first = next((point for point in variant.points if point.batch == 1), None)
    if first is None or first.end_to_end is None:
        why = variant.why_not or (first.why_not if first else "")
        return Row(
            (f"{variant.name}: {NOT_MEASURED} ({why})", *[NOT_MEASURED] * (len(_LATENCY) - 1)), marks(entry, ""), entry.number
        )
    found = variant.accuracy
    cells = (
        variant.name,
        *(_p50(part) for part in (first.device, first.to_device, first.from_device, first.enqueue, first.end_to_end)),
        percentile_text(first.end_to_end, 0.99),
        or_none(first.prepare_s),
        f"{found.same_labels} of {found.images}" if found else NONE,
        f"{significant(found.logits_worst, 2)} ({significant(found.logits_limit, 2)})" if found else NONE,
    )
    return Row(cells, marks(entry, first.void), entry.number)


def _p50(timing: Timing | None) -> str:
    return NONE if timing is None else percentile_text(timing, 0.5)


def _throughput(measured: Sequence[tuple[Entry, GpuResult]]) -> Table:
    batches = sorted({point.batch for _, gpu in measured for variant in gpu.variants for point in variant.points})
    rows = []
    for entry, gpu in measured:
        for variant in gpu.variants:
            points = {point.batch: point for point in variant.points}
            if any(point.end_to_end for point in variant.points):
                cells = [_rate(points.get(batch)) for batch in batches]
                rows.append(Row((variant.name, *cells), marks(entry, ""), entry.number))
    columns = (Column("images a second at batch", words=True), *(Column(str(batch)) for batch in batches))
    return Table(
        columns,
        tuple(rows),
        "End to end, one pass after the other, so copies and network do not overlap; in brackets the network by itself, by CUDA "
        f"events. {NOT_MEASURED}: too large for the memory, or not reached in time; the JSON says which.",
    )


def _rate(point: GpuPoint | None) -> str:
    if point is None or point.end_to_end is None:
        return NOT_MEASURED
    if point.void:
        return Mark.VOID.value
    alone = f" ({significant(1e3 * point.batch / point.device.mean_ms)})" if point.device else ""
    return f"{significant(1e3 * point.batch / point.end_to_end.mean_ms)}{alone}"


def _curves(entry: Entry, gpu: GpuResult) -> list[tuple[Entry, str, list[tuple[float, float]]]]:
    """(entry, precision, (batch, images a second)) of the runtime that gets furthest in each precision."""
    best: dict[str, list[tuple[float, float]]] = {}
    for variant in gpu.variants:
        curve = [(float(point.batch), rate) for point in variant.points if (rate := images_per_second(point)) is not None]
        if curve and (variant.precision not in best or _peak(curve) > _peak(best[variant.precision])):
            best[variant.precision] = curve
    return [(entry, precision, curve) for precision, curve in best.items()]


def _peak(curve: Sequence[tuple[float, float]]) -> float:
    return max(rate for _, rate in curve)


def _plot(curves: Sequence[tuple[Entry, str, list[tuple[float, float]]]]) -> Html:
    bottom, right = _HEIGHT - 44, _WIDTH - 90
    batches = sorted({batch for _, _, curve in curves for batch, _ in curve})
    rates = [rate for _, _, curve in curves for _, rate in curve]
    across = Scale(batches[0], max(batches[-1], 2 * batches[0]), _LEFT, right, log10)
    up = Scale(0.8 * min(rates), 1.25 * max(rates), bottom, _TOP, log10)
    parts = [
        left_axis(up, log_ticks(up.low, up.high), _LEFT, right, "images a second", lambda value: f"{value:,.0f}"),
        bottom_axis(across, batches, _TOP, bottom, "images in a batch"),
    ]
    for entry, precision, curve in curves:
        points = [(across(batch), up(rate)) for batch, rate in curve]
        label = element("text", f"{entry.letter} {precision}", class_="fill", x=points[-1][0] + 6, y=points[-1][1] + 4)
        dots = [element("circle", class_="fill", cx=x, cy=y, r=3) for x, y in points]
        parts.append(element("g", path(points, "stroke line"), *dots, label, class_=f"s{entry.number}"))
    return drawing(_WIDTH, _HEIGHT, "Images a second on the GPU", *parts)


def _conditions(measured: Sequence[tuple[Entry, GpuResult]]) -> Table:
    rows = []
    for entry, gpu in measured:
        assert gpu.device is not None
        name = f"{gpu.device.name}, driver {gpu.device.driver or 'unknown'}, CUDA {gpu.device.cuda}, torch {gpu.device.torch}"
        slowed = str(sum(bool(sample.throttled) for sample in gpu.samples)) if gpu.samples else NONE
        cells = (
            name,
            _range(gpu.samples, lambda sample: sample.temperature_c),
            _range(gpu.samples, lambda sample: sample.clock_mhz),
            _range(gpu.samples, lambda sample: sample.memory_clock_mhz),
            _range(gpu.samples, lambda sample: sample.power_w),
            _range(gpu.samples, lambda sample: sample.busy_percent),
            slowed,
            gpu.sensor,
        )
        rows.append(Row(cells, entry=entry.number))
    return Table(_CONDITIONS, tuple(rows), "The card while it was measured, once a second, least to most.")


def _range(samples: Sequence[GpuSample], reading: Callable[[GpuSample], float | None]) -> str:
    values = [value for sample in samples if (value := reading(sample)) is not None]
    if not values:
        return NONE
    low, high = f"{min(values):.0f}", f"{max(values):.0f}"
    return low if low == high else f"{low}–{high}"
