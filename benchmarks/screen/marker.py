"""The strip of squares by which a grabbed screen says which frame it shows, and whether that one flashes. Pure.

From top to bottom: the flash, the frame's number in binary, the least digit first, and a square that makes the number of white
ones odd. So a screen without the strip, or with two frames' halves of it, is none rather than a wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

BITS = 12
NUMBERS = 1 << BITS  # frame numbers begin again from here; at 60 frames/s after 68 s
SQUARES = 1 + BITS + 1
LEFT, TOP, WIDTH, HEIGHT = (
    618,
    72,
    18,
    24,
)  # px of the frame: the first square, at the right edge, which nothing else is drawn over
SURE = 64  # grey levels that a square may differ from black or white


@dataclass(frozen=True)
class Mark:
    """What the strip says."""

    number: int  # of the frame, modulo NUMBERS
    is_lit: bool


def draw(pixels: GreyImage, mark: Mark) -> None:
    """Draw the strip into a frame (480, 640)."""
    for place, is_white in enumerate(_squares(mark)):
        top = TOP + place * HEIGHT
        pixels[top : top + HEIGHT, LEFT : LEFT + WIDTH] = 255 if is_white else 0


def centres() -> list[tuple[float, float]]:
    """x and y of each square's centre in the frame, px."""
    return [(LEFT + WIDTH / 2, TOP + (place + 0.5) * HEIGHT) for place in range(SQUARES)]


def read(levels: npt.NDArray[np.uint8]) -> Mark | None:
    """What squares of these grey levels, (SQUARES,) uint8, say; None where that is not certain."""
    is_white = levels > 255 - SURE
    if not (is_white | (levels < SURE)).all() or is_white.sum() % 2 == 0:
        return None
    digits = is_white[1 : 1 + BITS]
    return Mark(int(digits @ (1 << np.arange(BITS))), bool(is_white[0]))


def _squares(mark: Mark) -> list[bool]:
    squares = [mark.is_lit, *(bool(mark.number >> place & 1) for place in range(BITS))]
    return [*squares, sum(squares) % 2 == 0]
