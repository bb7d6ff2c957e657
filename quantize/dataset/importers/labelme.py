"""LabelMe: a JSON file beside each picture, with polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from edge_app.errors import ConfigError
from quantize.dataset.importers.candidate import Candidate, Outline, Polygon, Said
from quantize.dataset.importers.coco import muscle_classes
from quantize.dataset.importers.details import by_path, say
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.json_files import read_json
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import PictureIndex, files_below, find_pictures
from quantize.dataset.importers.words import meaning, said_by


def documents(source: Path, leave_out: Sequence[str] = ()) -> list[tuple[Path, dict[str, Any]]]:
    """The LabelMe files below a folder."""
    found = []
    for file in files_below(source, leave_out):
        if file.suffix.lower() == ".json" and (document := read_json(file)) is not None:
            shapes = document.get("shapes")
            if (
                isinstance(document.get("imagePath"), str)
                and isinstance(shapes, list)
                and all(isinstance(s, dict) for s in shapes)
            ):
                found.append((file, document))
    return found


def find(source: Path, mapping: Mapping) -> Found:
    """The picture of every LabelMe file. Raises ConfigError when there is none."""
    files = documents(source, mapping.leave_out or ())
    if not files:
        raise ConfigError(f"{source} holds no LabelMe file (JSON with shapes and imagePath)")
    pictures = find_pictures(source, mapping.leave_out or ())
    everything = (*pictures.images, *pictures.masks.values(), *pictures.spare_masks)
    index = PictureIndex(source, everything)
    names = [str(shape.get("label")) for _, document in files for shape in document["shapes"]]
    muscles = muscle_classes(list(dict.fromkeys(names)), mapping.muscle_classes)
    candidates: dict[Path, Candidate] = {}
    faults: list[str] = []
    for file, document in files:
        where = file.relative_to(source).as_posix()
        # LabelMe writes the path as seen from the JSON file, on the machine where it was drawn.
        found = index.find(f"{file.parent.relative_to(source).as_posix()}/{document['imagePath']}")
        if len(found) != 1:
            faults.append(
                f"{where}: there is {'no' if not found else 'more than one'} picture {document['imagePath']!r} beside it"
            )
            continue
        if found[0] in candidates:
            faults.append(f"{where}: {document['imagePath']!r} is named by {candidates[found[0]].where} already")
            continue
        candidate = by_path(Candidate(found[0], where), source, mapping.values or {})
        for name in dict.fromkeys(str(shape.get("label")) for shape in document["shapes"]):
            for column, text in said_by(name):
                candidate = say(candidate, column, [Said(text, f"the class {name!r}")])
        flags = document.get("flags")
        for flag in [name for name, is_set in flags.items() if is_set] if isinstance(flags, dict) else []:
            if (label := meaning("label", flag)) is not None:
                candidate = say(candidate, "label", [Said(label, f"the flag {flag!r}")])
        candidates[found[0]] = replace(candidate, mask=_outline(document, muscles))
    notes = () if muscles or not names else ("no class is called a muscle, so there are no masks; name it as muscle_classes",)
    return Found(mapping, tuple(candidates.values()), everything, notes, tuple(faults))


def _outline(document: dict[str, Any], muscles: Sequence[str]) -> Outline | None:
    shapes = [shape for shape in document["shapes"] if str(shape.get("label")) in muscles]
    polygons = tuple(polygon for shape in shapes if (polygon := _polygon(shape)))
    sides = [document.get(key) for key in ("imageWidth", "imageHeight")]
    return Outline(polygons, *(side if isinstance(side, int) else None for side in sides)) if polygons else None


def _polygon(shape: dict[str, Any]) -> Polygon | None:
    try:
        points = [(float(x), float(y)) for x, y in shape["points"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    match shape.get("shape_type", "polygon"):
        case "polygon" if len(points) > 2:
            return tuple(points)
        case "rectangle" if len(points) == 2:
            (left, top), (right, bottom) = points
            return ((left, top), (right, top), (right, bottom), (left, bottom))
    return None
