"""Reader of PNG, JPEG, BMP, TIFF, GIF, WebP and, with pillow-heif, HEIC, by content and not by name.

With Pillow, which knows the size before it decodes. Pages of a TIFF and images of an animation are frames. What is stored lying
or with pixels that are not square is put right, and `Recording.corrections` says so.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from edge_app.capture.ffmpeg import MissingFfmpeg
from edge_app.capture.jpeg import DamagedJpeg, check_whole
from edge_app.capture.readers.geometry import describe_aspect, square_pixels, square_size, usable_aspect
from edge_app.capture.readers.limits import DEFAULT, Limits, check_frames, check_size
from edge_app.capture.readers.quiet_libtiff import silence_libtiff
from edge_app.capture.readers.recording import RecordedFrame, Recording, luma_and_colour
from edge_app.capture.readers.sample_depth import held_bits, to_eight_bits
from edge_app.capture.readers.still_structure import DamagedStill, StillStructure, count_pages, read_structure
from edge_app.errors import CaptureError
from edge_app.records import GreyImage

SUFFIXES = frozenset({".png", ".apng", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic", ".heif"})

_FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP")
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a")
_SEVERAL = ("PNG", "TIFF", "GIF", "WEBP")  # other formats may hold previews, which do not count as frames
_DEEP = ("I;16", "I;16L", "I;16B", "I;16N")
_FOLLOWED = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")  # they are small, and read as a whole
_MAX_BYTES = 128 << 20  # of one of these; no scanner's or phone's image has a tenth
# What Pillow's decoders raise on damaged files, besides Pillow's own exceptions.
_DAMAGE = (OSError, SyntaxError, ValueError, LookupError, TypeError, ArithmeticError, EOFError, MemoryError, struct.error)

_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION = 274, 282, 283  # tags of TIFF and EXIF
_TURNED = {  # what has to be done, by orientation
    2: "mirrored left to right", 3: "turned by 180 degrees", 4: "mirrored top to bottom",
    5: "turned by 90 degrees and mirrored", 6: "turned by 90 degrees", 7: "turned by 270 degrees and mirrored",
    8: "turned by 270 degrees",
}  # fmt: skip

# Damage that matters is raised as an error; our own size limit is far below Pillow's.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL(\.|$)")


@dataclass(frozen=True)
class _Still:
    """What is known of a file before its frames are decoded."""

    count: int
    durations: tuple[float, ...]  # s that each is shown; empty: not an animation
    deep_bits: int | None  # significant bits of samples of 16; None: 8
    corrections: tuple[str, ...]


def open_still(path: Path, limits: Limits = DEFAULT) -> Recording:
    """Read the header and follow the blocks. Raises CaptureError when the file is not an image, damaged or too large."""
    still = _describe(path, limits)
    warning = None
    if still.deep_bits is not None and still.deep_bits < 16:
        warning = f"{path}: the 16-bit samples hold {still.deep_bits} bits and are scaled by that"
    shown = sum(still.durations)
    rate = len(still.durations) / shown if shown > 0 else None
    return Recording(path, rate, still.count, lambda: _pages(path, still, limits), warning, still.corrections)


def _describe(path: Path, limits: Limits) -> _Still:
    with _stored(path) as file:
        with _open_image(file, path, limits):
            pass  # its size is refused before anything is decoded
        structure, pages = _check_whole(file, path)
        check_frames(max(len(structure.durations), pages or 0), path, limits)
        with _open_image(file, path, limits) as image:
            count = pages or _page_count(image, path)
            check_frames(count, path, limits)
            corrections = _corrections(image)
            deep_bits = _deep_bits(image, count, structure, path, limits)
    return _Still(count, structure.durations if len(structure.durations) == count else (), deep_bits, corrections)


@contextmanager
def _stored(path: Path) -> Iterator[BinaryIO]:
    """The file; in memory where its blocks are followed, not where it may hold a large stack of pages."""
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(_FOLLOWED):
                file.seek(0)
                yield file
                return
            size = path.stat().st_size
            if size > _MAX_BYTES:
                raise CaptureError(f"{path}: an image of {size >> 20} MB is too large, at most {_MAX_BYTES >> 20} MB are read")
            file.seek(0)
            content = io.BytesIO(file.read())
    except OSError as exc:
        raise CaptureError(f"{path}: cannot be read ({exc.strerror})") from exc
    yield content


def _check_whole(file: BinaryIO, path: Path) -> tuple[StillStructure, int | None]:
    """What its blocks say; and the number of pages, where it is a TIFF."""
    try:
        content = file.getvalue() if isinstance(file, io.BytesIO) else b""
        if content.startswith(b"\xff\xd8"):
            check_whole(content)
        return read_structure(content), count_pages(file)
    except (DamagedJpeg, DamagedStill) as exc:
        raise CaptureError(f"{path}: the image is damaged: {exc}; copy the file again from where it came from") from exc
    except MissingFfmpeg as exc:
        raise CaptureError(f"{path}: {exc}; read it on a workstation, or convert it to PNG") from exc


def is_still(head: bytes) -> bool:
    """Whether a file that begins so is an image that is read here; BMP, with two bytes to tell it by, goes by its name."""
    return head.startswith(_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or is_heic(head)


def is_heic(head: bytes) -> bool:
    """Whether a file that begins so is a HEIF image with HEVC in it, as phones write (ISO 23008-12, annex B)."""
    return head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def _formats(head: bytes, path: Path) -> tuple[str, ...]:
    if is_heic(head):
        try:
            register_heif_opener = import_module("pillow_heif").register_heif_opener
        except ImportError as exc:
            raise CaptureError(
                f"{path}: a HEIC image, for which the package pillow-heif is needed; install it, or save the image as PNG or JPEG"
            ) from exc
        register_heif_opener()
        return ("HEIF",)
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        silence_libtiff()
    return _FORMATS


def _open_image(file: BinaryIO, path: Path, limits: Limits) -> Image.Image:
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    try:
        image = Image.open(file, formats=_formats(head, path))
    except Image.DecompressionBombError as exc:
        raise CaptureError(f"{path}: the header claims more pixels than any scanner's image has; the file is not read") from exc
    except UnidentifiedImageError as exc:
        raise CaptureError(f"{path}: not an image (PNG, JPEG, BMP, TIFF, GIF, WebP or HEIC), or its header is damaged") from exc
    except _DAMAGE as exc:
        raise CaptureError(f"{path}: cannot be read as an image ({_reason(exc)})") from exc
    try:
        check_size(image.width, image.height, path, limits)
        check_size(*square_size(image.width, image.height, _aspect(image)), path, limits)
    except CaptureError:
        image.close()
        raise
    return image


def _page_count(image: Image.Image, path: Path) -> int:
    try:
        return int(getattr(image, "n_frames", 1)) if image.format in _SEVERAL else 1
    except _DAMAGE as exc:
        raise CaptureError(f"{path}: the image is damaged, its pages cannot be counted ({_reason(exc)})") from exc


def _deep_bits(image: Image.Image, count: int, structure: StillStructure, path: Path, limits: Limits) -> int | None:
    """How many of 16 bits the samples of all pages use; None where they have 8."""
    if image.mode not in _DEEP:
        return None
    if structure.significant_bits is not None and 8 <= structure.significant_bits <= 16:
        return structure.significant_bits
    largest = 0
    for index in range(count):
        try:
            image.seek(index)
            check_size(image.width, image.height, path, limits)
            largest = max(largest, int(np.asarray(image).max()) if image.mode in _DEEP else 0)
        except _DAMAGE as exc:
            raise _damaged(path, exc) from exc
    return held_bits(largest)


def _corrections(image: Image.Image) -> tuple[str, ...]:
    turned, aspect = _TURNED.get(_orientation(image)), _aspect(image)
    return (*([turned] if turned else []), *([describe_aspect(aspect)] if aspect != 1 else []))


def _orientation(image: Image.Image) -> int:
    """The tag as it is stored; 1 (upright) where it is missing or damaged."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except _DAMAGE:
        return 1
    return value if isinstance(value, int) and value in _TURNED else 1


