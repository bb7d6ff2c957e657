"""Cells of a CSV file that stay text: a spreadsheet takes what begins with = + - @ for a formula, and runs it.

The cure is that of OWASP ("CSV Injection"): such a text gets a leading apostrophe. Numbers remain numbers, negative ones too.
So that a text can be read back, one that is such a text behind apostrophes of its own gets another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # the last four: full-width forms
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def plain_cell(value: object) -> object:
    """The value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and FORMULA.match(value) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def text_of_cell(cell: str) -> str:
    """What `plain_cell` was given, of a text."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def plain_row(values: Iterable[object]) -> list[object]:
    """`plain_cell` of each."""
    return [plain_cell(value) for value in values]
