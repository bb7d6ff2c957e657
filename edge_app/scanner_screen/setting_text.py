"""Compares the text of a setting that a scanner only draws on its screen with what was remembered of it. Pure.

The text is not read, and its image is not kept: what is remembered is a folded sketch. The box is blurred, and its columns are
laid over one another in `LAYERS` layers, each pixel with a sign drawn by chance, and added. Letters lie on top of one another; a
changed digit still changes a few neighbouring sums by as much as it changes the image. How often this errs, and what a sketch
gives away: docs/adr/0036.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from edge_app.errors import CaptureError, ErrorCode
from edge_app.records import ON_SCREEN, Control, FloatMap, GreyImage, Roi, ScreenSetting
from edge_app.scanner_screen.geometry import Field

MAX_WIDTH, MAX_HEIGHT = 160, 32  # px, of a box; a line of settings fits, a patient's line and its dates do not
MIN_SIDE = 6  # px, of a box
LAYERS = 2  # of columns, laid over one another
WINDOW = 7  # px, side of the square in which a difference is summed up: a digit's
JITTER = 2  # px, by which the whole screen may have moved
MIN_INK = 50  # grey levels between text and background; fainter text is lost in the noise of a compressed image
CHANGED = "changed"  # value of the control of a text that is no longer the one remembered
NOISE = 0.2  # of full ink; a digit differs by more, a compressed image of the same text mostly by less
MAX_DIFFERENCE = 0.25  # squared pixels of full ink in a window, of two sketches of the same text; measured: docs/adr/0036
_UNIT = 32  # steps of a stored number to full ink
_PLACES = sorted(
    ((y, x) for y in range(2 * JITTER + 1) for x in range(2 * JITTER + 1)),
    key=lambda place: (place[0] - JITTER) ** 2 + (place[1] - JITTER) ** 2,
)
_INK_EDGE = 0.35  # of the strongest ink; what is less is the blur around a letter


@dataclass(frozen=True)
class SettingText:
    """The text of one setting on a scanner's screen, as it was when it was marked."""

    name: ScreenSetting
    box: Roi  # px, on images of the size below
    width: int  # px, of the images
    height: int  # px
    sketch: str  # signed 8-bit numbers of `_sketch`, in 1/32 of full ink, hexadecimal, row by row

    def __post_init__(self) -> None:
        """Raises CaptureError for what cannot be."""
        if not _is_possible(self.box, self.width, self.height):
            raise _no_such_box(self.name, self.box, self.width, self.height)
        rows, columns = _shape(self.box)
        if len(self.sketch) != 2 * rows * columns or not set(self.sketch) <= set("0123456789abcdef"):
            raise CaptureError(f"what is remembered of the {self.name} is damaged; mark its text again", ErrorCode.DAMAGED)

    def __str__(self) -> str:
        """As a command shows it."""
        box = self.box
        return f"{self.name} at {box.x},{box.y},{box.w},{box.h} ({self.control.value})"

    @property
    def control(self) -> Control:
        """The control of an image that shows the remembered text; its value differs for every text that is marked anew."""
        marked = f"{self.name} {self.box} {self.width} {self.height} {self.sketch}"
        return Control(self.name + ON_SCREEN, hashlib.sha256(marked.encode()).hexdigest()[:12])

    @property
    def changed_control(self) -> Control:
        return Control(self.name + ON_SCREEN, CHANGED)

    def fits(self, pixels: GreyImage) -> bool:
        """Whether the image (H, W) has the size that the box holds for."""
        return pixels.shape == (self.height, self.width)


def remember(images: Sequence[GreyImage], name: ScreenSetting, box: Roi, fields: Sequence[Field] = ()) -> SettingText:
    """What is to be remembered of the text in the box, on (H, W) uint8 images of a scanner's screen, over a second or more.

    More images remember less of their noise. fields: where the ultrasound is. The box may be higher than the text, to which it is
    fitted. Raises CaptureError for a box that is too large or small, reaches into a field, or holds no text or one that changes.
    """
    height, width = images[-1].shape
    if box != box.clipped(width, height, MIN_SIDE) or box.w > MAX_WIDTH:
        raise _no_such_box(name, box, width, height)
    if any(box.crop(field.mask(height, width)).any() for field in fields):
        raise CaptureError(
            f"the box of the {name} reaches into the ultrasound image, which always changes; mark text outside it",
            ErrorCode.BOX_IN_IMAGE,
        )
    box = _fitted(box, images[-1], name)
    if not _is_possible(box, width, height):
        raise _no_such_box(name, box, width, height)
    ink = _ink(images[-1], box, 0)
    last = _without(_sketch(ink / _full_ink(ink)), _even(box.h, box.w))
    same_size = [image for image in images if image.shape == images[-1].shape]
    sketches = [min(_matches(image, box, last), key=lambda match: match[0])[1] for image in same_size]
    mean = np.asarray(np.mean(sketches, axis=0), np.float32)
    if any(_largest(mean - sketch) > MAX_DIFFERENCE for sketch in sketches):
        raise CaptureError(
            f"the text in the box of the {name} changes by itself, as a clock does; mark a setting, and leave it alone",
            ErrorCode.TEXT_CHANGES,
        )
    numbers = np.clip(np.round(mean * _UNIT), -128, 127).astype(np.int8)
    return SettingText(name, box, width, height, numbers.tobytes().hex())


def _is_possible(box: Roi, width: int, height: int) -> bool:
    return box == box.clipped(width, height, MIN_SIDE) and box.w <= MAX_WIDTH and box.h <= MAX_HEIGHT


