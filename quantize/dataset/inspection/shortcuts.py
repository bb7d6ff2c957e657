"""What goes along with the label though it is no muscle: a network may learn it instead. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import fisher_exact

from quantize.dataset.inspection.pictures import PictureFacts
from quantize.dataset.manifest import Sample

LIKELY = 0.01  # Fisher's exact p from which a connection is reported, times the number of questions asked (Bonferroni)
OFTEN = 0.02  # of the subjects, that something must hold of to be asked about


@dataclass(frozen=True)
class Shortcut:
    """Something that holds of more subjects of one label than of the others."""

    what: str
    label: str
    of_label: tuple[int, int]  # subjects with it, and all subjects
    of_others: tuple[int, int]
    p: float  # Fisher's exact, two-sided; subjects, not images


def shortcuts(samples: Sequence[Sample], facts: Sequence[PictureFacts]) -> list[Shortcut]:
    """Every connection that chance would hardly make, the strongest first."""
    subjects = list(dict.fromkeys(sample.subject for sample in samples))
    labels = {sample.subject: sample.label for sample in samples}  # the last of a subject's; few have two
    asked = [(what, holds) for what, holds in _questions(samples, facts)]
    found = []
    for what, holds in asked:
        with_it = {sample.subject for sample, one in zip(samples, holds, strict=True) if one}
        if not OFTEN * len(subjects) <= len(with_it) <= (1 - OFTEN) * len(subjects):
            continue
        for label in sorted(set(labels.values()))[:1] if len(set(labels.values())) == 2 else sorted(set(labels.values())):
            own, others = [[s for s in subjects if (labels[s] == label) is same] for same in (True, False)]
            counts = [(sum(s in with_it for s in those), len(those)) for those in (own, others)]
            p = float(fisher_exact([[a, n - a] for a, n in counts])[1])
            if p * len(asked) < LIKELY:
                found.append(Shortcut(what, label, counts[0], counts[1], p))
    return sorted(found, key=lambda one: one.p)


def _questions(samples: Sequence[Sample], facts: Sequence[PictureFacts]) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    yield "text within the ultrasound", np.array([one.words_inside > 0 for one in facts])
    yield "text beside the ultrasound", np.array([one.words_beside > 0 for one in facts])
    yield "a border around the image", np.array([one.is_letterboxed for one in facts])
    yield "a mask", np.array([sample.mask is not None for sample in samples])
    named: dict[str, Sequence[str | None]] = {
        "size": [f"{one.width} x {one.height}" for one in facts],
        "device": [sample.device for sample in samples],
        "muscle": [sample.muscle for sample in samples],
        "side": [sample.side for sample in samples],
        "sex": [sample.sex for sample in samples],
    }
    for what, values in named.items():
        for value in sorted({value for value in values if value is not None}):
            yield f"{what} {value}", np.array([one == value for one in values])
    ages = [sample.age for sample in samples if sample.age is not None]
    if ages:
        middle = float(np.median(ages))
        yield f"age above the median of {middle:g} years", np.array([s.age is not None and s.age > middle for s in samples])
