"""Masks of every kind as pixels."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image
from pydicom import dcmread

from edge_app.capture.readers.dicom.damage import DAMAGE
from edge_app.records import GreyImage
from quantize.dataset.importers.candidate import FaultError, Mask, Outline, Runs, Segments
from quantize.dataset.importers.dicom import segment_number, source_frames
from quantize.dataset.importers.pictures import DAMAGE as PICTURE_DAMAGE

OUTSIDE = 2.0  # px that a corner may lie outside of the image: a hand's, or rounding
FRACTION = 0.5  # of a SEG's full scale, from which a pixel is inside
_LOSSY = ("JPEG", "WEBP")
_MAX_SHARE = 0.98  # of an image; more is no muscle in it


def painted(mask: Mask, shape: tuple[int, int], stored: tuple[int, int], where: str) -> GreyImage:
    """(H, W) uint8, 255 inside, of an image of this shape. stored: its shape in the file, before pixels were made square.

    Raises FaultError where the mask is of another size, unreadable, or marks nothing.
    """
    match mask:
        case Path():
            inside = _file(mask, where)
        case Outline():
            inside = _filled(mask, shape, where)
        case Runs():
            inside = _runs(mask, where)
        case Segments():
            inside = _segments(mask, where)
            if inside.shape == stored != shape:
                inside = cv2.resize(inside.astype(np.uint8), shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    if inside.shape != shape:
        theirs, ours = (f"{one[1]} x {one[0]}" for one in (inside.shape, shape))
        raise FaultError(f"{where}: its mask is of {theirs} pixels and the image of {ours}; export the two in the same size")
    share = float(inside.mean())
    if share == 0:
        raise FaultError(f"{where}: its mask is empty")
    if share > _MAX_SHARE:
        raise FaultError(f"{where}: its mask covers {share:.0%} of the image, so it marks nothing")
    return np.where(inside, 255, 0).astype(np.uint8)


Inside = npt.NDArray[np.bool_]  # (H, W)


def _file(path: Path, where: str) -> Inside:
    """Whatever is not the darkest value: 1 of 0 and 1, a colour, a palette's second entry, transparency."""
    try:
        with Image.open(path) as image:
            if getattr(image, "n_frames", 1) > 1:
                raise FaultError(f"{where}: its mask {path.name} has {getattr(image, 'n_frames', 1)} pages")
            form = image.format
            pixels = np.asarray(image if image.mode in ("L", "P", "1", "I;16", "I") else image.convert("RGB"))
    except PICTURE_DAMAGE as exc:
        raise FaultError(f"{where}: its mask {path.name} cannot be read ({' '.join(str(exc).split())})") from exc
    level = pixels.max(2) if pixels.ndim == 3 else pixels
    highest = int(level.max())
    # JPEG has grey levels around an edge that nobody painted.
    return np.asarray(level > highest // 2 if form in _LOSSY else level > 0)


def _filled(outline: Outline, shape: tuple[int, int], where: str) -> Inside:
    height, width = shape
    if (outline.width or width, outline.height or height) != (width, height):
        raise FaultError(
            f"{where}: its outline was drawn on {outline.width} x {outline.height} pixels and the image has {width} x {height}"
        )
    canvas = np.zeros(shape, np.uint8)
    for polygon in outline.polygons:
        points = np.array(polygon)
        if not np.isfinite(points).all():
            raise FaultError(f"{where}: a corner of its outline is no number")
        beyond = max(float(-points.min()), float((points - (width, height)).max()))
        if beyond > OUTSIDE:
            raise FaultError(f"{where}: its outline reaches {beyond:.0f} px out of the image")
        # A corner refers to the edges of pixels, fillPoly to their centres, here in sixteenths of a pixel.
        cv2.fillPoly(canvas, [np.round((points - 0.5) * 16).astype(np.int32)], (255,), shift=4)
    return canvas > 0


def _runs(runs: Runs, where: str) -> Inside:
    counts = np.array(runs.counts)
    if counts.sum() != runs.width * runs.height or (counts < 0).any():
        raise FaultError(f"{where}: the run lengths of its mask do not fill {runs.width} x {runs.height} pixels")
    values = np.arange(len(counts)) % 2 == 1
    return np.asarray(np.repeat(values, counts).reshape(runs.width, runs.height).T)


def _segments(segments: Segments, where: str) -> Inside:
    try:
        whole = dcmread(segments.file)
        pixels = np.atleast_3d(whole.pixel_array) if int(whole.get("NumberOfFrames") or 1) > 1 else whole.pixel_array[None]
        chosen = [
            pixels[i]
            for i, item in enumerate(whole.PerFrameFunctionalGroupsSequence)
            if segment_number(item) in segments.numbers and (segments.instance, segments.frame) in set(source_frames(item))
        ]
    except (*DAMAGE, AttributeError, NotImplementedError) as exc:
        raise FaultError(f"{where}: its SEG {segments.file.name} cannot be read ({' '.join(str(exc).split())})") from exc
    largest = float(whole.get("MaximumFractionalValue") or 1)
    return np.asarray(np.any(np.stack(chosen) >= FRACTION * largest, axis=0))
