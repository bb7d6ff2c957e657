"""The report of `python -m benchmarks compare`."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Report
from benchmarks.report.entry import Entry
from benchmarks.report.sections import (
    accuracy,
    cautions,
    conditions,
    distributions,
    energy,
    glance,
    machines,
    notes,
    pipelines,
    roofline,
    runtimes,
)

_SECTIONS = (
    cautions.section,
    glance.section,
    runtimes.section,
    distributions.section,
    pipelines.section,
    accuracy.section,
    energy.section,
    roofline.section,
    conditions.section,
    machines.section,
    notes.section,
)


def comparison(entries: Sequence[Entry]) -> Report:
    """Of at least one result; ratios are to the first."""
    names = ", ".join(entry.name for entry in entries)
    found = [write(entries) for write in _SECTIONS]
    return Report(
        "Latency, machine against machine" if len(entries) > 1 else f"Latency on {entries[0].result.machine.name}",
        f"{names}. Ratios are to A; only medians and percentiles that have enough samples are given.",
        tuple(section for section in found if section is not None),
    )
