"""Opens DICOM files as recordings: every frame upright, with square pixels and what the header says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from edge_app.capture.ffmpeg import MissingFfmpeg
from edge_app.capture.readers.dicom.attributes import frame_times, frames_per_second, scanner_settings
from edge_app.capture.readers.dicom.damage import DAMAGE, damaged
from edge_app.capture.readers.dicom.data_set import DataSet, read_data_set
from edge_app.capture.readers.dicom.images import images
from edge_app.capture.readers.dicom.layout import Layout, read_layout
from edge_app.capture.readers.dicom.pixel_data import find_pixel_data
from edge_app.capture.readers.dicom.scale import PixelShape, pixel_shape, region_warning
from edge_app.capture.readers.geometry import describe_aspect, square_pixels, square_size
from edge_app.capture.readers.limits import DEFAULT, Limits, check_size
from edge_app.capture.readers.recording import RecordedFrame, Recording, luma_and_colour
from edge_app.errors import CaptureError


def open_dicom(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when the file is not DICOM, holds no frame, is damaged or too large."""
    try:
        with path.open("rb") as file:
            data_set = read_data_set(file, path, limits)
            layout, shape = read_layout(data_set.header, path, limits), pixel_shape(data_set.header)
            check_size(*square_size(layout.columns, layout.rows, shape.aspect), path, limits)
            rate = frames_per_second(data_set.header)
            warnings = (region_warning(data_set.header, path), _surplus_warning(data_set, layout, path))
    except DAMAGE as exc:
        raise damaged(path, exc) from exc
    corrections = (describe_aspect(shape.aspect),) if shape.aspect != 1 else ()
    warning = " ".join(filter(None, warnings)) or None
    return Recording(path, rate, layout.frames, lambda: _frames(path, shape, limits), warning, corrections)


def _surplus_warning(data_set: DataSet, layout: Layout, path: Path) -> str | None:
    """One sentence on a header that counts fewer frames than a native file holds."""
    pixels = find_pixel_data(data_set)
    held = (pixels.length or 0) * 8 // layout.frame_bits if pixels else 0
    if held <= layout.frames:
        return None
    return (
        f"{path}: the DICOM file holds data for {held} frames, of which its header names {layout.frames}; the others are not read"
    )


def _frames(path: Path, shape: PixelShape, limits: Limits) -> Iterator[RecordedFrame]:
    try:
        with path.open("rb") as file:
            data_set = read_data_set(file, path, limits)
            layout = read_layout(data_set.header, path, limits)
            times, controls = frame_times(data_set.header, layout.frames), scanner_settings(data_set.header)
            for index, image in enumerate(images(data_set, layout, path)):
                square = square_pixels(image, shape.aspect)
                pixels, colour = luma_and_colour(square) if square.ndim == 3 else (square, None)
                yield RecordedFrame(pixels, shape.mm_per_pixel, index, times[index] if times else None, colour, controls)
    except MissingFfmpeg as exc:
        raise CaptureError(f"{path}: {exc}; read it on a workstation, or decompress it there") from exc
    except DAMAGE as exc:
        raise damaged(path, exc) from exc
