"""The images of shared/data as they were marked by hand, and what the finder makes of one against the mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.capture.readers.files import open_recording
from edge_app.records import GreyImage, Roi
from edge_app.scanner_screen.layout import Layout, find_layout
from edge_app.scanner_screen.text import WORD, blank_outside, text_lines, words_inside

ANNOTATIONS = Path(__file__).parent / "annotated_screens.json"
MAX_FRAMES = 50  # of a file with several
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Annotation:
    """What a reader marked on the images of one scanner that look alike."""

    source: str
    held_out: bool  # no limit of the finder was chosen on these
    marked: str  # by eye, or how it was carried over
    files: tuple[str, ...]  # below shared/data
    field: tuple[tuple[tuple[float, float], ...], ...]  # polygons, px
    mm_per_pixel: float | None  # None where the ruler cannot be read
    ruler: str  # how it was read
    mark: str | None  # side of the orientation mark
    text: tuple[Roi, ...]

    def mask(self, shape: tuple[int, ...]) -> Mask:
        """(H, W): True within the field."""
        mask = np.zeros(shape, np.uint8)
        for polygon in self.field:
            cv2.fillPoly(mask, [np.round((np.array(polygon) - 0.5) * 16).astype(np.int32)], 255, shift=4)
        return mask > 0


@dataclass(frozen=True)
class Measured:
    """One image: found against marked."""

    annotation: Annotation
    name: str  # file, and frame where there are several
    pixels: GreyImage
    layout: Layout
    lines: tuple[Roi, ...]
    reported: tuple[Roi, ...]  # what looks like words inside the field
    overlap: float  # intersection over union of the fields
    scale_error: float | None  # relative; None where no scale was given
    unnoticed: int  # words of the marked text that are neither blanked to at least 95 % nor reported
    inside: int  # words of the marked text that are not blanked, since they lie over the field
    changed: int  # pixels inside the found field that blanking changes


def all_annotations() -> list[Annotation]:
    """All of them."""
    entries = json.loads(ANNOTATIONS.read_text(encoding="utf-8"))["images"]
    return [
        Annotation(
            e["source"], e["held_out"], e["marked"], tuple(e["files"]),
            tuple(tuple((float(x), float(y)) for x, y in polygon) for polygon in e["field"]),
            e["mm_per_pixel"], e["ruler"], e["mark"], tuple(Roi(x0, y0, x1 - x0, y1 - y0) for x0, y0, x1, y1 in e["text"]),
        )
        for e in entries
    ]  # fmt: skip


def measured(annotation: Annotation, data: Path, most_frames: int = MAX_FRAMES) -> Iterator[Measured]:
    """Every image of every file of an annotation."""
    for name in annotation.files:
        recording = open_recording(data / name)
        for image in islice(recording.frames(), most_frames):
            suffix = "" if recording.count == 1 else f" frame {image.index}"
            yield measure(annotation, name + suffix, image.pixels)


def measure(annotation: Annotation, name: str, pixels: GreyImage) -> Measured:
    """One image."""
    layout, lines = find_layout(pixels), text_lines(pixels)
    true = annotation.mask(pixels.shape)
    found = np.zeros(pixels.shape, bool)
    for field in layout.fields:
        found |= field.mask(*pixels.shape) > 0
    blanked, reported = blank_outside(pixels, layout.fields), words_inside(lines, layout.fields, pixels.shape)
    black = ~found
    words = [box for box in annotation.text if box.w >= WORD * box.h]
    inside = [box for box in words if box.crop(black.view(np.uint8)).mean() < 0.95]
    wanted, got = annotation.mm_per_pixel, layout.mm_per_pixel
    return Measured(
        annotation, name, pixels, layout, lines, reported,
        overlap=float((true & found).sum() / (true | found).sum()),
        scale_error=None if got is None else (got / wanted - 1 if wanted else float("inf")),
        unnoticed=sum(not any(_meet(box, word) for word in reported) for box in inside),
        inside=len(inside),
        changed=int((blanked != pixels)[found].sum()),
    )  # fmt: skip


def _meet(a: Roi, b: Roi) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h
