"""The head of the report: the clinic, what this is not, and whose it is."""

from __future__ import annotations

from datetime import datetime

from edge_app.config import Clinic
from edge_app.exams.export.pseudonyms import Subject
from edge_app.exams.export.report.page import BLACK, BODY, FAINT, MARGIN, SMALL, WIDTH, ReportPage, Text
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.records import Exam

CLINIC_WIDTH = 80.0  # mm
BANNER = (255, 243, 205)
BANNER_HEIGHT = 5.5  # mm
COLUMNS = 4  # of the patient's particulars


def local_time(utc: str) -> str:
    """A stored time as the clinic's clocks showed it, with how far they are from UTC: "2026-03-01 09:15 UTC+01:00"."""
    here = datetime.fromisoformat(utc).astimezone()
    offset = here.strftime("%z")
    return f"{here:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:5]}"


def draw_head(page: ReportPage, exam: Exam, subject: Subject, clinic: Clinic | None, words: Wording) -> None:
    """Title and clinic, the banner, and the patient's particulars."""
    _draw_title(page, clinic, words)
    top = page.get_y() + 1
    page.set_draw_color(*BLACK)
    page.set_fill_color(*BANNER)
    page.rect(MARGIN, top, WIDTH, BANNER_HEIGHT, style="DF")
    page.write_at(MARGIN + 2, top + 0.8, [Text(words.assists, BODY, bold=True)], WIDTH - 4)
    page.set_y(top + BANNER_HEIGHT + 0.8)
    for origin in exam.origins:
        if text := words.no_probe.get(origin.value):
            page.write(Text(text, BODY, bold=True))
    page.set_y(page.get_y() + 0.8)
    _draw_patient(page, exam, subject, words)


def _draw_title(page: ReportPage, clinic: Clinic | None, words: Wording) -> None:
    top = page.get_y()
    below = page.write_at(MARGIN, top, [Text(words.title, 15, bold=True)], WIDTH - CLINIC_WIDTH)
    if clinic is not None and clinic.name:
        lines = [", ".join(line for line in clinic.address if line), clinic.phone]
        texts = [Text(clinic.name, BODY, bold=True), *(Text(line, SMALL) for line in lines if line)]
        below = max(below, page.write_at(MARGIN + WIDTH - CLINIC_WIDTH, top, texts, CLINIC_WIDTH, align="R"))
    page.set_y(below)


def _draw_patient(page: ReportPage, exam: Exam, subject: Subject, words: Wording) -> None:
    unknown = words.unknown
    fields = {
        words.patient: subject.id if exam.patient.identifier is not None else f"{words.anonymous} ({subject.id})",
        words.age: unknown if subject.age is None else f"{subject.age} {words.years}",
        words.sex: words.of(subject.sex.value) if subject.sex else unknown,
        words.examined: words.left_out if subject.pseudonymous else local_time(exam.started),
        words.examined_by: words.left_out if subject.pseudonymous else exam.by,
        words.height: unknown if subject.height_cm is None else f"{words.number(subject.height_cm, 0)} cm",
        words.weight: unknown if subject.weight_kg is None else f"{words.number(subject.weight_kg, 1)} kg",
    }
    widths, top, left = (64.0, 30.0, 30.0, WIDTH - 124.0), page.get_y(), MARGIN
    below = top
    for number, (name, value) in enumerate(fields.items()):
        column = number % COLUMNS
        if column == 0:
            top, left = below, MARGIN
        texts = [Text(name, SMALL, colour=FAINT), Text(value, BODY, bold=number == 0)]
        below = max(below, page.write_at(left, top, texts, widths[column] - 2))
        left += widths[column]
    page.set_y(below + 1)
