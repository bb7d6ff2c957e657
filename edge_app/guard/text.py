"""Whether writing or a menu lies over the region. Pure."""

from __future__ import annotations

from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.text import text_lines

MAX_SHARE = 0.01  # of the region that text may cover


def has_text(pixels: GreyImage, roi: Roi) -> bool:
    """Whether text covers more of the region, which lies in the (H, W) image, than MAX_SHARE."""
    covered = sum(line.w * line.h for line in text_lines(roi.crop(pixels)))
    return covered > MAX_SHARE * roi.w * roi.h
