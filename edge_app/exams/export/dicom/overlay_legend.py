"""What makes a heatmap legible that is looked at without this program: its region, what the colours mean, and the notice."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_app.exams.export.origin_mark import above_a_line
from edge_app.imaging.heatmap import RgbImage, colour_scale
from edge_app.records import Roi

BAR = 10  # px, height of the scale of colours
WEAK, STRONG = "evidence: weak", "strong"  # not of what: there may be no label


def with_legend(colour: RgbImage, roi: Roi, notice: str) -> RgbImage:
    """The image (h, w, 3) with a line around its region, above a scale of the heatmap's colours and the notice."""
    page = Image.fromarray(colour)
    # Around the region: none of its pixels is covered.
    ImageDraw.Draw(page).rectangle((roi.x - 1, roi.y - 1, roi.x + roi.w, roi.y + roi.h), outline="white")
    return above_a_line(np.vstack([np.asarray(page), _scale(colour.shape[1])]), notice)


def _scale(width: int) -> RgbImage:
    """(h, width, 3): weak, the colours, strong."""
    font = ImageFont.load_default(BAR)
    strip = Image.new("RGB", (width, 2 * BAR))
    draw = ImageDraw.Draw(strip)
    left = round(font.getlength(WEAK)) + BAR
    across = max(min(width // 4, 160), 1)  # px
    draw.text((BAR // 2, BAR // 2), WEAK, "white", font)
    strip.paste(Image.fromarray(colour_scale(across, BAR)), (left, BAR // 2 + 1))
    draw.text((left + across + BAR // 2, BAR // 2), STRONG, "white", font)
    return np.asarray(strip)
