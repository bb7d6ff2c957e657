"""An exam as QML's lists want it: plain values, -1 for a figure that is not there, an empty text for what is unknown."""

from __future__ import annotations

from typing import Any

from edge_app.exams.records import Exam, Patient, Site
from edge_app.exams.summary import IMAGES_WANTED, PROTOCOL, summarise
from edge_app.exams.workflow import may_take_more
from edge_app.records import Sex
from edge_app.ui.removable_media import Stick

Row = dict[str, Any]


def protocol_rows(exam: Exam | None, next_one: Site | None) -> list[Row]:
    """Every site of the protocol: what is done, what is next."""
    return [
        {
            "muscle": site.muscle.value,
            "side": site.side.value,
            "taken": len(exam.at(site)) if exam else 0,
            "wanted": IMAGES_WANTED,
            "next": site == next_one,
            "room": exam is None or may_take_more(exam, site),
        }
        for site in PROTOCOL
    ]


def summary_rows(exam: Exam | None) -> list[Row]:
    """Every site that has images, summed up."""
    return [
        {
            "muscle": one.site.muscle.value,
            "side": one.site.side.value,
            "images": one.images,
            "judged": one.judged,
            "probability": _figure(one.probability),
            "low": _figure(one.low),
            "high": _figure(one.high),
            "echo": _figure(one.echo_intensity),
            "answer": one.answer.value,
        }
        for one in (summarise(exam) if exam else ())
    ]


def place_rows(sticks: list[Stick]) -> list[Row]:
    """Where an export can go to; fault: a value of `Fault`, empty where it can."""
    return [{"path": str(one.place), "fault": one.fault.value if one.fault else ""} for one in sticks]


def patient_of(identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> Patient:
    """What the form holds; empty is unknown. The form lets only figures through."""
    return Patient(
        identifier.strip() or None,
        int(age) if age else None,
        Sex(sex) if sex else None,
        float(height_cm) if height_cm else None,
        float(weight_kg) if weight_kg else None,
    )


def entered(patient: Patient | None) -> Row:
    """What the form shows of a patient, as text: the way back of `patient_of`."""
    one = patient or Patient()
    return {
        "identifier": one.identifier or "",
        "age": _text(one.age),
        "sex": one.sex.value if one.sex else "",
        "stature": _text(one.height_cm),
        "weight": _text(one.weight_kg),
    }


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _figure(value: float | None) -> float:
    return -1.0 if value is None else value
