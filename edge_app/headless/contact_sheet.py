"""Renders findings as images: one with a caption below it, or many on a contact sheet. No text is drawn over the ultrasound.

The text uses Pillow's built-in font, so that no font has to be installed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_app.guard.reasons import reason_not_judged
from edge_app.imaging.heatmap import overlay
from edge_app.records import Finding, Label
from edge_app.system.atomic_write import write_output

_BACKGROUND = (16, 18, 22)
_PLAIN, _FAINT = (232, 234, 237), (154, 160, 166)
# Okabe & Ito 2008: distinguishable with any colour vision; the label is also written beside the colour.
ACCENT = dict.fromkeys(Label, _FAINT) | {Label.NORMAL: (86, 180, 233), Label.ABNORMAL: (230, 159, 0)}
_MIN_WIDTH = 420  # px; a caption needs this width, also below a small image
_THUMBNAIL = 400  # px, width of an image on the contact sheet


def caption(finding: Finding) -> str:
    """A finding as a short caption."""
    label: str = finding.label.value
    if finding.label is Label.NOT_JUDGED:
        return f"{label}: {finding.guard.value}"
    if finding.probability is None:
        return label
    ending = ", mirrored" if finding.frame.mirrored else ""
    if finding.heat_of is not None:
        ending += f", heatmap of {finding.heat_of}"
    echo = finding.echo_intensity
    if not finding.may_count:
        return f"research: {label}, score {finding.probability:.2f}, echo intensity {echo:.0f}{ending}"
    if finding.label_reason is not None:
        label = f"{label}: {finding.label_reason.value}"
    if finding.classes is not None and finding.classes.called is not None:
        label = f"{label}, {finding.classes.called} ({finding.classes.called_probability:.2f})"
    return f"{label}, P(abnormal) {finding.probability:.2f}, echo intensity {echo:.0f}{ending}"


def captioned(finding: Finding, title: str, notice: str) -> Image.Image:
    """The frame with heatmap and region, and below it the caption, `title` and `notice`."""
    image = with_heat(finding)
    width = max(image.width, _MIN_WIDTH)
    pad, size = 10, 15
    lines = [(text, size + 3, ACCENT[finding.label]) for text in _wrapped(caption(finding), size + 3, width - 2 * pad)]
    lines += [(text, size, _PLAIN) for text in _wrapped(reason_not_judged(finding) or "", size, width - 2 * pad)]
    lines += [(text, size, _PLAIN) for text in _wrapped(title, size, width - 2 * pad)]
    lines += [(text, size - 2, _FAINT) for text in _wrapped(f"{finding.bundle_id}. {notice}", size - 2, width - 2 * pad)]
    height = image.height + 2 * pad + sum(_line_height(points) for _, points, _ in lines)
    page = Image.new("RGB", (width, height), _BACKGROUND)
    page.paste(image, ((width - image.width) // 2, 0))
    draw, y = ImageDraw.Draw(page), image.height + pad
    for text, points, colour in lines:
        draw.text((pad, y), text, colour, _font(points))
        y += _line_height(points)
    return page


def contact_sheet(rows: list[tuple[str, list[Finding]]], title: str, notice: str) -> Image.Image:
    """All findings on one page: a titled row for each view, the notice at the bottom. Needs at least one row with a finding."""
    pad, columns = 16, max(len(findings) for _, findings in rows)
    cells = [
        (name, [_thumbnail(finding) for finding in findings], [_texts(finding) for finding in findings])
        for name, findings in rows
    ]
    width = max(columns * (_THUMBNAIL + pad) + pad, 2 * _MIN_WIDTH)
    footer = _wrapped(notice, 18, width - 2 * pad)
    heights = [
        34 + max(thumb.height for thumb in thumbs) + 12 + _line_height(16) * max(map(len, texts)) + pad
        for _, thumbs, texts in cells
    ]
    page = Image.new("RGB", (width, pad + 48 + sum(heights) + len(footer) * _line_height(18) + pad), _BACKGROUND)
    draw, y = ImageDraw.Draw(page), pad
    draw.text((pad, y), title, _PLAIN, _font(28))
    y += 48
    for (name, thumbs, texts), height in zip(cells, heights, strict=True):
        draw.text((pad, y), name, _PLAIN, _font(20))
        tallest = max(thumb.height for thumb in thumbs)
        for column, (thumb, lines) in enumerate(zip(thumbs, texts, strict=True)):
            x = pad + column * (_THUMBNAIL + pad)
            page.paste(thumb, (x, y + 34))
            for line, (text, colour) in enumerate(lines):
                draw.text((x, y + 34 + tallest + 6 + line * _line_height(16)), text, colour, _font(16))
        y += height
    for text in footer:
        draw.text((pad, y), text, _FAINT, _font(18))
        y += _line_height(18)
    return page


def save_png(image: Image.Image, path: Path) -> None:
    """Write a PNG. Raises ExportError if that fails."""
    write_output(path, lambda file: image.save(file, format="PNG", compress_level=1))


def with_heat(finding: Finding) -> Image.Image:
    """The frame with its heatmap, and a line around the region in the colour of the label."""
    image = Image.fromarray(overlay(finding.frame.pixels, finding.roi, finding.heat))
    roi = finding.roi
    ImageDraw.Draw(image).rectangle((roi.x, roi.y, roi.x + roi.w - 1, roi.y + roi.h - 1), outline=ACCENT[finding.label])
    return image


def _texts(finding: Finding) -> list[tuple[str, tuple[int, int, int]]]:
    """The lines below a thumbnail, with their colours."""
    said = [(line, ACCENT[finding.label]) for line in _wrapped(caption(finding), 16, _THUMBNAIL)]
    return said + [(line, _PLAIN) for line in _wrapped(reason_not_judged(finding) or "", 16, _THUMBNAIL)]


def _thumbnail(finding: Finding) -> Image.Image:
    image = with_heat(finding)
    return image.resize((_THUMBNAIL, max(round(image.height * _THUMBNAIL / image.width), 1)), Image.Resampling.LANCZOS)


def _wrapped(text: str, size: int, width: int) -> list[str]:
    """Lines of at most `width` px, broken between words if possible, otherwise within a word."""
    font, lines, line = _font(size), [], ""
    for word in text.split():
        if line and font.getlength(f"{line} {word}") > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while font.getlength(line) > width:
            cut = int(np.searchsorted([font.getlength(line[:n]) for n in range(1, len(line))], width)) or 1
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _line_height(size: int) -> int:
    return round(size * 1.4)
