"""A report as Markdown, without its drawings."""

from __future__ import annotations

from benchmarks.report.document import Figure, Notice, Paragraph, Part, Report, Row, Section, Table, letter_of


def markdown(report: Report) -> str:
    """The whole text."""
    sections = [text for section in report.sections if (text := section_markdown(section))]
    return "\n\n".join([f"# {_plain(report.title)}", _plain(report.lead), *sections]) + "\n"


def section_markdown(section: Section) -> str:
    """A heading and what follows it; empty where that is drawings only."""
    parts = [text for part in section.parts if (text := _part(part))]
    return "\n\n".join([f"## {_plain(section.title)}", *parts]) if parts else ""


def _part(part: Part) -> str:
    match part:
        case Table():
            return _table(part)
        case Figure():
            return ""
        case Paragraph():
            return _plain(part.text)
        case Notice(mark=mark, text=text):
            return f"> **{mark.value.upper()}** {_plain(text)}" if mark.value else f"> {_plain(text)}"


def _table(table: Table) -> str:
    head = " | ".join(_plain(column.title) for column in table.columns)
    rule = "|".join(" --- " if column.words else " ---: " for column in table.columns)
    rows = "\n".join(_row(row) for row in table.rows)
    return f"| {head} |\n|{rule}|\n{rows}" + (f"\n\n{_plain(table.caption)}" if table.caption else "")


def _row(row: Row) -> str:
    marks = "".join(f" **{mark.value}**" for mark in row.marks if mark.value)
    letter = f"{letter_of(row.entry)} " if row.entry is not None else ""
    first, *rest = map(_plain, row.cells)
    return f"| {' | '.join([letter + first + marks, *rest])} |"


def _plain(text: str) -> str:
    """Somebody else's text on one line, with nothing that Markdown or the HTML within it would act on."""
    return "".join(f"\\{c}" if c in "\\|`*_<>[]" else c for c in " ".join(text.split()))
