"""How many images an interval of a given width needs, when the images of a subject resemble one another. Pure.

Of independent images, an interval of the whole width W around a sensitivity p needs z^2 p (1 - p) / (W / 2)^2 abnormal ones
(Buderer 1996), and over the share of abnormal images as many of both kinds. Images of one subject say less than as many of
different subjects: by the design effect (Kish 1965), the variance that was measured between subjects over that of independent
images.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from edge_app.drift.agreement import wilson
from quantize.statistics.metrics import Floats

Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class SizeNeeded:
    """What an interval of the wanted width takes, if further images are like those measured."""

    expected: float  # the sensitivity or specificity planned with, 0-1
    design_effect: float
    of_class: int  # images of the class that the rate is of
    images: int  # of both classes, as they are mixed here
    subjects: int  # with as many images each as here


def design_effect(right: npt.NDArray[np.bool_], subjects: npt.NDArray[np.str_]) -> float:
    """Of a share of N images that are right: at least 1, at most the mean number of images of a subject where nothing varies.

    The variance between subjects is that of a ratio of subject totals (Cochran 1977, 6.3), the other of N independent images.
    """
    names, which = np.unique(subjects, return_inverse=True)
    sizes: Floats = np.bincount(which).astype(np.float64)
    n, k, share = len(right), len(names), float(right.mean())
    if k < 2 or share in (0.0, 1.0):
        return n / k
    hits = np.bincount(which, right)
    variance = k / (k - 1) * float(((hits - share * sizes) ** 2).sum()) / n**2
    return max(1.0, variance / (share * (1 - share) / n))


def size_needed(right: npt.NDArray[np.bool_], subjects: npt.NDArray[np.str_], share_of_class: float, width: float) -> SizeNeeded:
    """For the rate at which the N images of one class are right, a class that is `share_of_class` of all images, 0-1.

    width: of the whole 95 % interval, 0-1. Where all or none are right, it is planned with the end of Wilson's interval of as
    many subjects that is nearer to a half: a rate of exactly 1 would need no images.
    """
    effect, expected = design_effect(right, subjects), float(right.mean())
    if expected in (0.0, 1.0):
        people = len(np.unique(subjects))
        low, high = wilson(round(expected * people), people)
        expected = low if expected else high
    independent = Z**2 * expected * (1 - expected) / (width / 2) ** 2
    of_class = ceil(independent * effect)
    images = ceil(of_class / share_of_class)
    each = len(right) / len(np.unique(subjects))
    return SizeNeeded(expected, effect, of_class, images, ceil(images / each))
