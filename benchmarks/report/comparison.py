"""The report of `python -m benchmarks compare`."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Report, Section
from benchmarks.report.entry import Entry
from benchmarks.report.sections import (
    accuracy,
    cautions,
    conditions,
    distributions,
    energy,
    glance,
    gpu,
    machines,
    networks,
    notes,
    peers,
    pipelines,
    roofline,
    runtimes,
    screen,
)

_OF_TIMES = (
    glance.section,
    runtimes.section,
    distributions.section,
    pipelines.section,
    screen.section,
    peers.section,
    networks.section,
)
_OF_BOARDS = (gpu.section, energy.section, roofline.section, conditions.section)


def comparison(entries: Sequence[Entry]) -> Report:
    """Of at least one result; ratios are to the first. Of functional runs there is what they answered, and no time."""
    names = ", ".join(entry.name for entry in entries)
    timed = [entry for entry in entries if entry.timed]
    found: list[Section | None] = [cautions.section(entries)]
    found += [write(timed) for write in _OF_TIMES if timed]
    found.append(accuracy.section(entries))
    found += [write(timed) for write in _OF_BOARDS if timed]
    found += [machines.section(entries), notes.section(entries)]
    what, figures = "What works", "Nothing was timed."
    if timed:
        what, figures = "Latency", "Ratios are to A; only medians and percentiles that have enough samples are given."
    return Report(
        f"{what}, machine against machine" if len(entries) > 1 else f"{what} on {entries[0].result.machine.name}",
        f"{names}. {figures}",
        tuple(section for section in found if section is not None),
    )
