"""What the numbers mean, what they rest on, what the report is not, and the line to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from PIL import Image

from edge_app.exams.export.report.page import BLACK, MARGIN, RULE, SMALL, WIDTH, ReportPage, Text
from edge_app.exams.export.report.sites import SiteRow, common_no_z_score, common_orientation
from edge_app.exams.export.report_context import ReportContext
from edge_app.exams.export.report_texts import Wording
from edge_app.exams.export.text_review import TextReview
from edge_app.exams.records import Exam
from edge_app.exams.summary import Assessment, not_examined
from edge_app.exams.z_score import ZScore
from edge_app.imaging.heatmap import colour_scale
from edge_app.records import Frame, Origin

SCALE_WIDTH, SCALE_HEIGHT = 30.0, 2.2  # mm, of the heatmap's colours
CAPTION_HEIGHT = 10.0  # mm, three lines beside the colours
SIGNATURE_WIDTH = 90.0  # mm


def write_review(page: ReportPage, found: TextReview, words: Wording) -> None:
    """What a person has to look at before the report is passed on."""
    for sites, sentence in (
        (found.possible, words.text_possible),
        (found.withheld, words.withheld),
        (found.possible_clips, words.text_possible_clips),
        (found.withheld_clips, words.withheld_clips),
    ):
        if sites:
            listed = (f"{', '.join(map(str, one.numbers))} ({words.where(one.site)})" for one in sites)
            page.write(Text(f"{sentence} {'; '.join(listed)}.", SMALL, bold=True))


def write_clips(page: ReportPage, exam: Exam, words: Wording) -> None:
    """Which clips were taken, and that nothing of them is in the results above."""
    if exam.clips:
        listed = (
            words.clip_named.format(number=clip.number, site=words.where(clip.site), seconds=words.number(clip.seconds, 1))
            for clip in exam.clips
        )
        page.set_y(page.get_y() + 0.8)
        page.write(Text(f"{words.clips}: {'; '.join(listed)}. {words.clips_mean}", SMALL))


def write_meanings(page: ReportPage, exam: Exam, rows: Sequence[SiteRow], words: Wording) -> None:
    """What the table's words and numbers mean, as far as they occur in it."""
    page.set_y(page.get_y() + 1)
    if rows:
        page.keep_together(CAPTION_HEIGHT)
        _draw_colour_scale(page, rows, words)
    sites, meanings = [row.summary for row in rows], []
    if any(site.probability is not None for site in sites):
        meanings.append(words.probability_means)
    if any(isinstance(row.z_score, ZScore) for row in rows):
        meanings.append(words.z_score_means)
    if reason := common_no_z_score(rows):
        meanings.append(f"z –: {words.no_z_score} ({words.why_no_z_score[reason.value]}).")
    if any(site.thickness is not None for site in sites):
        meanings.append(words.thickness_means)
    meanings += _trend_means(rows, words)
    reasons = dict.fromkeys(site.reason for site in sites if site.reason is not None)
    if reasons:
        meanings.append(f"{words.indeterminate_means} {' '.join(words.why(reason) for reason in reasons)}")
    if any(site.answer is Assessment.NOT_VALIDATED for site in sites):
        meanings.append(words.not_validated_means)
    if any(site.answer is Assessment.OTHER_MUSCLE for site in sites):
        meanings.append(words.other_muscle_means)
    if not_examined(exam):
        meanings.append(words.not_examined_means)
    page.write(*(Text(meaning, SMALL) for meaning in meanings))


def _trend_means(rows: Sequence[SiteRow], words: Wording) -> list[str]:
    trends = [row.trend for row in rows if row.trend is not None]
    if not trends:
        return []
    first = min(one.started for trend in trends for one in trend.measured)
    means = words.trend_means.format(date=datetime.fromisoformat(first).astimezone().date().isoformat())
    left_out = sum(trend.incomparable for trend in trends)
    return [f"{means} {words.trend_left_out.format(count=left_out)}" if left_out else means]


