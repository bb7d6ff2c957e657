"""The result, to be read first: all sites together, each site by its mark, the map of the body, and the clinician's verdict."""

from __future__ import annotations

from collections.abc import Sequence

from edge_app.exams.export.report.body_map import draw_body_map, width_of
from edge_app.exams.export.report.head import local_time
from edge_app.exams.export.report.marks import Result, draw_mark
from edge_app.exams.export.report.page import BODY, MARGIN, WIDTH, ReportPage, Text
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.records import Exam, Site
from edge_app.exams.summary import Assessment, SiteSummary, not_examined, patient_answer, patient_reason, without_finding

PADDING = 2.0  # mm
ORDER: tuple[Result, ...] = (
    Assessment.ABNORMAL, Assessment.INDETERMINATE, Assessment.NORMAL, Assessment.NOT_VALIDATED, Assessment.OTHER_MUSCLE,
    Assessment.NOTHING, None,
)  # fmt: skip


def name_of(result: Result, words: Wording) -> str:
    """The result in a word."""
    return words.not_examined if result is None else words.of(result.value)


def draw_result(page: ReportPage, exam: Exam, summary: Sequence[SiteSummary], words: Wording, free_text: bool) -> None:
    """A box with the result; below it the verdict. free_text: whether the clinician's name and reason may be shown."""
    results: dict[Site, Result] = {site.site: site.answer for site in summary} | dict.fromkeys(not_examined(exam))
    top, text_left, map_height = page.get_y(), MARGIN + PADDING, page.spacing.map_height
    text_width = WIDTH - width_of(map_height) - 4 * PADDING
    answer, reason = patient_answer(summary), patient_reason(summary)
    y = page.write_at(text_left, top + PADDING, [Text(words.together, BODY)], text_width)
    draw_mark(page, answer, text_left + 4, y + 4.2, 7)
    y = page.write_at(text_left + 10, y + 0.8, [Text(words.of(answer.value), 17, bold=True)], text_width - 10)
    if reason:
        y = page.write_at(text_left + 10, y, [Text(words.of(reason.value), BODY)], text_width - 10)
    if without := without_finding(exam):
        y = page.write_at(text_left + 10, y, [Text(words.without_finding.format(count=without), BODY)], text_width - 10)
    y += 1
    for result in ORDER:
        sites = [site for site in exam.sites if results[site] is result]
        if sites:
            draw_mark(page, result, text_left + 4, y + 2, 3)
            line = f"{name_of(result, words)} ({len(sites)}): {'; '.join(words.where(site) for site in sites)}"
            y = page.write_at(text_left + 10, y, [Text(line, BODY)], text_width - 10) + 0.6
    height = max(y - top + 1, map_height + 2 * PADDING + 2)
    draw_body_map(page, results, exam.protocol, words, MARGIN + WIDTH - width_of(map_height) - PADDING, top + PADDING, map_height)
    page.rect(MARGIN, top, WIDTH, height)
    page.set_y(top + height + 1)
    _write_verdict(page, exam, words, free_text)
    _write_notes(page, exam, words, free_text)


def _write_verdict(page: ReportPage, exam: Exam, words: Wording, free_text: bool) -> None:
    verdict = exam.verdict
    if verdict is None:
        page.write(Text(f"{words.verdict}: {words.no_verdict}", BODY, bold=True))
        return
    given = f" ({verdict.by}, {local_time(verdict.given)})" if free_text else ""
    page.write(Text(f"{words.verdict}: {words.of(verdict.label.value)}{given}", BODY, bold=True))
    if verdict.reason and free_text:
        page.write(Text(f"{words.reason}: {verdict.reason}", BODY))


def _write_notes(page: ReportPage, exam: Exam, words: Wording, free_text: bool) -> None:
    """The notes on the exam and its images; without free text only that there are some."""
    notes = [] if not exam.note else [f"{words.note}: {exam.note}"]
    notes += [f"{words.note_on_image.format(number=image.number)}: {image.note}" for image in exam.images if image.note]
    if notes:
        page.write(*(Text(note, BODY) for note in (notes if free_text else [words.notes_left_out])))
