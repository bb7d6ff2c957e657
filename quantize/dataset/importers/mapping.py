"""The mapping: what an import takes for what, as a small TOML file that a person can correct."""

from __future__ import annotations

import re
from collections.abc import Mapping as Words
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import tomlkit
from tomlkit.items import Table

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, nearest, parse_toml
from quantize.dataset.importers.words import HEADINGS

Layout = Literal["mendeley", "folders", "table", "coco", "labelme", "dicom"]
SubjectFrom = Literal["folder", "name", "image"]
COLUMNS = tuple(HEADINGS)  # what a table, a name or a fixed value may say

_COMMENTS = {
    "layout": "mendeley, folders, table, coco, labelme or dicom",
    "simulated": "whether the images are simulated; the program never guesses it",
    "table": "a CSV, TSV or Excel file, below the source",
    "subject_from": "where no column and no pattern says whose it is: its folder, its name without the last number, or image",
    "rename_subjects": "numbers in place of the subjects' names; the key is in import_log.csv",
    "muscle_classes": "the classes of polygons or segments that are the muscle",
    "leave_out": "patterns of files, such as 'copies/*'",
    "columns": "what is looked for = the table's heading",
    "names": "what is looked for = a regular expression on the path below the source; its first group counts",
    "values": "what is said = what is meant",
    "fixed": "what holds for every image of which nothing else says it",
}


@dataclass(frozen=True)
class Mapping:
    """What is taken for what. None: nothing, or what the adapter finds by itself."""

    layout: Layout
    simulated: bool
    source: str | None = None  # where the images are from, for the data sheet
    licence: str | None = None
    table: str | None = None  # path below the source
    sheet: str | None = None  # of an Excel file; None: the first
    subject_from: SubjectFrom | None = None
    rename_subjects: bool | None = None
    muscle_classes: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] | None = None
    columns: dict[str, str] | None = None
    names: dict[str, str] | None = None
    values: dict[str, dict[str, str]] | None = None
    fixed: dict[str, str] | None = None


def read_mapping(path: Path) -> Mapping:
    """Raises ConfigError, one sentence, for a file that is none."""
    try:
        mapping = build(Mapping, parse_toml(path.read_bytes()))
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror})") from exc
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; `--plan FILE` writes one that is right") from exc
    for table in ("columns", "names", "values", "fixed"):
        for column in getattr(mapping, table) or ():
            if column not in COLUMNS:
                raise ConfigError(
                    f"{path} has [{table}] {column!r}, which is nothing that an image has{nearest(column, COLUMNS)}"
                )
    for column, pattern in (mapping.names or {}).items():
        try:
            re.compile(pattern)
        except re.error as exc:
            raise ConfigError(f"{path} has [names] {column} = {pattern!r}, which is no regular expression ({exc})") from exc
    return mapping


def write_mapping(path: Path, mapping: Mapping) -> None:
    """With a comment at each key. Raises ExportError when the disk refuses."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A plan of `python -m quantize import`: correct it and give it back with --mapping."))
    for key, value in asdict(mapping).items():
        if value is None or value == {}:
            continue
        item = _table(value) if isinstance(value, dict) else tomlkit.item(list(value) if isinstance(value, tuple) else value)
        if comment := _COMMENTS.get(key):
            item.comment(comment)
        document.add(key, item)
    write_output(path, tomlkit.dumps(document).encode())


def _table(values: Words[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, _table(value) if isinstance(value, dict) else value)
    return table
