"""An exam as rows for QML lists: plain values, -1 for a missing number, an empty text for an unknown value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge_app.exams.class_counts import class_counts
from edge_app.exams.export.text_review import SiteImages
from edge_app.exams.not_judged import reasons_not_judged
from edge_app.exams.protocols.protocol import MuscleTexts, Protocol, languages_of
from edge_app.exams.records import Exam, ExamImage, Patient, Site
from edge_app.exams.store.vault_document import Role, User
from edge_app.exams.summary import patient_answer, patient_reason, summarise
from edge_app.exams.workflow import may_take_more
from edge_app.records import Sex, Side
from edge_app.ui.exam_services import FailedUpdate
from edge_app.ui.removable_media import Stick

Row = dict[str, Any]


def protocol_rows(exam: Exam | None, next_site: Site | None) -> list[Row]:
    """One row per site of the protocol: what is done and what is next, and where it stands in a grid of two columns.

    place: of the mark on the body map; empty: none.
    """
    if exam is None:
        return []
    return [
        {
            "muscle": site.muscle,
            "side": site.side.value,
            "taken": len(exam.at(site)),
            "found": [_found_row(image) for image in exam.at(site)],
            "wanted": exam.wanted(site),
            "next": site == next_site,
            "room": may_take_more(exam, site),
            "row": cell.row,
            "column": cell.column,
            "columns": cell.columns,
            "place": _place(exam.protocol.texts(site.muscle)),
        }
        for site, cell in zip(exam.sites, cells(exam.sites), strict=True)
    ]


def _found_row(image: ExamImage) -> Row:
    """What was found on one image; probability: only of an image that counts."""
    found = image.finding
    return {
        "label": found.label.value,
        "probability": _number(found.probability if found.may_count else None),
        "echo": found.echo_intensity,
    }


@dataclass(frozen=True)
class Cell:
    """Where the button of a site stands."""

    row: int
    column: int
    columns: int  # that it takes: both, where the other side of its muscle does not follow


def cells(sites: Sequence[Site]) -> list[Cell]:
    """Two sides of a muscle in succession stand side by side, the right one first, as on a body seen from the front."""
    found: list[Cell] = []
    row = number = 0
    while number < len(sites):
        pair = sites[number : number + 2]
        if len(pair) == 2 and pair[0].muscle == pair[1].muscle:
            found += [Cell(row, 0 if site.side is Side.RIGHT else 1, 1) for site in pair]
        else:
            pair = pair[:1]
            found.append(Cell(row, 0, 2))
        row, number = row + 1, number + len(pair)
    return found


def _place(texts: MuscleTexts) -> Row:
    place = texts.place
    return {} if place is None else {"behind": place.view == "back", "x": place.x, "y": place.y}


def choice_rows(protocols: Sequence[Protocol]) -> list[Row]:
    """The protocols to choose from."""
    return [
        {"name": one.name, "title": dict(languages_of(one.title)), "sites": len(one.planned), "images": one.images}
        for one in protocols
    ]


def protocol_row(exam: Exam | None) -> Row:
    """The texts of an exam's protocol in every language: its title, and by muscle its name and how to place the probe."""
    if exam is None:
        return {"title": {}, "names": {}, "placements": {}}
    texts = (exam.protocol.muscles or {}).items()
    return {
        "title": dict(languages_of(exam.protocol.title)),
        "names": {muscle: dict(languages_of(said.name)) for muscle, said in texts if said.name},
        "placements": {muscle: dict(languages_of(said.placement)) for muscle, said in texts if said.placement},
    }


def summary_rows(exam: Exam | None) -> list[Row]:
    """One row per site that has images, with its summary."""
    if exam is None:
        return []
    return [
        {
            "muscle": site.site.muscle,
            "side": site.site.side.value,
            "images": site.images,
            "judged": site.judged,
            "probability": _number(site.probability),
            "low": _number(site.low),
            "high": _number(site.high),
            "echo": _number(site.echo_intensity),
            "answer": site.answer.value,
            "classes": ", ".join(map(str, class_counts(exam.at(site.site)))),
            "reason": site.reason.value if site.reason else "",
            "thickness": _number(site.thickness.mm if site.thickness else None),
            "placed": site.thickness.placed.value if site.thickness else "",
            "notJudged": [reason.guard.value for reason in reasons_not_judged(exam.at(site.site))],
        }
        for site in summarise(exam)
    ]


def answer(exam: Exam | None) -> str:
    """The network's answer for the patient, a value of `Assessment`."""
    return patient_answer(summarise(exam)).value if exam else ""


def reason(exam: Exam | None) -> str:
    """Why it is indeterminate, a value of `SummaryReason`; empty where it is not."""
    found = patient_reason(summarise(exam)) if exam else None
    return found.value if found else ""


def models(images: Sequence[ExamImage]) -> str:
    """The model of the images; several, if it was updated between them."""
    return ", ".join(dict.fromkeys(image.finding.bundle_id for image in images))


def failed_update_row(update: FailedUpdate | None) -> list[str]:
    """Version and reason of a release that was taken back; or empty."""
    return [update.version, update.reason] if update else []


def site_image_rows(sites: Sequence[SiteImages]) -> list[Row]:
    """One row per site: the numbers of some of its images in the exam."""
    return [
        {
            "muscle": one.site.muscle,
            "side": one.site.side.value,
            "numbers": ", ".join(map(str, one.numbers)),
        }
        for one in sites
    ]


def place_rows(sticks: list[Stick]) -> list[Row]:
    """The sticks to export to; fault: a value of `MediaFault`, empty where the stick can be used."""
    return [{"path": str(stick.place), "fault": stick.fault.value if stick.fault else ""} for stick in sticks]


def person_row(person: User) -> Row:
    """Somebody who may unlock the screen."""
    return {"name": person.name, "supervisor": person.role is Role.SUPERVISOR}


def patient_of(identifier: str, age: str, sex: str, height_cm: str, weight_kg: str) -> Patient:
    """The patient entered in the form; empty means unknown. The form accepts only digits for numbers."""
    return Patient(
        identifier.strip() or None,
        int(age) if age else None,
        Sex(sex) if sex else None,
        float(height_cm) if height_cm else None,
        float(weight_kg) if weight_kg else None,
    )


def entered(patient: Patient | None) -> Row:
    """The texts the form shows for a patient: the inverse of `patient_of`."""
    patient = patient or Patient()
    return {
        "identifier": patient.identifier or "",
        "age": _text(patient.age),
        "sex": patient.sex.value if patient.sex else "",
        "stature": _text(patient.height_cm),
        "weight": _text(patient.weight_kg),
    }


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _number(value: float | None) -> float:
    return -1.0 if value is None else value