def _draw_colour_scale(page: ReportPage, rows: Sequence[SiteRow], words: Wording) -> None:
    """What the images are, and behind it the heatmap's colours on the grey of muscle."""
    caption = [Text(words.image_caption, SMALL)]
    if orientation := common_orientation(rows):
        caption.append(Text(words.mark(orientation[0]), SMALL, bold=orientation[0] is True))
    weak, strong = Text(words.weak, SMALL), Text(words.strong, SMALL)
    wide = page.width_of(weak) + SCALE_WIDTH + page.width_of(strong) + 2
    y = page.get_y()
    below = page.write_at(MARGIN, y, caption, WIDTH - wide - 3)
    x = MARGIN + WIDTH - wide
    page.write_at(x, y, [weak], wide)
    x += page.width_of(weak) + 1
    page.image(Image.fromarray(colour_scale(256, 16)), x, y + 0.5, SCALE_WIDTH, SCALE_HEIGHT)
    page.write_at(x + SCALE_WIDTH + 1, y, [strong], wide)
    page.set_y(below)


def write_origin(page: ReportPage, exam: Exam, context: ReportContext, words: Wording, pseudonymous: bool) -> None:
    """Device, preset, scale, model, validation and software; under a pseudonym without names that somebody gave."""
    frames = [image.finding.frame for image in exam.images]
    of_device = {
        words.device: [_device(frame, words, pseudonymous) for frame in frames],
        words.preset: [_preset(frame, context, words, pseudonymous) for frame in frames],
        words.scale: [_scale(frame, words) for frame in frames],
    }
    of_model = {
        words.model: sorted({image.finding.bundle_id for image in exam.images}),
        words.validation: [_validation(exam, words)],
        words.runtime: [*sorted({image.engine for image in exam.images}), f"edge-app {version('edge-app')}"],
    }
    page.set_y(page.get_y() + 1)
    page.rule()
    page.set_y(page.get_y() + 0.8)
    for facts in (of_device, of_model):
        said = (f"{name}: {', '.join(dict.fromkeys(values)) or '–'}" for name, values in facts.items())
        page.write(Text("   ".join(said), SMALL))


def _device(frame: Frame, words: Wording, pseudonymous: bool) -> str:
    match frame.origin:
        case Origin.SIMULATED:
            return words.simulated_probe
        case Origin.RECORDING:
            return words.recording if pseudonymous else f"{words.recording} {frame.source}"
        case Origin.PROBE:
            return words.left_out if pseudonymous else frame.source


def _preset(frame: Frame, context: ReportContext, words: Wording, pseudonymous: bool) -> str:
    device = None if frame.recorded else context.devices.get(frame.source)
    if device is None or device.preset is None:
        return words.unknown
    return words.left_out if pseudonymous and frame.origin is Origin.PROBE else words.named(device.preset)


def _scale(frame: Frame, words: Wording) -> str:
    if frame.mm_per_pixel is None:
        return words.scale_unknown
    return f"{words.number(frame.mm_per_pixel, 3)} {words.mm_per_pixel}"


def _validation(exam: Exam, words: Wording) -> str:
    found = {image.finding.validated for image in exam.images}
    if True in found:
        return words.validated if len(found) == 1 else words.partly_validated
    if False in found:
        return words.not_validated
    return words.validation_unknown


def write_limits(page: ReportPage, words: Wording) -> None:
    """What the program is, what it is not, and the line for the signature, which does not stand alone."""
    texts = [Text(words.what_it_is, SMALL), Text(words.what_it_is_not, SMALL)]
    page.keep_together(page.height_of(texts, WIDTH) + page.spacing.signature_height)
    page.set_y(page.get_y() + 0.8)
    page.write(*texts)
    y = page.get_y() + page.spacing.signature_height - 4.5
    page.set_draw_color(*BLACK)
    page.line(MARGIN, y, MARGIN + SIGNATURE_WIDTH, y)
    page.set_draw_color(*RULE)
    page.write_at(MARGIN, y + 0.5, [Text(words.signature, SMALL)], SIGNATURE_WIDTH)
