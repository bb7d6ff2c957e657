"""Reader of PNG, JPEG, BMP and TIFF (also multi-page), with Pillow, which knows the size before it decodes."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from edge_app.capture.readers.limits import DEFAULT, Limits, check_size
from edge_app.capture.readers.recording import RecordedFrame, Recording, luma_and_colour
from edge_app.errors import CaptureError
from edge_app.records import GreyImage

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"})

# What Pillow's decoders raise on damaged files, besides Pillow's own exceptions.
_DAMAGE = (OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, EOFError, MemoryError, struct.error)

# Damage that matters is raised as an error; our own size limit is far below Pillow's.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL(\.|$)")


def open_still(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header. Raises CaptureError when the file is not an image, damaged or too large."""
    with _open_image(path, limits) as image:
        return Recording(path, None, _page_count(image, path), lambda: _pages(path, limits))


def _open_image(path: Path, limits: Limits) -> Image.Image:
    try:
        image = Image.open(path, formats=("PNG", "JPEG", "BMP", "TIFF"))
    except Image.DecompressionBombError as exc:
        raise CaptureError(f"{path}: the header claims more pixels than any scanner's image has; the file is not read") from exc
    except UnidentifiedImageError as exc:
        raise CaptureError(f"{path}: not a PNG, JPEG, BMP or TIFF image, or its header is damaged") from exc
    except _DAMAGE as exc:
        raise CaptureError(f"{path}: cannot be read as an image ({_reason(exc)})") from exc
    try:
        check_size(image.width, image.height, path, limits)
    except CaptureError:
        image.close()
        raise
    return image


def _page_count(image: Image.Image, path: Path) -> int:
    try:
        # Other formats may hold previews, which do not count as images.
        return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    except _DAMAGE as exc:
        raise CaptureError(f"{path}: the pages of the TIFF file are damaged ({_reason(exc)})") from exc


def _pages(path: Path, limits: Limits) -> Iterator[RecordedFrame]:
    with _open_image(path, limits) as image:
        for index in range(_page_count(image, path)):
            try:
                image.seek(index)
                check_size(image.width, image.height, path, limits)
                pixels, colour = _channels(image, path)
            except _DAMAGE as exc:
                raise CaptureError(f"{path}: the image is damaged and cannot be decoded ({_reason(exc)})") from exc
            yield RecordedFrame(pixels, None, index, colour=colour)


def _channels(image: Image.Image, path: Path) -> tuple[GreyImage, GreyImage | None]:
    """Grey levels, and the colour as in `Frame`."""
    match image.mode:
        case "L" | "1":
            return np.array(image.convert("L")), None
        case "LA" | "La":
            return np.array(image.getchannel("L")), None
        case "I;16" | "I;16L" | "I;16B" | "I;16N":
            return (np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8), None
        case "I" | "F":
            raise CaptureError(f"{path}: 32-bit pixels are not supported, save the image with 8 bits per channel")
        case "RGB":
            return luma_and_colour(np.asarray(image))
        case _:  # palette, transparency, CMYK, YCbCr
            return luma_and_colour(np.asarray(image.convert("RGB")))


def _reason(exc: BaseException) -> str:
    return " ".join(str(exc).split()) or type(exc).__name__
