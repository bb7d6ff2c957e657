"""A CSV or Excel table with a row for each image, under any headings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edge_app.errors import ConfigError
from quantize.dataset.importers.candidate import Candidate, Mask
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import PictureIndex, Pictures, find_pictures
from quantize.dataset.importers.table_columns import checked_columns, find_table, guess_columns
from quantize.dataset.importers.tables import Table, read_table


def find(source: Path, mapping: Mapping) -> Found:
    """The pictures that the rows name; what else the rows say is joined to them as for any layout. Raises ConfigError."""
    pictures = find_pictures(source, mapping.leave_out or ())
    name = mapping.table or find_table(source, pictures.images, mapping.leave_out or ())
    if name is None:
        raise ConfigError(f"{source} holds no table that names its pictures; name it in a mapping, with table = and [columns]")
    table, index = read_table(source / name, mapping.sheet), PictureIndex(source, pictures.images)
    masks = PictureIndex(source, (*pictures.masks.values(), *pictures.spare_masks))
    columns = checked_columns(table, mapping.columns) if mapping.columns else guess_columns(table, index)
    if "image" not in columns:
        raise ConfigError(f"no column of {table.path} names the pictures; say in a mapping under [columns] which is the image")
    candidates: dict[Path, Candidate] = {}
    faults: list[str] = []
    for row in table.rows:
        where = f"{table.path.name}, row {row.number}"
        mask: Mask | None = None
        if heading := columns.get("mask"):
            found = masks.find(row.cells[heading]) or index.find(row.cells[heading])
            if row.cells[heading] and len(found) != 1:
                faults.append(
                    f"{where}: there is {'no' if not found else 'more than one'} mask {row.cells[heading]!r} below {source}"
                )
                continue
            mask = found[0] if found else None
        named = index.find(row.cells[columns["image"]])
        if len(named) == 1:  # what is wrong with the others is said where the rows are joined to the images
            candidates.setdefault(named[0], Candidate(named[0], where, mask=mask or pictures.masks.get(named[0])))
    notes = _left_over(pictures, table, candidates, source)
    found_columns = replace(mapping, table=name, columns=columns)
    return Found(found_columns, tuple(candidates.values()), pictures.images, notes, tuple(faults))


def _left_over(pictures: Pictures, table: Table, candidates: dict[Path, Candidate], source: Path) -> tuple[str, ...]:
    masks = {one.mask for one in candidates.values()}
    unnamed = [one for one in pictures.images if one not in candidates and one not in masks]
    if not unnamed:
        return ()
    return (f"{len(unnamed)} pictures stand in no row of {table.path.name}, {unnamed[0].relative_to(source)} for one",)
