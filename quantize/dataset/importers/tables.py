"""Tables as people keep them: CSV with any separator and encoding, text with a table in it, Excel."""

from __future__ import annotations

import csv
import datetime
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from edge_app.errors import ConfigError

SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm"})
MAX_BYTES = 64 << 20  # of a table; one of a million images has less
MAX_ROWS = 1_000_000
_SEPARATORS = (";", "\t", ",", "|")


@dataclass(frozen=True)
class Row:
    """One line below the headings."""

    number: int  # in the file, from 1, as an editor or Excel shows it
    cells: dict[str, str]  # heading -> text without spaces around it; dates as 2026-11-30


@dataclass(frozen=True)
class Table:
    """A table with one heading a column."""

    path: Path
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()  # what was unusual about it

    def column(self, heading: str) -> list[str]:
        """The cells below a heading."""
        return [row.cells[heading] for row in self.rows]


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Raises ConfigError, one sentence, for what is no table."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path} has more than {MAX_BYTES >> 20} MB, which no table of images has")
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            lines, notes = list(_excel_lines(path, sheet)), list[str]()
        elif path.suffix.lower() == ".xls":
            raise ConfigError(f"{path} is of an Excel before 2007; save it as .xlsx")
        else:
            lines, notes = _text_lines(path)
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror})") from exc
    return _table(path, lines, notes)


def _table(path: Path, lines: Sequence[tuple[int, list[str]]], notes: Iterable[str]) -> Table:
    """The headings are the first line that is as wide as most lines are."""
    widths = Counter(_width(cells) for _, cells in lines if _width(cells) > 1)
    if not widths:
        raise ConfigError(f"{path} holds no table; it needs a line of headings, and below it a line for each image or subject")
    usual = max(width for width, count in widths.items() if count >= max(widths.values()) / 2)
    start = next((i for i, (_, cells) in enumerate(lines) if _width(cells) >= usual), 0)
    headings = [cell or f"column {i + 1}" for i, cell in enumerate(lines[start][1])]
    for heading, count in Counter(headings).items():
        if count > 1:
            raise ConfigError(f"{path} has {count} columns {heading!r}; give each a heading of its own")
    rows = tuple(
        Row(number, dict(zip(headings, [*cells, *[""] * len(headings)], strict=False)))
        for number, cells in lines[start + 1 :]
        if any(cells)
    )
    if not rows:
        raise ConfigError(f"{path} has headings and no line below them")
    return Table(path, tuple(headings), rows, tuple(notes))


def _width(cells: Sequence[str]) -> int:
    return sum(bool(cell) for cell in cells)


def _text_lines(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    data, notes = path.read_bytes(), list[str]()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
            notes.append("it is not UTF-8 and is read as Windows-1252")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise ConfigError(f"{path} is no text in UTF-8, UTF-16 or Windows-1252; save the table again, as CSV in UTF-8") from exc
    if "\0" in text:
        raise ConfigError(f"{path} is no text; save the table as CSV or .xlsx")
    candidates = {separator: list(_split(text, separator)) for separator in _SEPARATORS if separator in text}
    if path.suffix.lower() == ".txt":  # columns that only spaces part
        candidates[" "] = [(n, re.split(r"\s{2,}", line.strip())) for n, line in enumerate(text.splitlines(), 1)]
    best = max(candidates, key=lambda one: _regularity(candidates[one]), default=None)
    if best is None:
        raise ConfigError(f"{path} holds no table; it needs columns that commas, semicolons or tabs part")
    if best != ",":
        notes.append(f"its columns are parted by {'tabs' if best == chr(9) else 'spaces' if best == ' ' else repr(best)}")
    return candidates[best], notes


def _split(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, skipinitialspace=True)
    try:
        for cells in islice(reader, MAX_ROWS):
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error:
        return


def _regularity(lines: Sequence[tuple[int, list[str]]]) -> tuple[int, int]:
    """How many lines have the usual number of columns, and how many columns that is."""
    widths = Counter(len(cells) for _, cells in islice(lines, 200) if len(cells) > 1)
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return count, width


def _excel_lines(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    import openpyxl  # takes a quarter of a second

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            if sheet is not None and sheet not in book.sheetnames:
                raise ConfigError(f"{path} has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
            page = book[sheet if sheet is not None else book.sheetnames[0]]
            for number, cells in enumerate(islice(page.iter_rows(values_only=True), MAX_ROWS), 1):
                yield number, [_excel_text(cell) for cell in cells]
        finally:
            book.close()
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError, SyntaxError) as exc:
        raise ConfigError(f"{path} is no Excel file, or a damaged one; save it again as .xlsx") from exc


def _excel_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # Excel has no whole numbers: subject 12 is 12.0
    return " ".join(str(cell).split())
