"""Images that are unlike the others of their set in size, scale or grey level. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quantize.dataset.inspection.pictures import PictureFacts
from quantize.dataset.manifest import Sample

FAR = 4.5  # robust standard deviations; of 4,000 normal values .03 are further out
SCALE = 0.05  # relative; scales that differ by less are one


@dataclass(frozen=True)
class Outlier:
    """An image that is far from the others."""

    number: int
    what: str  # "mean grey level 203, the others' median 61"


@dataclass(frozen=True)
class Sizes:
    """How large the images are, and what a pixel measures."""

    sizes: dict[str, int]  # "512 x 480" -> images, the most frequent first
    scales: dict[str, int]  # "0.086 mm" -> images; "not noted"


def sizes(samples: Sequence[Sample], facts: Sequence[PictureFacts]) -> Sizes:
    """Every size and scale that occurs."""
    scales = [sample.scale(one.height) for sample, one in zip(samples, facts, strict=True)]
    names = ["not noted" if scale is None else f"{_rounded(scale):.3g} mm" for scale in scales]
    return Sizes(dict(Counter(f"{one.width} x {one.height}" for one in facts).most_common()), dict(Counter(names).most_common()))


def _rounded(scale: float) -> float:
    """To a twentieth, so that 0.0857 and 0.0861 are one."""
    step = np.log1p(SCALE)
    return float(np.exp(np.round(np.log(scale) / step) * step))


def outliers(facts: Sequence[PictureFacts]) -> list[Outlier]:
    """Images far from the median in grey level, contrast or number of pixels, by the median absolute deviation."""
    found = []
    for name, values in (
        ("mean grey level", [one.mean for one in facts]),
        ("contrast (standard deviation of grey levels)", [one.deviation for one in facts]),
        ("megapixels", [one.width * one.height / 1e6 for one in facts]),
        ("share of saturated pixels", [one.saturated for one in facts]),
    ):
        array = np.array(values)
        middle = float(np.median(array))
        # 1.4826: of a normal distribution, the standard deviation in median absolute deviations.
        spread = max(1.4826 * float(np.median(np.abs(array - middle))), 0.02 * abs(middle), 1e-3)
        for number in np.flatnonzero(np.abs(array - middle) > FAR * spread).tolist():
            found.append(Outlier(number, f"{name} {array[number]:.3g}, the others' median {middle:.3g}"))
    return found