def _aspect(image: Image.Image) -> float:
    """Width to height of one pixel as it is stored. A resolution counts pixels per length, so the axes change places."""
    info = image.info
    try:
        if "aspect" in info:  # PNG's pHYs without a unit
            return usable_aspect(float(info["aspect"][1]), float(info["aspect"][0]))
        if image.format == "JPEG" and "jfif_density" in info:
            across, down = (float(value) for value in info["jfif_density"])
            # Without a unit the two are the aspect itself, X : Y (JFIF 1.02), as FFmpeg writes and reads them.
            return usable_aspect(across, down) if info.get("jfif_unit") == 0 else usable_aspect(down, across)
        if image.format in ("JPEG", "TIFF"):
            tags = image.getexif()
            return usable_aspect(float(tags.get(_Y_RESOLUTION, 1)), float(tags.get(_X_RESOLUTION, 1)))
        if image.format in ("PNG", "BMP") and "dpi" in info:
            return usable_aspect(float(info["dpi"][1]), float(info["dpi"][0]))
    except _DAMAGE:
        pass
    return 1.0


def _pages(path: Path, still: _Still, limits: Limits) -> Iterator[RecordedFrame]:
    times = tuple(accumulate(still.durations[:-1], initial=0.0)) if sum(still.durations) > 0 else ()
    with _stored(path) as file, _open_image(file, path, limits) as image:
        for index in range(still.count):
            try:
                image.seek(index)
                check_size(image.width, image.height, path, limits)
                aspect, orientation = _aspect(image), _orientation(image)
                check_size(*square_size(image.width, image.height, aspect), path, limits)
                upright = _upright(image)
                # The file's axes, of which the aspect is, have changed places where the image was turned by a quarter.
                pixels, colour = _channels(upright, still.deep_bits, 1 / aspect if orientation >= 5 else aspect, path)
            except _DAMAGE as exc:
                raise _damaged(path, exc) from exc
            yield RecordedFrame(pixels, None, index, times[index] if times else None, colour=colour)


