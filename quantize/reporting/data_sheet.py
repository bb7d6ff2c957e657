"""The data sheet of a data set: what reviewers ask for, as one HTML page that needs no other file, and as JSON."""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from edge_app.system.atomic_write import make_folder, write_output
from quantize.dataset.inspection.inspection import Inspection
from quantize.dataset.inspection.leaks import Twins

PAGE, JSON = "data_sheet.html", "data_sheet.json"
PAIRS_SHOWN, OUTLIERS_SHOWN, TEXTS_SHOWN = 40, 24, 24
EXAMPLES = 4  # images of each muscle and label


@dataclass(frozen=True)
class Thumbnail:
    """An image with what is said below it."""

    source: str  # data: URL
    caption: str


def write_data_sheet(folder: Path, inspection: Inspection) -> None:
    """Write page and JSON into a folder. Raises ExportError when the disk refuses."""
    make_folder(folder)
    write_output(folder / JSON, json.dumps(as_document(inspection), indent=1, allow_nan=False).encode())
    write_output(folder / PAGE, page(inspection).encode())


def page(inspection: Inspection) -> str:
    """The whole page."""
    environment = Environment(loader=PackageLoader("quantize.reporting", "."), autoescape=True, undefined=StrictUndefined)
    samples, pictures = inspection.samples, inspection.pictures[: len(inspection.samples)]
    noted = ("mask", "muscle", "side", "age", "sex", "height_cm", "weight_kg", "z_score", "grade", "device")
    texts = [number for number, one in enumerate(pictures) if one.words_inside]
    return environment.get_template("data_sheet.html.j2").render(
        i=inspection,
        subjects=len({sample.subject for sample in samples}),
        labels=_labels(inspection),
        columns=[name for name in noted if all(getattr(sample, name) is not None for sample in samples)],
        gaps=[gap for one in inspection.coverage for gap in one.gaps],
        label_names=list(_labels(inspection)),
        pairs=[(one, _of_twins(inspection, one)) for one in inspection.twins[:PAIRS_SHOWN]],
        outliers=[
            _thumbnail(inspection, one.number, f"{samples[one.number].image}: {one.what}")
            for one in inspection.outliers[:OUTLIERS_SHOWN]
        ],
        texts=[_thumbnail(inspection, number, samples[number].image) for number in texts[:TEXTS_SHOWN]],
        with_text=len(texts),
        with_text_beside=sum(one.words_beside > 0 for one in pictures),
        letterboxed=sum(one.is_letterboxed for one in pictures),
        examples=_examples(inspection),
    )


def as_document(inspection: Inspection) -> dict[str, Any]:
    """The findings as JSON, without pictures."""
    samples, pictures = inspection.samples, inspection.pictures[: len(inspection.samples)]
    return {
        "name": inspection.name,
        "declaration": asdict(inspection.declaration),
        "sha256": inspection.sha256,
        "images": len(samples),
        "subjects": len({sample.subject for sample in samples}),
        "subjects_by_label": _labels(inspection),
        "leaks": inspection.leaks,
        "test_set": inspection.test_set,
        "subjects_in_several_parts": inspection.several_parts,
        "subjects_in_data_set_and_test_set": inspection.shared_subjects,
        "duplicates_across_subjects": [
            {
                "images": [one.first.image, one.second.image],
                "subjects": [one.first.subject, one.second.subject],
                "labels": [one.first.label, one.second.label],
                "correlation": round(one.correlation, 4),
                "mirrored": one.mirrored,
            }
            for one in inspection.twins
        ],
        "duplicates_within_subjects": inspection.repeated,
        "names_that_may_be_one_subject": inspection.names_of_one,
        "coverage": [asdict(one) | {"gaps": one.gaps} for one in inspection.coverage],
        "sizes": inspection.sizes.sizes,
        "scales": inspection.sizes.scales,
        "outliers": [{"image": samples[one.number].image, "what": one.what} for one in inspection.outliers],
        "text_within_ultrasound": [s.image for s, one in zip(samples, pictures, strict=True) if one.words_inside],
        "text_beside_ultrasound": [s.image for s, one in zip(samples, pictures, strict=True) if one.words_beside],
        "letterboxed": [s.image for s, one in zip(samples, pictures, strict=True) if one.is_letterboxed],
        "shortcuts": [asdict(one) for one in inspection.shortcuts],
        "missing": inspection.missing,
    }


def _labels(inspection: Inspection) -> dict[str, int]:
    """label -> subjects."""
    pairs = {(sample.label, sample.subject) for sample in inspection.samples}
    return dict(sorted(Counter(label for label, _ in pairs).items(), reverse=True))


def _of_twins(inspection: Inspection, one: Twins) -> list[Thumbnail]:
    return [
        _thumbnail(inspection, number, f"{sample.image}: {sample.subject}, {sample.label}")
        for number, sample in ((one.first_number, one.first), (one.second_number, one.second))
    ]


def _examples(inspection: Inspection) -> list[tuple[str, list[Thumbnail]]]:
    """The first images of each muscle and label, each of another subject."""
    groups: dict[str, dict[str, int]] = {}
    for number, sample in enumerate(inspection.samples):
        members = groups.setdefault(f"{sample.muscle or 'muscle not noted'}, {sample.label}", {})
        if len(members) < EXAMPLES:
            members.setdefault(sample.subject, number)
    return [
        (name, [_thumbnail(inspection, number, inspection.samples[number].person) for number in members.values()])
        for name, members in sorted(groups.items())
    ]


def _thumbnail(inspection: Inspection, number: int, caption: str) -> Thumbnail:
    data = base64.b64encode(inspection.pictures[number].thumbnail).decode()
    return Thumbnail(f"data:image/jpeg;base64,{data}", caption)
