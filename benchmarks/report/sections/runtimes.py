"""Every runtime, precision and thread count."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Column, Figure, Row, Section, Table
from benchmarks.report.dots import DotRow, dot_plot
from benchmarks.report.entry import Entry, fastest, marks, ratio_text, with_configuration
from benchmarks.report.markup import Html
from benchmarks.report.numbers import or_none, percentile_name, percentile_text, significant
from benchmarks.result.records import EngineResult
from benchmarks.statistics.early_stopping import samples_needed

_COLUMNS = (
    Column("runtime", words=True),
    Column("p50, ms"),
    Column("p90, ms"),
    Column("p99, ms"),
    Column("p99.9, ms"),
    Column("mean"),
    Column("inferences / starts"),
    Column("times A"),
    Column("first, ms"),
    Column("cold start, ms"),
    Column("MiB"),
)
FRACTIONS = (0.5, 0.9, 0.99, 0.999)


def section(entries: Sequence[Entry]) -> Section | None:
    """A row for each configuration and machine: the same configurations stand together, the fastest first."""
    every = [(entry, one) for entry in entries for one in entry.result.engines]
    if not every:
        return None
    means: dict[str, float] = {}
    for _, one in every:
        name = one.configuration.name
        means[name] = min(means.get(name, one.inference.mean_ms), one.inference.mean_ms)
    every.sort(key=lambda pair: (means[pair[1].configuration.name], pair[0].number))
    needed = ", ".join(f"{percentile_name(fraction)} needs {samples_needed(fraction):,}" for fraction in FRACTIONS)
    table = Table(
        _COLUMNS,
        tuple(_row(entry, one, entries[0]) for entry, one in every),
        "Times of one inference after the warm-ups, batch 1, the configurations taking turns; 95 % intervals over process "
        f"starts. none: too few samples for that percentile ({needed}), or not measured. Times A: ratio of the medians to the "
        "same configuration on the first machine, both sides' starts drawn anew. First: the first inference after the graph was "
        "loaded; cold start: from the start of the process to its first answer, means over starts. MiB: most resident memory.",
    )
    dots = Figure(
        _dots(every), "Dot: median; bar: its 95 % interval; thin line: to p99, or as far as the samples go. Open dot: void."
    )
    return Section("Runtimes", (dots, table))


def _dots(every: Sequence[tuple[Entry, EngineResult]]) -> Html:
    """The fastest at the top."""
    rows = [
        DotRow(f"{entry.letter}  {one.configuration.name}", one.inference, entry.number, bool(one.void))
        for entry, one in sorted(every, key=lambda pair: pair[1].inference.mean_ms)
    ]
    return dot_plot("Inference of every runtime", rows)


def _row(entry: Entry, one: EngineResult, first: Entry) -> Row:
    times = one.inference
    cells = (
        one.configuration.name,
        *(percentile_text(times, fraction) for fraction in FRACTIONS),
        significant(times.mean_ms),
        f"{times.count:,} / {times.starts}",
        ratio_text(one, with_configuration(first.result, one.configuration)),
        significant(one.first_inference_ms.mean_ms),
        significant(one.cold_start_ms.mean_ms),
        or_none(one.peak_rss_mb),
    )
    return Row(cells, marks(entry, one.void, one == fastest(entry.result)), entry.number)
