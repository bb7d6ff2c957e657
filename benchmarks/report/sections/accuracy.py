"""What the very graphs that were timed, or worked once, answer: a fast wrong answer is worth nothing."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Column, Mark, Row, Section, Table
from benchmarks.report.entry import Entry, marks
from benchmarks.report.numbers import NONE
from benchmarks.result.records import Check, EngineResult

_COLUMNS = (
    Column("runtime and graph", words=True),
    Column("same label"),
    Column("probability, worst difference"),
    Column("heatmap cosine, median"),
    Column("5th percentile"),
    Column("images"),
)


def section(entries: Sequence[Entry]) -> Section | None:
    """One row for each runtime and graph of each machine; thread counts that answer alike share it."""
    rows = [row for entry in entries for row in _rows(entry)]
    if not rows:
        return None
    timed = any(entry.timed for entry in entries)
    caption = (
        f"Answers to the bundle's golden images beside those of the float network{', by the process that was timed' * timed}. "
        "It shows that the graph works on this machine; how good the network is, the bundle's own evaluation says."
    )
    title = "Accuracy of what was timed" if timed else "Accuracy"
    return Section(title, (Table(_COLUMNS, tuple(rows), caption),))


def _rows(entry: Entry) -> list[Row]:
    found: dict[tuple[str, ...], Row] = {}
    for one in entry.result.engines:
        found.setdefault(cells := _cells(one), Row(cells, marks(entry, one.void), entry.number))
    for check in entry.result.checks:
        found.setdefault(cells := _cells(check), Row(cells, (Mark.FAILED if check.error else Mark.UNTIMED,), entry.number))
    return list(found.values())


def _cells(one: EngineResult | Check) -> tuple[str, ...]:
    setup, accuracy = one.configuration, one.accuracy
    if not setup.graph_sha256:  # it failed
        return (setup.name, *[NONE] * 5)
    name = f"{setup.engine} {setup.version} {setup.precision}, graph {setup.graph_sha256[:8]}"
    if accuracy is None:
        return (name, *[NONE] * 5)
    return (
        name,
        f"{100 * accuracy.golden_label_agreement:.4g} %",
        f"{accuracy.golden_probability_worst:.4f}",
        f"{accuracy.heat_cosine_median:.4f}",
        f"{accuracy.heat_cosine_p5:.4f}",
        str(accuracy.images),
    )
