"""Pictures in folders whose names say what they show: healthy/P01/scan_1.png. A table beside them may say more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edge_app.errors import ConfigError
from quantize.dataset.importers.candidate import Candidate
from quantize.dataset.importers.details import by_path
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import find_pictures
from quantize.dataset.importers.table_columns import find_table


def find(source: Path, mapping: Mapping) -> Found:
    """Every picture that is no mask, with its mask. Raises ConfigError when there is none."""
    pictures = find_pictures(source, mapping.leave_out or ())
    if not pictures.images:
        hint = f"; unpack {pictures.archives[0].name} first" if pictures.archives else ""
        raise ConfigError(f"{source} holds no picture (PNG, JPEG, BMP, TIFF){hint}")
    words = mapping.values or {}
    candidates = [
        by_path(Candidate(image, image.relative_to(source).as_posix(), mask=pictures.masks.get(image)), source, words)
        for image in pictures.images
    ]
    table = mapping.table or find_table(source, pictures.images, mapping.leave_out or ())
    notes = [f"{name.relative_to(source)} is an archive and is not looked into" for name in pictures.archives]
    if pictures.spare_masks:
        first = pictures.spare_masks[0].relative_to(source)
        notes.append(f"{len(pictures.spare_masks)} masks belong to no image, {first} for one")
    faults = [f"{one.relative_to(source)}: two masks may belong to it, so it gets none" for one in pictures.doubtful]
    return Found(replace(mapping, table=table), tuple(candidates), pictures.images, tuple(notes), tuple(faults))