def _no_such_box(name: ScreenSetting, box: Roi, width: int, height: int) -> CaptureError:
    return CaptureError(
        f"the text of the {name} in {box.x},{box.y},{box.w},{box.h} on an image of {width} x {height} is not inside it or not "
        f"between {MIN_SIDE} x {MIN_SIDE} and {MAX_WIDTH} x {MAX_HEIGHT} pixels; mark one line, the text of one setting",
        ErrorCode.NO_SUCH_BOX,
    )


def _fitted(box: Roi, pixels: GreyImage, name: ScreenSetting) -> Roi:
    """The box with the height of its text and a pixel around it. Raises CaptureError where there is none."""
    ink = np.abs(_ink(pixels, box, 0))
    rows = np.flatnonzero(ink.max(axis=1) > _INK_EDGE * ink.max())
    if ink.max() < MIN_INK or rows[-1] - rows[0] + 1 < MIN_SIDE - 1:
        raise CaptureError(
            f"there is no text in the box of the {name}, or it is too faint to be compared; mark the text of a setting",
            ErrorCode.NO_TEXT,
        )
    top, bottom = max(int(rows[0]) - 1, 0), min(int(rows[-1]) + 2, box.h)
    return Roi(box.x, box.y + top, box.w, bottom - top)


def shows(pixels: GreyImage, text: SettingText) -> bool:
    """Whether an (H, W) uint8 image of the size of `text` shows the text that was remembered."""
    return any(difference <= MAX_DIFFERENCE for difference, _ in _matches(pixels, text.box, _numbers(text)))


def difference(pixels: GreyImage, text: SettingText) -> float:
    """Squared pixels of full ink by which the image (H, W) differs from the remembered text where that differs most."""
    return min(difference for difference, _ in _matches(pixels, text.box, _numbers(text)))


def _matches(pixels: GreyImage, box: Roi, remembered: FloatMap) -> Iterator[tuple[float, FloatMap]]:
    """For each place that the text may have moved to, the likeliest first: the difference there, and the sketch.

    The sketch is that of the image, its brightness and contrast fitted to what is remembered.
    """
    ink, even = _ink(pixels, box, JITTER), _even(box.h, box.w)
    for y, x in _PLACES:
        seen = _without(_sketch(ink[y : y + box.h, x : x + box.w]), even)
        scale = max(float((seen * remembered).sum()), 0.0) / max(float(np.square(seen).sum()), 1e-6)  # never dark for bright
        seen = np.asarray(scale * seen, np.float32)
        yield _largest(remembered - seen), seen


def _largest(difference: FloatMap) -> float:
    """The largest within a window, squared, after the noise is taken off."""
    squared = np.square(np.maximum(np.abs(difference) - NOISE, 0))
    sums = cv2.boxFilter(squared, -1, (WINDOW, WINDOW), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(sums.max())


def _without(sketch: FloatMap, even: FloatMap) -> FloatMap:
    """The sketch less what a brighter background would add to it."""
    return np.asarray(sketch - float((sketch * even).sum()) * even, np.float32)


@lru_cache(maxsize=16)
def _even(height: int, width: int) -> FloatMap:
    """The sketch of an even background, of length 1."""
    sketch = _sketch(np.ones((height, width), np.float32))
    return np.asarray(sketch / np.linalg.norm(sketch), np.float32)


def _ink(pixels: GreyImage, box: Roi, margin: int) -> FloatMap:
    """(h + 2 margin, w + 2 margin): grey levels above or below the background; beyond the image there is none."""
    height, width = pixels.shape
    left, top, right, bottom = box.x - margin, box.y - margin, box.x + box.w + margin, box.y + box.h + margin
    part = pixels[max(top, 0) : min(bottom, height), max(left, 0) : min(right, width)]
    beyond = (max(-top, 0), max(bottom - height, 0)), (max(-left, 0), max(right - width, 0))
    return np.pad(part.astype(np.float32) - np.float32(np.median(part)), beyond)


def _full_ink(ink: FloatMap) -> float:
    """Grey levels of a pixel that is all ink: the mean of all, by their own weight, which background and noise hardly have."""
    return float(np.square(ink).sum() / np.abs(ink).sum())


def _shape(box: Roi) -> tuple[int, int]:
    """Rows and columns of the sketch of a box."""
    return box.h, -(-box.w // LAYERS)


def _sketch(ink: FloatMap) -> FloatMap:
    """(rows, columns) of ink (h, w)."""
    smooth = cv2.blur(ink, (2, 2), borderType=cv2.BORDER_REPLICATE)  # half a pixel of jitter is no change
    rows, width = smooth.shape
    columns = -(-width // LAYERS)
    signed = np.pad(smooth * _signs(rows, width), ((0, 0), (0, LAYERS * columns - width)))
    return np.asarray(signed.reshape(rows, LAYERS, columns).sum(axis=1), np.float32)


@lru_cache(maxsize=16)
def _signs(rows: int, width: int) -> FloatMap:
    """(rows, width) of -1 and 1. By a hash, so that they are the same on every machine."""
    drawn = hashlib.shake_128(b"signs of a sketch").digest(rows * width)
    return np.where(np.frombuffer(drawn, np.uint8) % 2, 1, -1).astype(np.float32).reshape(rows, width)


@lru_cache(maxsize=16)
def _numbers(text: SettingText) -> FloatMap:
    numbers = np.frombuffer(bytes.fromhex(text.sketch), np.int8).reshape(_shape(text.box))
    return np.asarray(numbers / _UNIT, np.float32)
