"""What makes a heatmap legible that is looked at without this program: its region, what the colours mean, and the notice."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from edge_app.exams.export.origin_mark import above_a_line
from edge_app.imaging.heatmap import RgbImage, overlay
from edge_app.records import Roi

MUSCLE_GREY = 80  # 0-255, on which the colours are shown
BAR = 10  # px, height of the scale of colours
WEAK, STRONG = "weak", "strong evidence of abnormal"


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
    grey, ramp = np.full((BAR, across), MUSCLE_GREY, np.uint8), np.linspace(0, 1, across, dtype=np.float32)
    bar = overlay(grey, Roi(0, 0, across, BAR), np.broadcast_to(ramp, grey.shape))
    draw.text((BAR // 2, BAR // 2), WEAK, "white", font)
    strip.paste(Image.fromarray(bar), (left, BAR // 2 + 1))
    draw.text((left + across + BAR // 2, BAR // 2), STRONG, "white", font)
    return np.asarray(strip)
