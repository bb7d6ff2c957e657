"""Whether a live stream shows one and the same image: the scanner is frozen, but its video output goes on.

A grabber's noise and JPEG make no two frames of a still image equal, so means of parts of the region are compared; a hand on
skin never holds them as still for so long (docs/adr/0032). The comparison is with the image that the stillness began with, not
with the frame before: a slow change is a change.
"""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import Frame, GreyImage, Roi

FROZEN_S = 1.5  # s that the region must have been the same
SIDE = 32  # parts of the region in each direction
EVERY = 4  # row of a part is looked at
MAX_CHANGE = 1.0  # grey levels, mean absolute change of the parts


class Frozen:
    """Feed it every frame of a live stream with its region."""

    def __init__(self) -> None:
        self._roi: Roi | None = None
        self._parts: GreyImage | None = None
        self._since_ns = 0

    def update(self, frame: Frame, roi: Roi) -> bool:
        """Whether the region has not changed for FROZEN_S. False at once when it changes, or another region is given.

        roi: what of it lies outside the frame does not count.
        """
        parts = _parts(frame, roi.clipped(frame.width, frame.height))
        if roi != self._roi or self._parts is None or cv2.norm(parts, self._parts, cv2.NORM_L1) > MAX_CHANGE * parts.size:
            self._roi, self._parts, self._since_ns = roi, parts, frame.captured_ns
        return frame.captured_ns - self._since_ns >= FROZEN_S * 1e9


def _parts(frame: Frame, roi: Roi) -> GreyImage:
    region = roi.crop(frame.pixels)
    rows = region[::EVERY] if region.shape[0] >= EVERY * SIDE else region
    return np.asarray(cv2.resize(rows, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
