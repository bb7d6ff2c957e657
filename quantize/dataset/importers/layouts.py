"""Which layout a source has, and its adapter."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Words
from itertools import islice
from pathlib import Path
from typing import get_args

from edge_app.errors import ConfigError
from quantize.dataset.importers import coco, dicom, folders, labelme, mendeley, table
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.mapping import Layout, Mapping
from quantize.dataset.importers.pictures import PictureIndex, files_below, find_pictures
from quantize.dataset.importers.table_columns import find_table, guess_columns
from quantize.dataset.importers.tables import read_table

ADAPTERS: Words[Layout, Callable[[Path, Mapping], Found]] = {
    "mendeley": mendeley.find,
    "folders": folders.find,
    "table": table.find,
    "coco": coco.find,
    "labelme": labelme.find,
    "dicom": dicom.find,
}
assert set(ADAPTERS) == set(get_args(Layout))


def guess_layout(source: Path) -> Layout:
    """By what lies below `source`. Raises ConfigError when it is no folder, or holds nothing that can be imported."""
    if not source.is_dir():
        cure = "unpack it and give the folder" if source.suffix.lower() == ".zip" else "give the folder that holds the pictures"
        raise ConfigError(f"{source} is not a folder; {cure}")
    if mendeley.is_it(source):
        return "mendeley"
    if any(file.suffix.lower() == ".json" for file in files_below(source)):
        if coco.documents(source):
            return "coco"
        if labelme.documents(source):
            return "labelme"
    pictures = find_pictures(source)
    if not pictures.images:
        if any(header is not None for _, header in islice(dicom.headers(source), 10)):
            return "dicom"
        hint = f"; unpack {pictures.archives[0].name} first" if pictures.archives else ""
        raise ConfigError(f"{source} holds no picture (PNG, JPEG, BMP, TIFF), and no DICOM file{hint}")
    name = find_table(source, pictures.images)
    # Pictures without a label of their own are what a table is needed for; one with labels decides.
    if name is not None and {"image", "label"} <= set(
        guess_columns(read_table(source / name), PictureIndex(source, pictures.images))
    ):
        return "table"
    return "folders"
