"""Says in an image that leaves the device that it is none of a probe on a patient."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from edge_app.records import Origin

Pixels = TypeVar("Pixels", bound=npt.NDArray[np.uint8])

MARKS = {Origin.SIMULATED: "SIMULATED IMAGE", Origin.RECORDING: "REPLAYED FROM A RECORDING"}
LETTERS_ACROSS = 22  # of a text that the widest image would have room for; narrower ones get smaller letters


def marked(pixels: Pixels, origin: Origin) -> Pixels:
    """The image, (h, w) or (h, w, 3), above a line that says where it is from; itself if it is of a probe."""
    return above_a_line(pixels, MARKS[origin]) if origin in MARKS else pixels


def above_a_line(pixels: Pixels, text: str) -> Pixels:
    """The image, (h, w) or (h, w, 3), above a black strip with the text, which is made small enough for its width.

    Nothing in the image is covered, and its pixels keep their places.
    """
    height, width = pixels.shape[:2]
    size = max(8, min(16, width // LETTERS_ACROSS))  # px; the text has some forty letters of half that width
    page = Image.new("RGB" if pixels.ndim == 3 else "L", (width, height + 2 * size))
    page.paste(Image.fromarray(pixels))
    ImageDraw.Draw(page).text((size // 2, height + size // 2), text, "white", ImageFont.load_default(size))
    return np.asarray(page)  # type: ignore[return-value]
