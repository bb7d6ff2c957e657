"""Findings for research: as JSON, and as a table with one line per image."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.export.text_review import BurnedInText
from edge_app.exams.records import CaliperKind, Exam
from edge_app.exams.summary import as_document
from edge_app.records import PROBABILITY_MEANS
from edge_app.system.csv_cells import plain_cell

NOTES_LEFT_OUT = "left out: a note may name the patient"
COLUMNS = (
    "exam", "patient", "age_years", "sex", "height_cm", "weight_kg", "started", "number", "muscle", "side", "label",
    "reason", "validated", "probability", "probability_means", "score", "threshold", "views", "guard", "echo_intensity",
    "thickness_mm", "thickness_placed", "distances_mm", "mm_per_pixel", "mirrored", "origin", "burned_in_text", "bundle",
    "engine", "verdict", "note", "exam_note", "notice",
)  # fmt: skip
CLASS_COLUMNS = ("class", "class_probabilities", "class_scores")  # of a model that tells several classes apart


def document(
    exam: Exam,
    pseudonymiser: Pseudonymiser,
    notice: str,
    texts: Mapping[int, BurnedInText],
    clip_texts: Mapping[int, BurnedInText],
) -> dict[str, Any]:
    """An exam for JSON; under a pseudonym without free text, names of persons, ports or serial numbers.

    texts: what is known of text in its images, by number; clip_texts: in its clips.
    """
    data, subject = as_document(exam), pseudonymiser.subject(exam)
    data["notice"] = notice
    data["patient"]["identifier"] = subject.id
    data["patient"]["age_years"] = subject.age
    for image in data["images"]:
        image["burned_in_text"] = texts[image["number"]].value
    for clip in data["clips"]:
        clip["burned_in_text"] = clip_texts[clip["number"]].value
    if subject.pseudonymous:
        data["exam"] = pseudonymiser.exam_name(exam)
        data.pop("by")
        data["note"] = NOTES_LEFT_OUT if data["note"] else ""
        for image in data["images"]:
            image["note"] = NOTES_LEFT_OUT if image["note"] else ""
        for one in (*data["images"], *data["clips"]):
            one.pop("source")
        if data["verdict"] is not None:
            data["verdict"] = {"label": data["verdict"]["label"], "given": data["verdict"]["given"]}
    return data


def table(documents: Sequence[dict[str, Any]]) -> str:
    """CSV with the header COLUMNS and one line for each image of all exams; with CLASS_COLUMNS where a model has classes."""
    text = io.StringIO()
    has_classes = any("class" in image for data in documents for image in data["images"])
    columns = (*COLUMNS, *CLASS_COLUMNS) if has_classes else COLUMNS
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for data in documents:
        patient = data["patient"]
        for image in data["images"]:
            verdict = data["verdict"]["label"] if data["verdict"] else ""
            row = {**patient, **data, **image, "exam_note": data["note"], "patient": patient["identifier"], "verdict": verdict}
            row["probability_means"] = PROBABILITY_MEANS if image["probability"] is not None else None
            distances = [one["length_mm"] for one in image["calipers"] if one["kind"] == CaliperKind.DISTANCE.value]
            row["distances_mm"] = "; ".join(str(mm) for mm in distances if mm is not None)
            for name in CLASS_COLUMNS[1:]:
                row[name] = "; ".join(f"{label} {share}" for label, share in (row.get(name) or {}).items()) or None
            writer.writerow({name: "" if row.get(name) is None else plain_cell(row[name]) for name in columns})
    return text.getvalue()
