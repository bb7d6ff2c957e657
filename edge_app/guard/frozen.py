"""Whether a live stream shows one and the same image: the scanner is frozen, but its video output goes on."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, Frame, Roi

FROZEN_S = 1.5  # s that the region must have been the same
SAMPLES = 48  # a side, means of blocks of the region that are compared
MAX_CHANGE = 1.0  # grey levels, mean absolute change of the samples: what a grabber's noise and JPEG make of a still image


class Frozen:
    """Feed it every frame of a live stream with its region."""

    def __init__(self) -> None:
        self._roi: Roi | None = None
        self._samples: FloatMap | None = None
        self._since_ns = 0

    def update(self, frame: Frame, roi: Roi) -> bool:
        """Whether the region, which lies in the frame, has not changed for FROZEN_S."""
        samples = _samples(frame, roi)
        if roi != self._roi or self._samples is None or float(np.abs(samples - self._samples).mean()) > MAX_CHANGE:
            self._roi, self._samples, self._since_ns = roi, samples, frame.captured_ns
        return frame.captured_ns - self._since_ns >= FROZEN_S * 1e9


def _samples(frame: Frame, roi: Roi) -> FloatMap:
    region = roi.crop(frame.pixels)
    every = max(1, min(region.shape) // SAMPLES)
    return np.asarray(cv2.blur(region, (3, 3))[::every, ::every], np.float32)
