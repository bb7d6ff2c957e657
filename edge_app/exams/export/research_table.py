"""Findings for research: as JSON, and as a table with a line for each image."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from edge_app.exams.export.pseudonyms import Pseudonymiser
from edge_app.exams.records import Exam
from edge_app.exams.summary import as_document

COLUMNS = (
    "exam", "patient", "age_years", "sex", "height_cm", "weight_kg", "started", "number", "muscle", "side", "label",
    "probability", "threshold", "guard", "echo_intensity", "mm_per_pixel", "mirrored", "bundle", "engine", "verdict", "notice",
)  # fmt: skip


def document(exam: Exam, identities: Pseudonymiser, notice: str) -> dict[str, Any]:
    """An exam for JSON: no free text, no name of a person, no port or serial number under a pseudonym."""
    told, subject = as_document(exam), identities.subject(exam)
    told["notice"] = notice
    told["patient"]["identifier"] = subject.id
    told["patient"]["age_years"] = subject.age
    if subject.pseudonymous:
        told["exam"] = identities.exam_name(exam)
        told.pop("by")
        for image in told["images"]:
            image.pop("source")
        if told["verdict"] is not None:
            told["verdict"] = {"label": told["verdict"]["label"], "given": told["verdict"]["given"]}
    return told


def table(documents: Sequence[dict[str, Any]]) -> str:
    """A line for each image of many exams, comma-separated, with the names of COLUMNS."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for told in documents:
        patient = told["patient"]
        for image in told["images"]:
            verdict = told["verdict"]["label"] if told["verdict"] else ""
            row = {**patient, **told, **image, "patient": patient["identifier"], "verdict": verdict}
            writer.writerow({name: "" if row.get(name) is None else row[name] for name in COLUMNS})
    return text.getvalue()
