"""What a report says, before it is HTML or Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from string import ascii_uppercase

from benchmarks.report.markup import Html


def letter_of(entry: int) -> str:
    """Of a result of the comparison, numbered from 0."""
    return ascii_uppercase[entry]


class Mark(Enum):
    """What a row or a notice stands out as. The words are printed: colour alone tells nobody."""

    NONE = ""
    VOID = "void"  # not to be used
    SCREENING = "screening"  # too short to be quoted
    PREDICTION = "prediction"  # not measured
    UNTIMED = "untimed"  # a functional run
    FAILED = "failed"  # it did not work
    FASTEST = "fastest"  # of its machine


@dataclass(frozen=True)
class Column:
    """Of a table."""

    title: str
    words: bool = False  # set to the left, and may wrap; numbers are set to the right


@dataclass(frozen=True)
class Row:
    """As many cells as the table has columns."""

    cells: tuple[str, ...]
    marks: tuple[Mark, ...] = ()  # printed with the first cell
    entry: int | None = None  # number of the result that it is about: its letter and colour stand before the first cell


@dataclass(frozen=True)
class Table:
    """With a caption that says how to read it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing. Markdown has no drawings, only the caption."""

    drawing: Html  # <svg>
    caption: str


@dataclass(frozen=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Notice:
    """Text that nobody must overlook."""

    mark: Mark
    text: str


Part = Table | Figure | Paragraph | Notice


@dataclass(frozen=True)
class Section:
    """With a heading."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Report:
    """A whole page."""

    title: str
    lead: str  # what it compares, in one sentence
    sections: tuple[Section, ...]
