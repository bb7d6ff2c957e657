"""What comes again at even distances with depth: reverberation below a pleura, a ladder of layers. Fascicles and septa do not."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.records import FloatMap, GreyImage

SIDE = 224  # px, of the crop
_STRIPS = 4  # side by side; in each, lines are nearly straight that are curved over the whole width
_SHORTEST, _LONGEST = 8, 112  # px, of periods
_TREND_PX = 20.0  # deviation of the average that is taken off: a slope is no repetition
_OVERLAP = (SIDE / (SIDE - np.arange(_LONGEST))).astype(np.float32)  # a longer period has fewer rows to compare

NAMES = ("repetition with depth", "period of the repetition")


def measure_repetition(image: GreyImage) -> FloatMap:
    """The (len(NAMES),) float32 numbers of a (224, 224) uint8 crop: how alike its rows are a period deeper, and that period
    or a multiple of it.

    The first is the highest autocorrelation, 0 to about 1, of the profiles of four strips; the second is relative to the side.
    """
    profiles = np.asarray(cv2.resize(image, (_STRIPS, SIDE), interpolation=cv2.INTER_AREA), np.float32)
    profiles -= cv2.GaussianBlur(profiles, (1, 101), sigmaX=1.0, sigmaY=_TREND_PX, borderType=cv2.BORDER_REFLECT)
    power = np.abs(np.fft.rfft(profiles, 2 * SIDE, axis=0)) ** 2
    alike = np.fft.irfft(power, axis=0)[:_LONGEST]
    alike = (alike / np.maximum(alike[0], SIDE / 2)).mean(axis=1) * _OVERLAP  # below that there is nothing but rounding
    negative = np.flatnonzero(alike < 0)  # before the first one, a line is compared with itself
    first = max(_SHORTEST, int(negative[0])) if len(negative) else _LONGEST
    if first >= _LONGEST:
        return np.zeros(len(NAMES), np.float32)
    period = first + int(alike[first:].argmax())
    return np.array([max(float(alike[period]), 0.0), period / SIDE], np.float32)
