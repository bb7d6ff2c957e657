"""A row for each examined site: its typical image with the heatmap, its result, numbers against their reference, its trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PIL import Image

from edge_app.exams.class_counts import class_counts
from edge_app.exams.export.exported_image import ExportedImage
from edge_app.exams.export.origin_mark import marked
from edge_app.exams.export.report.marks import draw_mark
from edge_app.exams.export.report.page import BODY, FAINT, MARGIN, RULE, SMALL, WIDTH, ReportPage, Text
from edge_app.exams.export.report.trend_line import draw_trend
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.not_judged import reasons_not_judged
from edge_app.exams.records import ExamImage
from edge_app.exams.summary import SiteSummary
from edge_app.exams.trend import SiteTrend
from edge_app.exams.z_score import ABNORMAL_Z, NoZScore, ZScore
from edge_app.imaging.heatmap import overlay
from edge_app.records import Label

Images = Mapping[int, ExportedImage]  # by number, as they leave the device

IMAGE_WIDTH, IMAGE_HEIGHT = 24.0, 18.0  # mm, at most, of each of a pair
GAP = 1.0  # mm, between the two
LEFT = MARGIN + 2 * IMAGE_WIDTH + GAP + 3  # mm, where the texts begin
TREND_HEIGHTS = {1: 4.4, 2: 4.4, 3: 3.2}  # mm, of a line, by how many a row has
TREND_GAP = 1.0  # mm, between two
HEAD_HEIGHT = 4.5  # mm
REMARKS_GAP = 0.5  # mm
HEAD_TINT = (230, 233, 238)
LARGE = 12.0  # pt, of the numbers
MARK_WIDTH = 7.0  # mm, before the result
P_LIMITS, Z_LIMITS = (0.0, 1.0), (-1.0, 3.0)
MM_MARGIN = 2.0  # mm, above and below the thicknesses of a trend: what two measurements may differ by is no change


@dataclass(frozen=True)
class SiteRow:
    """What the row of a site says."""

    summary: SiteSummary
    images: tuple[ExamImage, ...]  # at least one
    z_score: ZScore | NoZScore
    trend: SiteTrend | None

    @property
    def typical(self) -> ExamImage:
        """The image whose probability is nearest to the median; the first where none was judged."""
        middle = self.summary.probability
        judged = [image for image in self.images if image.finding.probability is not None]
        if middle is None or not judged:
            return self.images[0]
        return min(judged, key=lambda image: abs((image.finding.probability or 0.0) - middle))


def common_orientation(rows: Sequence[SiteRow]) -> tuple[bool | None] | None:
    """`Frame.mirrored` of all images that are shown; None: they differ, and each row says its own."""
    found = {row.typical.finding.frame.mirrored for row in rows}
    return (found.pop(),) if len(found) == 1 else None


def common_no_z_score(rows: Sequence[SiteRow]) -> NoZScore | None:
    """Why no row has a z-score, which is then said once below the table; None: some have one, or for different reasons."""
    found = {row.z_score for row in rows}
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, NoZScore) else None


@dataclass(frozen=True)
class _Layout:
    """Of the table, mm, and what its rows say."""

    words: Wording
    named: bool  # references by name
    oriented: bool  # each row says which way round its image is
    with_trend: bool
    with_thickness: bool
    scored: bool  # each row has a z-score or says why not

    @property
    def columns(self) -> tuple[tuple[float, float], ...]:
        """Left edge and width of result, probability, z-score, thickness, trend; the last two may be of no width."""
        widths = {
            (False, False): (66.0, 23.0, 47.0, 0.0),
            (False, True): (57.0, 21.0, 41.0, 19.0),
            (True, False): (54.0, 21.0, 38.0, 0.0),
            (True, True): (47.0, 17.0, 31.0, 18.0),
        }[self.with_trend, self.with_thickness]
        edges = list(accumulate(widths, initial=LEFT))
        return (*zip(edges, widths, strict=False), (edges[-1], MARGIN + WIDTH - edges[-1]))


def draw_sites(page: ReportPage, rows: Sequence[SiteRow], words: Wording, images: Images, named: bool) -> None:
    """Draw the table. It goes on on the next page where it has to; no row is cut. named: the references by name."""
    if not rows:
        return
    measured = any(row.summary.thickness for row in rows)
    layout = _Layout(
        words, named, common_orientation(rows) is None, any(row.trend for row in rows), measured, common_no_z_score(rows) is None
    )
    texts = [_texts(row, layout) for row in rows]
    heights = [max(page.height_of(*column) for column in columns) for columns in texts]
    remarks = [_remarks(row, layout) for row in rows]
    gap = page.spacing.row_gap
    page.keep_together(HEAD_HEIGHT + IMAGE_HEIGHT + 2 * gap)
    _draw_heads(page, layout)
    for row, columns, of_texts, said in zip(rows, texts, heights, remarks, strict=True):
        width = MARGIN + WIDTH - LEFT
        if row.trend is not None:
            of_texts = max(of_texts, row.trend.lines * (TREND_HEIGHTS[row.trend.lines] + TREND_GAP))
        height = max(of_texts + REMARKS_GAP + page.height_of(said, width), IMAGE_HEIGHT) + 2 * gap
        page.keep_together(height)
        top = page.get_y() + gap
        _draw_images(page, row, words, images, top)
        draw_mark(page, row.summary.answer, LEFT + 2.5, top + 4, 4.6)
        for (left, _), (column, wide), indent in zip(layout.columns, columns, (MARK_WIDTH, 0.0, 0.0, 0.0), strict=False):
            page.write_at(left + indent, top, column, wide)
        if row.trend is not None:
            _draw_trends(page, row.trend, layout, top)
        page.write_at(LEFT, top + of_texts + REMARKS_GAP, said, width)
        page.set_y(top - gap + height)
        page.rule()


def _draw_heads(page: ReportPage, layout: _Layout) -> None:
    words, top = layout.words, page.get_y()
    page.set_fill_color(*HEAD_TINT)
    page.rect(MARGIN, top, WIDTH, HEAD_HEIGHT, style="F")
    page.write_at(MARGIN + 1, top + 0.7, [Text(words.site_images, SMALL, bold=True)], LEFT - MARGIN)
    thickness, trend = words.thickness if layout.with_thickness else "", words.trend if layout.with_trend else ""
    heads = (words.muscle, words.probability, words.z_score, thickness, trend)
    for (x, width), head in zip(layout.columns, heads, strict=True):
        page.write_at(x, top + 0.7, [Text(head, SMALL, bold=True)], width)
    page.set_y(top + HEAD_HEIGHT)


def _texts(row: SiteRow, layout: _Layout) -> tuple[tuple[list[Text], float], ...]:
    """The paragraphs of result, probability, z-score and, where there is one, thickness, each with its width, mm."""
    words, site = layout.words, row.summary
    texts = [_result(row, words), _probability(site, words), _z_score(row, layout)]
    if layout.with_thickness:
        texts.append(_thickness(site, words))
    spare = (MARK_WIDTH + 1, 1.0, 1.0, 1.0)
    return tuple((each, width - less) for each, (_, width), less in zip(texts, layout.columns, spare, strict=False))


def _result(row: SiteRow, words: Wording) -> list[Text]:
    site = row.summary
    texts = [Text(words.where(site.site), BODY, bold=True), Text(words.of(site.answer.value), BODY, bold=True)]
    if site.reason is not None:
        texts.append(Text(words.of(site.reason.value), SMALL))
    if classes := class_counts(row.images):
        texts.append(Text(", ".join(map(str, classes)), SMALL))
    return texts


def _probability(site: SiteSummary, words: Wording) -> list[Text]:
    if site.probability is None or site.low is None or site.high is None:
        return [Text("–", LARGE)]
    spread = f"{words.number(site.low, 2)} – {words.number(site.high, 2)}"
    return [Text(words.number(site.probability, 2), LARGE, bold=True), Text(spread, SMALL)]


def _thickness(site: SiteSummary, words: Wording) -> list[Text]:
    if site.thickness is None:
        return [Text("–", LARGE)]
    how = words.of(site.thickness.placed.value)
    return [Text(words.number(site.thickness.mm, 1), LARGE, bold=True), Text(f"mm, {how}", SMALL)]


def _z_score(row: SiteRow, layout: _Layout) -> list[Text]:
    words = layout.words
    echo = row.summary.echo_intensity
    of_echo = [] if echo is None else [Text(words.echo_value.format(value=f"{echo:.0f}"), SMALL)]
    if not layout.scored:
        return [Text("–", LARGE), *of_echo]
    if isinstance(row.z_score, NoZScore):
        return [Text(f"{words.no_z_score}: {words.why_no_z_score[row.z_score.value]}", SMALL), *of_echo]
    name = words.named(row.z_score.reference)
    shown = name if layout.named or name != row.z_score.reference else words.left_out
    value = Text(f"z {words.signed(row.z_score.value, 1)}", LARGE, bold=True)
    return [value, Text(words.z_reference.format(name=shown), SMALL), *of_echo]


def _remarks(row: SiteRow, layout: _Layout) -> list[Text]:
    """How many images were judged, which one is shown, which way round it is, and why images were not judged."""
    image, words = row.typical, layout.words
    judged = words.images_judged.format(judged=row.summary.judged, images=row.summary.images)
    caption = words.image_shown.format(number=image.number)
    if row.summary.probability is not None:
        caption += f" ({words.closest_to_median})"
    texts = [Text(f"{judged}. {caption}: {_label(image, words)}", SMALL, colour=FAINT)]
    if layout.oriented:
        mirrored = image.finding.frame.mirrored
        texts.append(Text(words.mark(mirrored), SMALL, bold=mirrored is True, colour=FAINT))
    for reason in reasons_not_judged(row.images):
        count = f"{words.not_judged} {reason.images}/{row.summary.images}"
        texts.append(Text(f"{count}: {words.why_not_judged(reason.guard)}", SMALL))
    return texts


def _label(image: ExamImage, words: Wording) -> str:
    finding = image.finding
    because = f" ({words.of(finding.label_reason.value)})" if finding.label_reason else ""
    said = f"{words.of(finding.label.value)}{because}"
    if finding.classes is not None and finding.classes.called is not None and finding.may_count:
        said += f", {finding.classes.called} ({words.number(finding.classes.called_probability or 0.0, 2)})"
    if finding.probability is not None and finding.may_count and finding.label is not Label.INDETERMINATE:
        return f"P = {words.number(finding.probability, 2)}, {said}"
    return said


def _draw_trends(page: ReportPage, trend: SiteTrend, layout: _Layout, top: float) -> None:
    left, width = layout.columns[-1]
    y, height = top + 0.5, TREND_HEIGHTS[trend.lines]
    if len(values := trend.probability) > 1:
        last = layout.words.number(values[-1].value, 2)
        draw_trend(page, values, P_LIMITS, "P", last, left, y, width, height)
        y += height + TREND_GAP
    if len(values := trend.z_score) > 1:
        last = layout.words.signed(values[-1].value, 1)
        draw_trend(page, values, Z_LIMITS, "z", last, left, y, width, height, dotted=ABNORMAL_Z)
        y += height + TREND_GAP
    if len(values := trend.thickness) > 1:
        limits = min(one.value for one in values) - MM_MARGIN, max(one.value for one in values) + MM_MARGIN
        last = layout.words.number(values[-1].value, 1)
        draw_trend(page, values, limits, "mm", last, left, y, width, height)


def _draw_images(page: ReportPage, row: SiteRow, words: Wording, images: Images, top: float) -> None:
    """The image as taken, and with the heatmap; the region is drawn as lines over the second and not in it."""
    finding = row.typical.finding
    pixels = marked(images[row.typical.number].unmarked, finding.frame.origin, words.image_mark)
    scale = min(IMAGE_WIDTH / pixels.shape[1], IMAGE_HEIGHT / pixels.shape[0])  # mm per pixel of the page
    width, second = pixels.shape[1] * scale, MARGIN + IMAGE_WIDTH + GAP
    page.image(Image.fromarray(pixels), MARGIN, top, w=width)
    page.image(Image.fromarray(overlay(pixels, finding.roi, finding.heat)), second, top, w=width)
    page.set_draw_color(255, 255, 255)
    page.rect(second + finding.roi.x * scale, top + finding.roi.y * scale, finding.roi.w * scale, finding.roi.h * scale)
    page.set_draw_color(*RULE)
