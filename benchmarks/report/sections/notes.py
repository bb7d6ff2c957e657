"""What the runs themselves have to say."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report.document import Paragraph, Section
from benchmarks.report.entry import Entry


def section(entries: Sequence[Entry]) -> Section | None:
    """One paragraph for each note."""
    parts = tuple(Paragraph(f"{entry.name}: {note}") for entry in entries for note in entry.result.notes)
    return Section("Notes of the runs", parts) if parts else None
