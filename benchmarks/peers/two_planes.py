"""The input of runtimes that know no unsigned bytes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

WHITE = 255  # the largest grey level


def two_planes(side: int) -> npt.NDArray[np.float32]:
    """(2, S, S), 0-255: room for an image, and white."""
    return np.full((2, side, side), WHITE, np.float32)