def _upright(image: Image.Image) -> Image.Image:
    """As its orientation asks for; Pillow turns a TIFF by itself as it loads it."""
    image.load()
    stays = image.format == "TIFF" or _orientation(image) == 1  # exif_transpose would copy it all the same
    return image if stays else ImageOps.exif_transpose(image)


def _channels(image: Image.Image, deep_bits: int | None, aspect: float, path: Path) -> tuple[GreyImage, GreyImage | None]:
    """Grey levels with square pixels, and the colour as in `Frame`."""
    match image.mode:
        case "L" | "1":
            return _square(image.convert("L"), aspect), None
        case "LA" | "La":
            return _square(image.getchannel("L"), aspect), None
        case mode if mode in _DEEP:
            return square_pixels(to_eight_bits(np.asarray(image).astype(np.uint16), deep_bits or 16), aspect), None
        case "I" | "F":
            raise CaptureError(f"{path}: 32-bit pixels are not supported, save the image with 8 bits per channel")
        case "RGB":
            return luma_and_colour(_square(image, aspect))
        case _:  # palette, transparency, CMYK, YCbCr
            return luma_and_colour(_square(image.convert("RGB"), aspect))


def _square(image: Image.Image, aspect: float) -> npt.NDArray[np.uint8]:
    return square_pixels(np.array(image), aspect)


def _damaged(path: Path, exc: BaseException) -> CaptureError:
    return CaptureError(f"{path}: the image is damaged and cannot be decoded ({_reason(exc)})")


def _reason(exc: BaseException) -> str:
    return " ".join(str(exc).split()) or type(exc).__name__
