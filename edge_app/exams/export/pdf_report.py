"""The report of an exam: one or two pages of PDF, in the chosen language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import fpdf
from fpdf.fonts import FontFace
from PIL import Image

from edge_app.exams.export.pseudonyms import Subject
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.not_judged import reasons_not_judged
from edge_app.exams.records import Exam, ExamImage
from edge_app.exams.summary import Assessment, SiteSummary, patient_answer, patient_reason, summarise
from edge_app.imaging.heatmap import colour_scale, overlay
from edge_app.records import GreyImage, Label

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")  # has every alphabet; the PDF's own fonts have the Western ones
MARGIN = 15.0  # mm
LINE = 5.2  # mm
SIGNATURE_HEIGHT = 15.0  # mm
FOOT_HEIGHT = 5.0  # mm, above the margin
IMAGE_WIDTH = 42.0  # mm, of each of a pair
PAIR_GAP = 1.5  # mm
CAPTION_HEIGHT = 6.9  # mm
COLUMN_GAP = 6.0  # mm
PLAIN = str.maketrans({"„": '"', "“": '"', "–": "-"})  # what Latin-1 has for them
COLUMNS = (45.0, 14.0, 31.0, 24.0, 24.0, 42.0)  # mm, of the table of muscles
PATIENT_COLUMNS = (26.0, 64.0, 26.0, 64.0)  # mm
HEAD_TINT = (230, 233, 238)
SCALE_WIDTH, SCALE_HEIGHT = 30.0, 2.4  # mm, of the heatmap's colours
TINT = {
    Assessment.NORMAL: (222, 240, 226),
    Assessment.ABNORMAL: (250, 222, 210),
    Assessment.INDETERMINATE: (235, 235, 235),
    Assessment.NOTHING: (235, 235, 235),
    Assessment.NOT_VALIDATED: (235, 235, 235),
}
Blank = Callable[[ExamImage], GreyImage]  # the image of an image, as it may be shown


def as_pdf(exam: Exam, subject: Subject, words: Wording, notice: str, blank: Blank) -> bytes:
    """The report. `blank` gives the images, without burned-in text where the export is pseudonymous.

    A pseudonymous report leaves free text out: nobody can know what it holds.
    """
    summary = summarise(exam)
    if patient_answer(summary) is Assessment.NOT_VALIDATED:
        words = words.without_label()
    ended = datetime.fromisoformat(exam.finished or exam.started)
    page = _Page(words, notice, subject.id, _minute(exam.started), ended)
    _head(page, exam, subject, words)
    _table(page, summary, words)
    _not_judged(page, exam, summary, words)
    _verdict(page, exam, summary, words, free_text=not subject.pseudonymous)
    _images(page, exam, summary, words, blank)
    _foot(page, exam, words)
    return bytes(page.output())


class _Page(fpdf.FPDF):
    """A4. At the foot of every page: whose it is, for pages part, and the notice."""

    def __init__(self, words: Wording, notice: str, patient: str, examined: str, ended: datetime) -> None:
        super().__init__(format="A4")
        self._words, self._notice, self._whose = words, notice, f"{patient}, {examined}"
        self.unicode = (DEJAVU / "DejaVuSans.ttf").exists()
        self.face = "helvetica"
        if self.unicode:
            self.face = "DejaVu"
            self.add_font(self.face, "", DEJAVU / "DejaVuSans.ttf")
            self.add_font(self.face, "B", DEJAVU / "DejaVuSans-Bold.ttf")
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + FOOT_HEIGHT)
        self.set_title(words.title)
        self.set_creator("edge-app")
        self.set_creation_date(ended)  # and not now: the same exam gives the same file
        self.add_page()

    def footer(self) -> None:
        self.set_y(-MARGIN - 3)
        self.face_of(7)
        for text in (f"{self._whose}   {self._words.page} {self.page_no()}/{{nb}}", self._notice):
            self.multi_cell(0, 3.2, self.fit(text), align="C", new_x="LMARGIN", new_y="NEXT")

    def face_of(self, size: float, bold: bool = False) -> None:
        self.set_font(self.face, "B" if bold else "", size)

    def fit(self, text: str) -> str:
        """The text with what the font lacks replaced."""
        if self.unicode:
            return text
        return text.translate(PLAIN).encode("latin-1", "replace").decode("latin-1")

    def paragraph(self, text: str, size: float = 9, bold: bool = False, height: float = LINE) -> None:
        self.face_of(size, bold)
        self.multi_cell(0, height, self.fit(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _head(page: _Page, exam: Exam, subject: Subject, words: Wording) -> None:
    page.paragraph(words.title, 17, bold=True, height=8)
    page.face_of(9, bold=True)
    with page.local_context(fill_color=(255, 243, 205)):  # the tables would take the colour on
        page.multi_cell(0, 6, page.fit(words.assists), fill=True, new_x="LMARGIN", new_y="NEXT")
    for origin in dict.fromkeys(image.finding.frame.origin for image in exam.images):
        if text := words.no_probe.get(origin.value):
            page.paragraph(text, 10, bold=True)
    page.ln(2)
    unknown = words.unknown
    fields = {
        words.patient: subject.id if exam.patient.identifier is not None else f"{words.anonymous} ({subject.id})",
        words.age: unknown if subject.age is None else f"{subject.age} {words.years}",
        words.sex: words.of(subject.sex.value) if subject.sex else unknown,
        words.height: unknown if subject.height_cm is None else f"{words.number(subject.height_cm, 0)} cm",
        words.weight: unknown if subject.weight_kg is None else f"{words.number(subject.weight_kg, 1)} kg",
        words.examined: _minute(exam.started) if subject.pseudonymous else f"{_minute(exam.started)} ({exam.by})",
    }
    cells = [page.fit(text) for pair in fields.items() for text in pair]
    page.face_of(9)
    with page.table(
        borders_layout="NONE", first_row_as_headings=False, col_widths=PATIENT_COLUMNS, line_height=LINE, text_align="LEFT"
    ) as table:
        for first in range(0, len(cells), 4):
            row = table.row()
            for number, text in enumerate(cells[first : first + 4]):
                row.cell(text, style=FontFace(emphasis="BOLD" if number % 2 == 0 else None))
    page.ln(2)


def _minute(time: str) -> str:
    return datetime.fromisoformat(time).strftime("%Y-%m-%d %H:%M UTC")


def _table(page: _Page, summary: tuple[SiteSummary, ...], words: Wording) -> None:
    heads = (words.muscle, words.images, words.probability, words.interval, words.echo, words.answer)
    style = FontFace(emphasis="BOLD", size_pt=7, fill_color=HEAD_TINT)
    page.face_of(9)
    with page.table(
        borders_layout="HORIZONTAL_LINES", headings_style=style, col_widths=COLUMNS, line_height=6, text_align="LEFT"
    ) as table:
        table.row([page.fit(head) for head in heads])
        for site in summary:
            *cells, answer = _cells(site, words)
            row = table.row([page.fit(cell) for cell in cells])
            row.cell(page.fit(answer), style=FontFace(fill_color=TINT[site.answer]))
    page.ln(1)
    if any(site.probability is not None for site in summary):
        page.paragraph(words.probability_means, 8, height=4)
    reasons = dict.fromkeys(site.reason for site in summary if site.reason is not None)
    if reasons:
        page.paragraph(f"{words.indeterminate_means} {' '.join(words.why(reason) for reason in reasons)}", 8, height=4)
    if any(site.answer is Assessment.NOT_VALIDATED for site in summary):
        page.paragraph(words.not_validated_means, 8, height=4)


def _not_judged(page: _Page, exam: Exam, summary: tuple[SiteSummary, ...], words: Wording) -> None:
    """Why images of a site were not judged, a line for each site and reason."""
    for site in summary:
        for reason in reasons_not_judged(exam.at(site.site)):
            where = f"{words.of(site.site.muscle.value)}, {words.of(site.site.side.value)}"
            count = f"{words.not_judged} {reason.images}/{site.images}"
            page.paragraph(f"{where}: {count}. {words.why_not_judged(reason.guard)}", 8, height=4)


def _cells(site: SiteSummary, words: Wording) -> tuple[str, ...]:
    return (
        f"{words.of(site.site.muscle.value)}, {words.of(site.site.side.value)}",
        f"{site.judged}/{site.images}",
        "-" if site.probability is None else words.number(site.probability, 2),
        _interval(site, words),
        "-" if site.echo_intensity is None else f"{site.echo_intensity:.0f} / 255",
        words.of(site.answer.value) + (f": {words.of(site.reason.value)}" if site.reason else ""),
    )


def _interval(site: SiteSummary, words: Wording) -> str:
    if site.low is None or site.high is None:
        return "-"
    return f"{words.number(site.low, 2)} – {words.number(site.high, 2)}"


def _verdict(page: _Page, exam: Exam, summary: tuple[SiteSummary, ...], words: Wording, free_text: bool) -> None:
    reason = patient_reason(summary)
    because = f" ({words.of(reason.value)})" if reason else ""
    page.paragraph(f"{words.together}: {words.of(patient_answer(summary).value)}{because}", 10, bold=True)
    verdict = exam.verdict
    if verdict is None:
        page.paragraph(f"{words.verdict}: {words.no_verdict}")
    else:
        given = f" ({verdict.by}, {_minute(verdict.given)})" if free_text else ""
        page.paragraph(f"{words.verdict}: {words.of(verdict.label.value)}{given}", 10, bold=True)
        if verdict.reason and free_text:
            page.paragraph(f"{words.reason}: {verdict.reason}")
    page.ln(1)


def _images(page: _Page, exam: Exam, summary: tuple[SiteSummary, ...], words: Wording, blank: Blank) -> None:
    """A pair of images for each site, two pairs a row; placed here, as the outline of the region needs to know where they are."""
    page.paragraph(words.image_caption, 8, height=4)
    _colour_scale(page, words)
    pair = 2 * IMAGE_WIDTH + PAIR_GAP
    shown = [(site, image) for site in summary if (image := _typical(site, exam.at(site.site))) is not None]
    pixels_of = {image.number: blank(image) for _, image in shown}
    for first in range(0, len(shown), 2):
        row = shown[first : first + 2]
        shapes = [pixels_of[image.number].shape for _, image in row]
        height = max(IMAGE_WIDTH * tall / wide for tall, wide in shapes)
        if page.get_y() + height + CAPTION_HEIGHT > page.h - page.b_margin:
            page.add_page()
        top = page.get_y() + 1
        for column, (site, image) in enumerate(row):
            left = MARGIN + column * (pair + COLUMN_GAP)
            pixels = pixels_of[image.number]
            page.image(Image.fromarray(pixels), left, top, w=IMAGE_WIDTH)
            heated = overlay(pixels, image.finding.roi, image.finding.heat)
            page.image(Image.fromarray(heated), left + IMAGE_WIDTH + PAIR_GAP, top, w=IMAGE_WIDTH)
            _outline(page, image, left + IMAGE_WIDTH + PAIR_GAP, top)
            for line, text in enumerate((_caption(site, image, words), words.mark(image.finding.frame.mirrored))):
                page.set_xy(left, top + height + 0.3 + 3.2 * line)
                page.face_of(7.5, bold=line > 0 and image.finding.frame.mirrored is True)
                page.cell(pair, 3.2, page.fit(text))
        page.set_xy(MARGIN, top + height + CAPTION_HEIGHT)


def _colour_scale(page: _Page, words: Wording) -> None:
    """What the colours mean, on the grey of muscle."""
    page.face_of(8)
    page.cell(page.get_string_width(page.fit(words.weak)) + 3, 4, page.fit(words.weak))
    page.image(Image.fromarray(colour_scale(256, 16)), page.get_x(), page.get_y() + 0.8, SCALE_WIDTH, SCALE_HEIGHT)
    page.set_x(page.get_x() + SCALE_WIDTH + 1)
    page.cell(0, 4, page.fit(words.strong), new_x="LMARGIN", new_y="NEXT")


def _outline(page: _Page, image: ExamImage, left: float, top: float) -> None:
    """The region, as lines over the image and not in it."""
    roi, scale = image.finding.roi, IMAGE_WIDTH / image.finding.frame.width
    page.set_draw_color(255, 255, 255)
    page.set_line_width(0.15)
    page.rect(left + roi.x * scale, top + roi.y * scale, roi.w * scale, roi.h * scale)
    page.set_draw_color(0, 0, 0)
    page.set_line_width(0.2)


def _caption(site: SiteSummary, image: ExamImage, words: Wording) -> str:
    finding = image.finding
    caption = f"{words.of(site.site.muscle.value)}, {words.of(site.site.side.value)}: "
    if finding.probability is not None and finding.may_count and finding.label is not Label.INDETERMINATE:
        caption += f"P = {words.number(finding.probability, 2)}, "
    because = f" ({words.of(finding.label_reason.value)})" if finding.label_reason else ""
    return f"{caption}{words.of(finding.label.value)}{because}"


def _typical(site: SiteSummary, images: tuple[ExamImage, ...]) -> ExamImage | None:
    """The image whose probability is nearest to the median; any where none was judged."""
    judged = [image for image in images if image.finding.probability is not None]
    if site.probability is None or not judged:
        return images[0] if images else None
    middle = site.probability
    return min(judged, key=lambda image: abs((image.finding.probability or 0.0) - middle))


def _foot(page: _Page, exam: Exam, words: Wording) -> None:
    models = sorted({image.finding.bundle_id for image in exam.images})
    engines = sorted({image.engine for image in exam.images})
    page.ln(1)
    for text in (words.what_it_is, words.what_it_is_not):
        page.paragraph(text, 8, height=4)
    made_by = [*engines, f"edge-app {version('edge-app')}"]
    page.paragraph(f"{words.model}: {', '.join(models) or '-'}", 8, height=4)
    page.paragraph(f"{words.runtime}: {', '.join(made_by)}", 8, height=4)
    if page.get_y() + SIGNATURE_HEIGHT > page.h - page.b_margin:
        page.add_page()
    page.ln(SIGNATURE_HEIGHT - LINE)
    page.line(MARGIN, page.get_y(), MARGIN + 90, page.get_y())
    page.paragraph(words.signature, 8)
