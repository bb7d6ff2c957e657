"""Reader of text exports: columns of time and voltage below whatever header the program of an EMG machine writes.

Separated by comma, semicolon, tab or spaces, with a decimal point or comma. What is looked for in the header: the rate, the units
of time and voltage, the names of the columns. What is not found there is not guessed, but for the unit of a time column: of
seconds, milliseconds and microseconds the one that gives a rate which an EMG machine can have, where only one does.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge_app.emg.readers.read_as import ReadAs, check_finite, check_length, check_rate, pick_channel
from edge_app.emg.trace import Trace
from edge_app.errors import EmgError

_MAX_BYTES = 64 << 20  # of a file; some minutes of one channel
_MAX_HEADER_LINES = 400
_MAX_COLUMNS = 256
_FEW = 5  # lines of numbers one after the other are where the header ends
_PLAUSIBLE_HZ = (1_000.0, 200_000.0)  # rates of EMG machines
_TIME_UNITS = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "msec": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6}
_VOLTAGE_UNITS = {"uv": 1.0, "µv": 1.0, "μv": 1.0, "microvolt": 1.0, "microvolts": 1.0, "mv": 1e3, "millivolts": 1e3,
                  "v": 1e6, "volts": 1e6, "nv": 1e-3}  # fmt: skip
_NUMBER = r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?"
_IS_NUMBER = re.compile(_NUMBER)
_RATE = re.compile(r"(?:sampl|abtast|muestreo)([^\d\n]*)(\d+(?:[.,]\d+)?)\s*(khz)?", re.IGNORECASE)
_UNIT_AT_END = re.compile(r"[\[(,/ ]\s*([A-Za-zµμ]+)\s*[\])]?\s*$")
_UNIT_LINE = re.compile(r"\b(?:units?|einheit|unidad(?:es)?)\b[^A-Za-zµμ]*([A-Za-zµμ]+)", re.IGNORECASE)


@dataclass(frozen=True)
class _Table:
    header: tuple[str, ...]  # the lines before the numbers
    names: tuple[str, ...]  # of the columns, "" where they have none
    cells: npt.NDArray[np.float64]  # (rows, columns)


def is_text(head: bytes) -> bool:
    """Whether a file that begins so can be a table of numbers."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(head) and all(byte >= 32 or byte in b"\t\r\n\f" for byte in head) and any(48 <= byte <= 57 for byte in head)


def read_text(path: Path, read_as: ReadAs) -> Trace:
    """One channel. Raises EmgError where the file is no table of samples at one rate."""
    size = path.stat().st_size
    if size > _MAX_BYTES:
        raise EmgError(
            f"{path}: a text of {size >> 20} MB is too large, at most {_MAX_BYTES >> 20} MB are read; cut it into parts"
        )
    table = _table(path)
    clock = _clock(table, path)
    columns = list(range(table.cells.shape[1]))
    if clock is not None:
        columns.remove(clock)
    names = tuple(_name(table.names[column]) or str(number) for number, column in enumerate(columns, 1))
    chosen = pick_channel(names, read_as.channel, path)
    rate, breaks = _rate(table, clock, read_as, path)
    with np.errstate(over="ignore"):  # found by the next line
        samples = check_finite(table.cells[:, columns[chosen]].astype(np.float32), path)
    check_length(len(samples), path)
    scale = read_as.scale(1.0, _microvolt(table, columns[chosen]))
    return Trace(samples, check_rate(rate, path), scale, names[chosen], path.name, breaks=breaks)


