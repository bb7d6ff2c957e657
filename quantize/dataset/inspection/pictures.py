"""What one image shows besides muscle."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage
from edge_app.scanner_screen import fields_if_found
from edge_app.scanner_screen.geometry import whole
from edge_app.scanner_screen.text import text_lines, words_inside
from quantize.dataset.inspection.duplicates import fingerprint

UNIFORM = 4  # grey levels within a row or column that is a border
LETTERBOX = 0.02  # of a side, from which a border is reported
LARGEST = 1200  # px of the longer side that is searched for text; more is reduced
THUMBNAIL = 128  # px, width


@dataclass(frozen=True)
class PictureFacts:
    """What was seen of one image."""

    width: int  # px
    height: int  # px
    mean: float  # grey level, 0-255
    deviation: float  # grey levels
    saturated: float  # share of pixels at 255
    words_inside: int  # burned into the ultrasound
    words_beside: int  # on the screen around it
    letterbox: tuple[int, int, int, int]  # px of a uniform border: left, top, right, bottom
    thumbnail: bytes  # JPEG
    fingerprint: npt.NDArray[np.float32]  # what duplicates are known by; see `duplicates`
    mirrored: npt.NDArray[np.float32]

    @property
    def is_letterboxed(self) -> bool:
        left, top, right, bottom = self.letterbox
        return max(left, right) > LETTERBOX * self.width or max(top, bottom) > LETTERBOX * self.height


def look_at(pixels: GreyImage) -> PictureFacts:
    """pixels: (H, W) uint8."""
    height, width = pixels.shape
    scale = min(1.0, LARGEST / max(height, width))
    smaller = pixels if scale == 1 else _resized(pixels, (round(width * scale), round(height * scale)))
    text = text_lines(smaller)
    fields = fields_if_found(smaller, text) or (whole(*smaller.shape),)
    inside = words_inside(text, fields, (smaller.shape[0], smaller.shape[1]))
    words = [box for box in text if box.w >= 1.5 * box.h]
    thumbnail = _resized(pixels, (THUMBNAIL, max(1, round(THUMBNAIL * height / width))))
    return PictureFacts(
        width=width,
        height=height,
        mean=float(pixels.mean()),
        deviation=float(pixels.std()),
        saturated=float((pixels == 255).mean()),
        words_inside=len(inside),
        words_beside=len(words) - len(inside),
        letterbox=letterbox(pixels),
        thumbnail=cv2.imencode(".jpg", thumbnail, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes(),
        fingerprint=fingerprint(pixels),
        mirrored=fingerprint(np.ascontiguousarray(pixels[:, ::-1])),
    )


def letterbox(pixels: GreyImage) -> tuple[int, int, int, int]:
    """Width of the uniform border at the left, top, right and bottom, px; none where the whole image is uniform."""
    columns = pixels.max(0).astype(np.int64) - pixels.min(0) > UNIFORM
    rows = pixels.max(1).astype(np.int64) - pixels.min(1) > UNIFORM
    if not columns.any() or not rows.any():
        return 0, 0, 0, 0
    return int(columns.argmax()), int(rows.argmax()), int(columns[::-1].argmax()), int(rows[::-1].argmax())


def _resized(pixels: GreyImage, size: tuple[int, int]) -> GreyImage:
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
