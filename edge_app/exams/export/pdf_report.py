"""The report of an exam: a page of PDF that is read from the top, in the chosen language; more pages where it does not fit.

head -> result with the map of the body -> a row for each site -> what the numbers mean -> what they rest on -> signature
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from edge_app.exams.export.exported_image import ExportedImage
from edge_app.exams.export.pseudonyms import Subject
from edge_app.exams.export.report.head import draw_head, local_time
from edge_app.exams.export.report.notes import write_clips, write_limits, write_meanings, write_origin, write_review
from edge_app.exams.export.report.page import CLOSE, USUAL, ReportPage, Spacing
from edge_app.exams.export.report.result import draw_result
from edge_app.exams.export.report.sites import SiteRow, draw_sites
from edge_app.exams.export.report_context import ReportContext
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.records import Exam
from edge_app.exams.summary import Assessment, patient_answer, summarise


def as_pdf(
    exam: Exam,
    subject: Subject,
    words: Wording,
    notice: str,
    images: Mapping[int, ExportedImage],
    found: TextReview,
    context: ReportContext,
) -> bytes:
    """The report. images: by number, as they leave the device; found: what a person has to look at before it is passed on;
    notice: the model's intended use.

    A pseudonymous report leaves out the clinic, every date, earlier exams, names that somebody gave to a device, a preset or
    a reference, and free text: nobody can know what that holds.
    """
    summary = summarise(exam)
    words = words.naming(exam.protocol)
    match patient_answer(summary):
        case Assessment.NOT_VALIDATED:
            words = words.without_label()
        case Assessment.OTHER_MUSCLE:
            words = words.without_findings()
    pseudonymous = subject.pseudonymous
    if pseudonymous:
        context = replace(context, clinic=None, trends=())
    whose = subject.id if pseudonymous else f"{subject.id}, {local_time(exam.started)}"
    ended = None if pseudonymous else datetime.fromisoformat(exam.finished or exam.started)
    trends = {one.site: one for one in context.trends}
    rows = [
        SiteRow(site, taken, context.z_score(taken, exam.patient), trends.get(site.site))
        for site in summary
        if (taken := exam.at(site.site))
    ]

    def drawn(spacing: Spacing) -> ReportPage:
        page = ReportPage(words.title, whose, words.page, words.use(notice), ended, spacing)
        draw_head(page, exam, subject, context.clinic, words)
        draw_result(page, exam, summary, words, free_text=not pseudonymous)
        write_review(page, found, words)
        draw_sites(page, rows, words, images, named=not pseudonymous)
        write_clips(page, exam, words)
        write_meanings(page, exam, rows, words)
        write_origin(page, exam, context, words, pseudonymous)
        write_limits(page, words)
        return page

    page = drawn(USUAL)
    if page.pages_count > 1 and (closer := drawn(CLOSE)).pages_count == 1:
        page = closer
    return page.as_bytes()