def _encoding(path: Path) -> str:
    """By its mark, or by whether its beginning, which holds the header, is UTF-8; otherwise that of Windows."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, errors="replace") as file:
        yield from file


def _table(path: Path) -> _Table:
    """The numbers below the header. Raises EmgError for a line among them that is none."""
    encoding = _encoding(path)
    lines = [line.rstrip() for line in islice(_lines(path, encoding), _MAX_HEADER_LINES + _FEW)]
    found = ((split, decimal_comma, _first_row(lines, split)) for split, decimal_comma in _ways(lines))
    split, decimal_comma, start = next((way for way in found if way[2] is not None), (str.split, False, None))
    if start is None:
        raise EmgError(f"{path}: holds no columns of numbers; export time and voltage as text")
    width = len(split(lines[start]))
    if width > _MAX_COLUMNS:
        raise EmgError(f"{path}: has {width} columns, at most {_MAX_COLUMNS} are read; export fewer channels")
    cells = _cells(islice(_lines(path, encoding), start, None), start, split, decimal_comma, width, path)
    header = tuple(line for line in lines[:start] if line)
    # The names are in the last line of the header that has as many cells and is no setting.
    named = [split(line) for line in reversed(header) if len(split(line)) == width and not re.search("[=:]", line)]
    names = tuple(named[0]) if named else ("",) * width
    return _Table(header, names, cells)


Split = Callable[[str], list[str]]


def _ways(lines: list[str]) -> list[tuple[Split, bool]]:
    """How a line may be split, and whether its numbers have a decimal comma; the most certain first.

    A comma separates only where nothing else does: "12,5" is one number in a table with semicolons. In one without it is two, but
    where the first ones do not rise it is one after all.
    """
    text = "\n".join(lines)
    by_mark = [(_separated_by(mark), True) for mark in (";", "\t") if mark in text]
    by_comma = [(_separated_by(","), False)] if "," in text and not _is_decimal_comma(lines) else []
    return [*by_mark, *by_comma, (str.split, True)]


def _separated_by(mark: str) -> Split:
    return lambda line: [cell.strip() for cell in line.rstrip(mark).split(mark)]


def _is_decimal_comma(lines: list[str]) -> bool:
    """Whether lines of two whole numbers with a comma between are one number each: unless the first ones rise, as times do."""
    pairs = [found for line in lines if (found := re.fullmatch(r"\s*([-+]?\d+),(\d+)\s*", line))]
    if len(pairs) < _FEW:
        return False
    steps = np.diff([float(found[1]) for found in pairs])
    return not (steps > 0).all()


def _first_row(lines: list[str], split: Split) -> int | None:
    """The first of some lines, one after the other, that are all numbers and equally many."""
    widths = [len(cells) if (cells := split(line)) and all(map(_IS_NUMBER.fullmatch, cells)) else 0 for line in lines]
    for start, width in enumerate(widths):
        if width and widths[start : start + _FEW] == [width] * min(_FEW, len(lines) - start):
            return start
    return None


def _cells(
    lines: Iterable[str], start: int, split: Split, decimal_comma: bool, width: int, path: Path
) -> npt.NDArray[np.float64]:
    """(rows, width). Raises EmgError at the first line that is not as the others; empty lines do not count."""
    values: list[list[float]] = []
    parts: list[npt.NDArray[np.float64]] = []
    for number, line in enumerate(lines, start + 1):
        if not line.strip():
            continue
        try:
            row = [float(cell.replace(",", ".") if decimal_comma else cell) for cell in split(line.strip("\r\n "))]
        except ValueError:
            row = []
        if len(row) != width:
            raise EmgError(
                f"{path}: line {number} does not hold {width} numbers as the lines before it; cut it out or export again"
            )
        values.append(row)
        if len(values) == 100_000:  # lists of Python's numbers take ten times as much
            parts.append(np.array(values))
            values = []
    return np.concatenate([*parts, np.array(values).reshape(-1, width)])


def _clock(table: _Table, path: Path) -> int | None:
    """The column that is the time: named so, or the first of several where it rises evenly. None: there is none."""
    width = table.cells.shape[1]
    if width == 1:
        return None
    named = [at for at, name in enumerate(table.names) if re.match(r"\s*(time|zeit|tiempo|t)\b", name, re.IGNORECASE)]
    first = table.cells[:, 0]
    steps = np.diff(first)
    rises = len(steps) > 0 and bool((steps > 0).all())
    if named:
        return named[0]
    return 0 if rises and float(np.median(np.abs(steps - np.median(steps)))) <= 0.5 * float(np.median(steps)) else None


def _rate(table: _Table, clock: int | None, read_as: ReadAs, path: Path) -> tuple[float, tuple[int, ...]]:
    """Samples a second, and the samples before which some are missing."""
    stated = read_as.rate_hz or _stated_rate("\n".join(table.header))
    if clock is None:
        if stated is None:
            raise EmgError(f"{path}: says neither times nor a rate; state the rate with --rate")
        return stated, ()
    times = table.cells[:, clock]
    if not np.isfinite(times).all() or len(times) < 2 or not (np.diff(times) > 0).all():
        raise EmgError(
            f"{path}: its times do not rise from line to line; export the recording again, or cut it where they start anew"
        )
    steps = np.diff(times)
    step = float(np.median(steps))
    # Times that are rounded rise unevenly, by less than a step; where two steps are missing and more, samples are.
    breaks = tuple(int(at) + 1 for at in np.flatnonzero(steps > 2.5 * step))
    whole = steps[steps <= 2.5 * step]
    step = float(whole.mean())
    if read_as.rate_hz is not None:
        return read_as.rate_hz, breaks
    return _rate_of(step, _unit_of(table.names[clock], _TIME_UNITS), stated, path), breaks


def _rate_of(step: float, unit: float | None, stated: float | None, path: Path) -> float:
    """From a step of the time column, in its unit where that is known."""
    if unit is not None:
        return _rounded(1 / (step * unit))
    if stated is not None:
        return stated
    possible = [
        rate for each in (1.0, 1e-3, 1e-6) if _PLAUSIBLE_HZ[0] <= (rate := _rounded(1 / (step * each))) <= _PLAUSIBLE_HZ[1]
    ]
    if len(possible) != 1 or step == 1.0:  # a step of 1 counts samples
        raise EmgError(f"{path}: does not say the unit of its times, or they only count samples; state the rate with --rate")
    return possible[0]


def _rounded(rate: float) -> float:
    """To whole Hz where it is one but for the rounding of the times."""
    whole = round(rate)
    return float(whole) if whole and abs(rate - whole) < 1e-4 * whole else rate


def _stated_rate(header: str) -> float | None:
    for found in _RATE.finditer(header):
        rate = float(found[2].replace(",", ".")) * (1000 if found[3] or "khz" in found[1].casefold() else 1)
        if rate >= 100:  # less is the number of something else
            return rate
    return None


def _name(cell: str) -> str:
    """The column's name without its unit."""
    return re.sub(r"\s*[\[(][^\])]*[\])]\s*$", "", cell.strip('" ')).strip()


def _unit_of(cell: str, units: dict[str, float]) -> float | None:
    cell = cell.strip('" ')
    found = _UNIT_AT_END.search(cell)
    unit = (found[1] if found else cell).casefold()
    return units.get(unit) if found or len(unit) > 1 else None  # a column that is called "v" or "s" is just called so


def _microvolt(table: _Table, column: int) -> float | None:
    """µV of 1 in a column, by its heading, or by a line of the header that states the unit; None: not stated."""
    unit = _unit_of(table.names[column], _VOLTAGE_UNITS)
    if unit is not None:
        return unit
    for line in table.header:
        found = _UNIT_LINE.search(line)
        if found and (stated := _VOLTAGE_UNITS.get(found[1].casefold())) is not None:
            return stated
    return None
