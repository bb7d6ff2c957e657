"""Samples of more than 8 bits to grey levels of 8. Pure.

Few scanners use all of 16 bits, and hardly any file says how many: the largest sample of all frames does.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.records import GreyImage

_DEPTHS = (8, 10, 12, 14, 16)  # bits that converters have


def held_bits(largest: int) -> int:
    """The smallest usual depth, in bits, that holds a file's largest sample (0 or more, at most 65535)."""
    return next(bits for bits in _DEPTHS if largest < 1 << bits)


def to_eight_bits(samples: npt.NDArray[np.uint16], bits: int) -> GreyImage:
    """Grey levels: the upper eight of so many bits. What is larger than they hold becomes 255."""
    return np.minimum(samples >> (bits - 8), 255).astype(np.uint8)
