"""A table of text, for a page and for Markdown alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Text in rows and columns."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def markdown_table(table: Table) -> Iterator[str]:
    """Its lines, without the title."""
    if table.rows:
        yield "| " + " | ".join(table.head) + " |"
        yield "|---" * len(table.head) + "|"
        for row in table.rows:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        yield ""
    if table.note:
        yield table.note
