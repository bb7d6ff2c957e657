"""Says in an image that leaves the device that it is none of a probe on a patient."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from edge_app.records import Origin

Pixels = TypeVar("Pixels", bound=npt.NDArray[np.uint8])

MARKS = {Origin.SIMULATED.value: "SIMULATED IMAGE", Origin.RECORDING.value: "REPLAYED FROM A RECORDING"}
LETTERS_ACROSS = 22  # letters of the full size for which an image has to have room; narrower ones get smaller letters
LETTER_WIDTH = 0.55  # of its height


def marked(pixels: Pixels, origin: Origin, marks: Mapping[str, str] = MARKS) -> Pixels:
    """The image, (h, w) or (h, w, 3), above a line that says where it is from; itself if it is of a probe.

    marks: the texts, by the value of an `Origin`, in ASCII.
    """
    return above_a_line(pixels, marks[origin.value]) if origin.value in marks else pixels


def above_a_line(pixels: Pixels, text: str) -> Pixels:
    """The image, (h, w) or (h, w, 3), above a black strip with the text, in as many lines as it needs.

    Nothing in the image is covered, and its pixels keep their places.
    """
    height, width = pixels.shape[:2]
    size = max(8, min(16, width // LETTERS_ACROSS))  # px
    lines = textwrap.wrap(text, max(8, round((width - size) / (LETTER_WIDTH * size))))
    step = round(1.25 * size)
    page = Image.new("RGB" if pixels.ndim == 3 else "L", (width, height + size + step * len(lines)))
    page.paste(Image.fromarray(pixels))
    for number, line in enumerate(lines):
        place = size // 2, height + size // 2 + step * number
        ImageDraw.Draw(page).text(place, line, "white", ImageFont.load_default(size))
    return np.asarray(page)  # type: ignore[return-value]
