"""Which table stands beside the pictures, and which of its columns is what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.typed_reader import nearest
from quantize.dataset.importers.pictures import PictureIndex, files_below
from quantize.dataset.importers.tables import SUFFIXES, Table, read_table
from quantize.dataset.importers.words import heading, meaning

_MOSTLY, _HARDLY = 0.8, 0.2  # of a column's cells
_LOOKED_AT = 200  # rows


def find_table(source: Path, pictures: Iterable[Path], leave_out: Sequence[str] = ()) -> str | None:
    """The path below `source` of the table that says most of the pictures: one with a column of their names, or of subjects."""
    index = PictureIndex(source, pictures)
    best: tuple[tuple[bool, int, int], str] | None = None
    for file in files_below(source, leave_out):
        if file.suffix.lower() not in SUFFIXES:
            continue
        try:
            table = read_table(file)
        except ConfigError:
            continue  # a readme is text, too
        columns = guess_columns(table, index)
        if ("image" in columns or "subject" in columns) and len(columns) > 1:
            worth = (("image" in columns), len(columns), len(table.rows))
            if best is None or worth > best[0]:
                best = worth, file.relative_to(source).as_posix()
    return best[1] if best else None


def guess_columns(table: Table, index: PictureIndex) -> dict[str, str]:
    """What is looked for -> heading: by the headings' words; image and label also by what the cells hold."""
    columns: dict[str, str] = {}
    for name in table.headings:
        column = heading(name)
        if column is not None and column not in columns:
            columns[column] = name
    # "ID" may be the image's, and "Name" says nothing: what names pictures does, whatever its heading.
    named = {name: _share([bool(index.find(cell)) for cell in _cells(table, name)]) for name in table.headings}
    best = max((name for name in table.headings if name != columns.get("mask")), key=lambda name: named[name], default="")
    said = columns.get("image")
    if named.get(best, 0) >= _MOSTLY and (said is None or named[said] < _HARDLY):
        columns = {column: name for column, name in columns.items() if name != best} | {"image": best}
    elif said is not None and named[said] == 0:
        del columns["image"]
    if "label" not in columns:
        labelled = [name for name in table.headings if name not in columns.values() and _says_label(_cells(table, name))]
        if labelled:
            columns["label"] = labelled[0]
    return columns


def checked_columns(table: Table, columns: Mapping[str, str]) -> dict[str, str]:
    """Those of a mapping. Raises ConfigError for a heading that the table has not."""
    for column, name in columns.items():
        if name not in table.headings:
            raise ConfigError(
                f"{table.path} has no column {name!r}, which the mapping names for {column}{nearest(name, table.headings)}; its "
                f"columns are {', '.join(table.headings)}"
            )
    return dict(columns)


def _cells(table: Table, name: str) -> list[str]:
    return [row.cells[name] for row in table.rows[:_LOOKED_AT] if row.cells[name]]


def _share(true: Sequence[bool]) -> float:
    return sum(true) / len(true) if true else 0.0


def _says_label(cells: Sequence[str]) -> bool:
    return _share([meaning("label", cell) is not None for cell in cells]) >= _MOSTLY
