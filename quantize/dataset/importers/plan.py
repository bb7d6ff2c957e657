"""The plan of an import: every image with what the manifest will say of it, before a pixel is read or a file written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from edge_app.errors import ConfigError
from quantize.dataset.importers.candidate import Candidate, FaultError
from quantize.dataset.importers.details import (
    by_image,
    by_patterns,
    by_subject,
    guess_subject_from,
    with_fixed,
    with_subject,
)
from quantize.dataset.importers.layouts import ADAPTERS
from quantize.dataset.importers.mapping import Mapping
from quantize.dataset.importers.pictures import PictureIndex
from quantize.dataset.importers.table_columns import checked_columns, guess_columns
from quantize.dataset.importers.tables import read_table
from quantize.dataset.importers.values import Values, describe
from quantize.dataset.manifest import COLUMNS

_EXAMPLES = 3
_MANY = 8  # values; more are counted only


@dataclass(frozen=True)
class Planned:
    """One image that will be imported, if its pixels can be read."""

    candidate: Candidate
    values: Values


@dataclass(frozen=True)
class Plan:
    """What an import will do."""

    source: Path
    mapping: Mapping
    images: tuple[Planned, ...]
    notes: tuple[str, ...]
    faults: tuple[str, ...]  # a sentence for each image or row that is left out


def make_plan(source: Path, mapping: Mapping) -> Plan:
    """Find the images and what is said of them. Raises ConfigError when there is nothing to import."""
    found = ADAPTERS[mapping.layout](source, mapping)
    mapping, candidates, notes, faults = found.mapping, list(found.candidates), list(found.notes), list(found.faults)
    if not candidates:
        raise ConfigError(f"{source}: no image was found; {faults[0] if faults else 'name the layout in a mapping'}")
    candidates = [by_patterns(one, source, mapping.names or {}) for one in candidates]
    pictures = found.pictures or tuple(one.file for one in candidates)
    columns: dict[str, str] = {}
    if mapping.table is not None:
        table = read_table(source / mapping.table, mapping.sheet)
        notes += [f"{mapping.table}: {note}" for note in table.notes]
        columns = (
            checked_columns(table, mapping.columns) if mapping.columns else guess_columns(table, PictureIndex(source, pictures))
        )
        if "image" in columns:
            candidates, more = by_image(candidates, source, pictures, table, columns)
            faults += more
    # A row that names an image and not its subject is a fault, and no reason to guess.
    if not {"image", "subject"} <= set(columns) and not all(one.said.get("subject") for one in candidates):
        mapping = replace(mapping, subject_from=mapping.subject_from or guess_subject_from(candidates, source))
        candidates = with_subject(candidates, source, mapping.subject_from or "image")
    if mapping.table is not None and "subject" in columns and "image" not in columns:
        candidates = by_subject(candidates, table, columns)
    candidates = [with_fixed(one, mapping.fixed or {}) for one in candidates]
    images, more = _describe(candidates, mapping, source)
    mapping = replace(mapping, columns=columns or None)
    return Plan(source, mapping, tuple(images), tuple(notes), (*faults, *more))


def _describe(candidates: Sequence[Candidate], mapping: Mapping, source: Path) -> tuple[list[Planned], list[str]]:
    images: list[Planned] = []
    faults: list[str] = []
    unlabelled: dict[Path, list[str]] = defaultdict(list)
    for one in candidates:
        try:
            images.append(Planned(one, describe(one, mapping.values or {})))
        except FaultError as exc:
            if one.said.get("label"):
                faults.append(str(exc))
            else:
                unlabelled[one.file.parent].append(str(exc))
    labelled = {one.candidate.file.parent for one in images}
    for folder, sentences in unlabelled.items():
        # A whole folder of pictures without a label is something else, such as copies for another purpose: one sentence for it.
        if folder in labelled or len(sentences) <= _EXAMPLES:
            faults += sentences
        else:
            faults.append(f"{folder.relative_to(source).as_posix()}: nothing says the label of the {len(sentences)} images in it")
    return images, faults


def plan_lines(plan: Plan) -> Iterator[str]:
    """What was understood, for a person to agree to."""
    mapping, images = plan.mapping, plan.images
    yield f"{plan.source}: taken for the layout {mapping.layout!r}, {_count(len(images), 'image')}"
    yield f"  simulated  {'yes' if mapping.simulated else 'no'}, as declared"
    for label, text in (("source", mapping.source), ("licence", mapping.licence), ("table", mapping.table)):
        if text:
            yield f"  {label:10} {text}"
    masks = sum(one.candidate.mask is not None for one in images)
    yield f"  {'mask':10} of {masks} images"
    for column in COLUMNS:
        values = [one.values[column] for one in images if column in one.values]
        if values:
            yield f"  {column:10} {_values(column, values)}{_origin(column, mapping, images)}{_absent(len(images) - len(values))}"
    known = {column for one in images for column in one.values}
    absent = [column for column in COLUMNS if column not in known and column not in ("image", "mask")]
    yield f"  {'not known':10} {', '.join(absent) or 'nothing'}"
    if mapping.subject_from is not None and len({one.values["subject"] for one in images}) == len(images) > 1:
        yield "  Every image is taken for a subject of its own; if that is wrong, say under [names] how a subject is known."
    yield from (f"  note: {note}" for note in plan.notes)
    yield from fault_lines(plan.faults)


def fault_lines(faults: Sequence[str], most: int = 20) -> Iterator[str]:
    """At most so many sentences, and how many there are."""
    yield from (f"  left out: {fault}" for fault in faults[:most])
    if len(faults) > most:
        yield f"  left out: {len(faults) - most} more"


def _values(column: str, values: Sequence[str | int | float]) -> str:
    counted = Counter(values)
    if column == "subject":
        return f"{len(counted)}, with {len(values) / len(counted):.1f} images each"
    if all(isinstance(value, int | float) for value in counted):
        numbers = [value for value in counted if isinstance(value, int | float)]
        return f"{min(numbers):g} to {max(numbers):g}"
    if len(counted) > _MANY:
        return f"{len(counted)} different"
    return ", ".join(f"{value} {count}" for value, count in sorted(counted.items(), key=lambda one: -one[1]))


def _origin(column: str, mapping: Mapping, images: Sequence[Planned]) -> str:
    """What says it."""
    if mapping.columns and column in mapping.columns:
        return f'; column "{mapping.columns[column]}"'
    said = [(one, one.candidate.said[column][0]) for one in images if one.candidate.said.get(column)]
    if not said:
        return ""
    if column == "subject":
        example, first = said[0]
        return f'; by {first.where}: {example.candidate.file.name} is of "{first.text}"'
    origins = list(dict.fromkeys(one.where for _, one in said))
    return f"; by {', '.join(origins[:_EXAMPLES])}{' ...' if len(origins) > _EXAMPLES else ''}"


def _absent(count: int) -> str:
    return f"; {_count(count, 'image')} without" if count else ""


def _count(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
