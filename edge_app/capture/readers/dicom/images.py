"""The frames of an opened data set as 8-bit images, one at a time: native, encoded one by one, or as a video."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from edge_app.capture.readers.dicom.cine import video_format, video_frames
from edge_app.capture.readers.dicom.codecs import SYNTAXES, Decoded, decode_frame
from edge_app.capture.readers.dicom.colour_space import Image8, native_image, rgb
from edge_app.capture.readers.dicom.data_set import DataSet
from edge_app.capture.readers.dicom.grey_levels import level_table, look_up
from edge_app.capture.readers.dicom.layout import Layout, Samples
from edge_app.capture.readers.dicom.pixel_data import (
    PixelData,
    encapsulated_frames,
    encapsulated_stream,
    find_pixel_data,
    native_frames,
)
from edge_app.errors import CaptureError

_NATIVE = ("", ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)


def check_readable(data_set: DataSet, layout: Layout, path: Path) -> None:
    """Raise CaptureError, with its name, for a transfer syntax without a decoder, and for samples in no defined order."""
    syntax = data_set.syntax
    if syntax not in (*_NATIVE, *SYNTAXES) and video_format(syntax) is None:
        name = UID(syntax).name
        described = f"{name} ({syntax[:64]})" if name != syntax else f"the private or unknown transfer syntax {syntax[:64]}"
        raise CaptureError(
            f"{path}: its frames are stored as {described}, for which there is no decoder here; export the file uncompressed "
            "(Explicit VR Little Endian) from the archive or scanner that it comes from"
        )
    if syntax in _NATIVE and layout.photometric == "YBR_PARTIAL_420":
        raise CaptureError(
            f"{path}: its frames are stored as YBR_PARTIAL_420 without compression, for which DICOM defines no order of samples; "
            "export the file as RGB or YBR_FULL_422"
        )


def images(data_set: DataSet, layout: Layout, path: Path) -> Iterator[Image8]:
    """(H, W) grey or (H, W, 3) RGB of each frame. Raises `DAMAGE` or CaptureError at the first that is not whole."""
    pixels = find_pixel_data(data_set)
    if pixels is None:
        raise CaptureError(f"{path}: the DICOM file holds no frame")
    elementary = video_format(data_set.syntax)
    if elementary is not None:
        return video_frames(encapsulated_stream(pixels, layout.frames), elementary, layout)
    return _still_images(data_set, layout, pixels)


def stored_images(data_set: DataSet, layout: Layout) -> Iterator[Samples]:
    """(H, W) or (H, W, 3) stored values of each frame that is no video; none of a file without. Raises as `images`."""
    pixels = find_pixel_data(data_set)
    if pixels is not None and video_format(data_set.syntax) is None:
        for words, _ in _decoded(data_set, layout, pixels):
            yield layout.stored_values(words)


def _still_images(data_set: DataSet, layout: Layout, pixels: PixelData) -> Iterator[Image8]:
    table = level_table(data_set.header, layout) if layout.samples == 1 else None
    for words, photometric in _decoded(data_set, layout, pixels):
        values = layout.stored_values(words)
        yield rgb(values, photometric, layout.bits_stored) if table is None else look_up(values, table, layout)


def _decoded(data_set: DataSet, layout: Layout, pixels: PixelData) -> Iterator[Decoded]:
    native = data_set.syntax in _NATIVE
    if native != (pixels.length is not None):
        raise ValueError(f"the pixel data is not stored as transfer syntax {data_set.syntax[:64]} has it")
    if native:
        return ((native_image(samples, layout), layout.photometric) for samples in native_frames(pixels, layout))
    encoded = encapsulated_frames(pixels, layout, data_set.header)
    return (decode_frame(frame, data_set.syntax, layout) for frame in encoded)
