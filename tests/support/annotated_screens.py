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
from edge_app.scanner_screen.text import redact, text_lines

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
    overlap: float  # intersection over union of the fields
    scale_error: float | None  # relative; None where no scale was given
    uncovered: int  # boxes of text that are blanked to less than 95 %
    uncovered_by_lines: int  # the same, were the outside of the field not blanked as well
    speckle_lost: float  # share of the marked field, less the text on it, that is blanked by the boxes of text


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
    white = np.full_like(pixels, 255)
    black, black_lines = redact(white, lines, layout.fields) == 0, redact(white, lines) == 0
    speckle = true.copy()
    for box in annotation.text:
        box.crop(speckle.view(np.uint8))[:] = 0
    wanted, got = annotation.mm_per_pixel, layout.mm_per_pixel
    return Measured(
        annotation, name, pixels, layout, lines,
        overlap=float((true & found).sum() / (true | found).sum()),
        scale_error=None if got is None else (got / wanted - 1 if wanted else float("inf")),
        uncovered=sum(bool(box.crop(black.view(np.uint8)).mean() < 0.95) for box in annotation.text),
        uncovered_by_lines=sum(bool(box.crop(black_lines.view(np.uint8)).mean() < 0.95) for box in annotation.text),
        speckle_lost=float(black_lines[speckle].mean()),
    )  # fmt: skip
