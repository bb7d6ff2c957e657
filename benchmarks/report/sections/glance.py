"""Each machine's fastest runtime and whole pipeline, beside the first machine's."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Column, Figure, Row, Section, Table
from benchmarks.report.dots import DotRow, dot_plot
from benchmarks.report.entry import Entry, fastest, marks, ratio_text
from benchmarks.report.numbers import NONE, or_none, percentile_text
from benchmarks.result.records import PipelineResult, Result

_COLUMNS = (
    Column("machine", words=True),
    Column("fastest runtime", words=True),
    Column("inference p50, ms"),
    Column("p99, ms"),
    Column("times A's median"),
    Column("frame to finding p50, ms"),
    Column("p99, ms"),
    Column("mJ an inference"),
)


def section(entries: Sequence[Entry]) -> Section:
    """One row for each machine."""
    rows = tuple(_row(entry, entries[0]) for entry in entries)
    table = Table(
        _COLUMNS,
        rows,
        "Median with its 95 % interval over process starts. Ratio: how many times as long as the first machine's fastest "
        "runtime takes. Frame to finding: the whole pipeline with the guard, without the kiosk beside it. none: not measured, "
        "or too few samples for that percentile.",
    )
    dots = [DotRow(entry.name, best.inference, entry.number) for entry in entries if (best := fastest(entry.result))]
    figure = (
        [Figure(dot_plot("Fastest runtime of each machine", dots), "Dot: median; bar: its interval; line: to p99.")]
        if dots
        else []
    )
    return Section("At a glance", (table, *figure))


def _row(entry: Entry, first: Entry) -> Row:
    best, reference, pipeline = fastest(entry.result), fastest(first.result), usual_pipeline(entry.result)
    inference = (NONE,) * 4
    if best is not None:
        times = best.inference
        inference = (
            best.configuration.name,
            percentile_text(times, 0.5),
            percentile_text(times, 0.99),
            ratio_text(best, reference),
        )
    whole = (NONE, NONE) if pipeline is None else tuple(percentile_text(pipeline.timing, fraction) for fraction in (0.5, 0.99))
    return Row(
        (entry.result.machine.name, *inference, *whole, or_none(best.energy_mj if best else None)), marks(entry, ""), entry.number
    )


def usual_pipeline(result: Result) -> PipelineResult | None:
    """As it runs in an exam, the guard in it, but nothing beside it."""
    return next((one for one in result.pipelines if one.guard and not one.kiosk and not one.void), None)
