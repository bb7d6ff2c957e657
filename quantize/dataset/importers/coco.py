"""COCO: one JSON file with images, annotations and categories. Polygons and uncompressed run lengths become masks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from edge_app.errors import ConfigError
from quantize.dataset.importers.candidate import Candidate, Mask, Outline, Polygon, Runs, Said
from quantize.dataset.importers.details import by_path, say
from quantize.dataset.importers.found import Found
from quantize.dataset.importers.json_files import read_json, text_fields
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import PictureIndex, files_below, find_pictures
from quantize.dataset.importers.words import heading, said_by

_OWN = ("id", "license", "width", "height", "coco_url", "flickr_url", "date_captured", "file_name")


def documents(source: Path, leave_out: Sequence[str] = ()) -> list[tuple[Path, dict[str, Any]]]:
    """The COCO files below a folder."""
    found = []
    for file in files_below(source, leave_out):
        if file.suffix.lower() == ".json" and (document := read_json(file)) is not None:
            lists = [document.get(key) for key in ("images", "annotations", "categories")]
            if all(isinstance(one, list) and all(isinstance(part, dict) for part in one) for one in lists):
                found.append((file, document))
    return found


def find(source: Path, mapping: Mapping) -> Found:
    """The images of every COCO file. Raises ConfigError when there is none."""
    files = documents(source, mapping.leave_out or ())
    if not files:
        raise ConfigError(f"{source} holds no COCO file (JSON with images, annotations and categories)")
    pictures = find_pictures(source, mapping.leave_out or ())
    everything = (*pictures.images, *pictures.masks.values(), *pictures.spare_masks)
    index = PictureIndex(source, everything)
    candidates: dict[Path, Candidate] = {}
    faults: list[str] = []
    notes: list[str] = []
    for file, document in files:
        names = {str(one.get("id")): str(one.get("name")) for one in document["categories"]}
        muscles = muscle_classes(list(names.values()), mapping.muscle_classes)
        if not muscles:
            notes.append(
                f"{file.name}: none of the classes {', '.join(names.values())} is called a muscle; name it as muscle_classes"
            )
        if any(_is_compressed(one.get("segmentation")) for one in document["annotations"]):
            notes.append(f"{file.name}: compressed run lengths are not read; write the masks as polygons or as uncompressed ones")
        drawn: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for annotation in document["annotations"]:
            drawn[str(annotation.get("image_id"))].append(annotation)
        for number, image in enumerate(document["images"], 1):
            where, name = f"{file.name}, image {number}", str(image.get("file_name", ""))
            found = index.find(name)
            if len(found) != 1:
                faults.append(f"{where}: there is {'no' if not found else 'more than one'} picture {name!r} below {source}")
            elif found[0] in candidates:
                faults.append(f"{where}: {name!r} is named by {candidates[found[0]].where} already")
            else:
                own = drawn[str(image.get("id"))]
                candidate = by_path(Candidate(found[0], where), source, mapping.values or {})
                candidate = _with_fields(candidate, image, mapping.columns or {}, where)
                candidate = _with_classes(candidate, [names.get(str(one.get("category_id")), "") for one in own], where)
                mask = _mask([one for one in own if names.get(str(one.get("category_id"))) in muscles], image)
                candidates[found[0]] = replace(candidate, mask=mask or pictures.masks.get(found[0]))
    return Found(mapping, tuple(candidates.values()), everything, tuple(notes), tuple(faults))


def muscle_classes(names: Sequence[str], wanted: Sequence[str] | None) -> tuple[str, ...]:
    """The classes that outline a muscle: those that a mapping names, those of a muscle's name, or the only one there is."""
    if wanted is not None:
        return tuple(name for name in names if name in wanted)
    found = tuple(
        name for name in names if "muscle" in name.casefold() or "csa" in name.casefold() or "muscle" in dict(said_by(name))
    )
    return found or (tuple(names) if len(set(names)) == 1 else ())


def _with_fields(candidate: Candidate, image: dict[str, Any], columns: dict[str, str], where: str) -> Candidate:
    """What an image's record says beside what COCO prescribes: patient_id, sex ..."""
    named = {name: column for column, name in columns.items()}
    for name, text in text_fields(image).items():
        column = named.get(name) or (heading(name) if name not in _OWN else None)
        if column not in (None, "image", "mask"):
            candidate = say(candidate, str(column), [Said(text, f"{where}, {name}")])
    return candidate


def _with_classes(candidate: Candidate, names: Sequence[str], where: str) -> Candidate:
    """What the classes of its annotations say, such as BB_Healthy."""
    for name in dict.fromkeys(names):
        for column, text in said_by(name):
            candidate = say(candidate, column, [Said(text, f"the class {name!r}")])
    return candidate


def _mask(annotations: Sequence[dict[str, Any]], image: dict[str, Any]) -> Mask | None:
    polygons: list[Polygon] = []
    for annotation in annotations:
        match annotation.get("segmentation"):
            case [*parts]:
                polygons += [polygon for part in parts if (polygon := _polygon(part))]
            case {"counts": [*counts], "size": [int(height), int(width)]} if all(isinstance(count, int) for count in counts):
                return Runs(tuple(counts), width, height)
    if not polygons:
        return None
    sides = [image.get(key) for key in ("width", "height")]
    return Outline(tuple(polygons), *(side if isinstance(side, int) else None for side in sides))


def _is_compressed(segmentation: object) -> bool:
    return isinstance(segmentation, dict) and isinstance(segmentation.get("counts"), str)


def _polygon(numbers: object) -> Polygon | None:
    if not isinstance(numbers, list) or len(numbers) < 6 or not all(isinstance(one, int | float) for one in numbers):
        return None
    return tuple((float(x), float(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=False))
