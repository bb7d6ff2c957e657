"""Ways in which what is tested on was trained on: one subject in two parts, one image under two subjects. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantize.dataset.inspection.duplicates import Pair
from quantize.dataset.manifest import Sample


@dataclass(frozen=True)
class Twins:
    """An image that two subjects have, or that is in both of two data sets."""

    first: Sample
    second: Sample
    correlation: float
    mirrored: bool
    first_number: int  # among all images looked at
    second_number: int

    @property
    def labels_differ(self) -> bool:
        return self.first.label != self.second.label


def subjects_in_several_parts(samples: Sequence[Sample]) -> dict[str, tuple[str, ...]]:
    """subject -> the parts that it is in, where these are several."""
    parts: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        if sample.part is not None:
            parts[sample.subject].add(sample.part)
    return {subject: tuple(sorted(those)) for subject, those in parts.items() if len(those) > 1}


def names_of_one(subjects: Sequence[str]) -> list[tuple[str, ...]]:
    """Names that may be of one subject: the same but for case, spaces, dashes and leading noughts."""
    alike: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        flat = unicodedata.normalize("NFKD", subject.casefold())
        alike["".join(c for c in flat if c.isalnum()).lstrip("0")].add(subject)
    return sorted(tuple(sorted(those)) for those in alike.values() if len(those) > 1)


def twins(samples: Sequence[Sample], pairs: Sequence[Pair], boundary: int) -> Iterator[Twins]:
    """The pairs that are of two subjects; or of two data sets, of which the second begins at `boundary`."""
    for pair in pairs:
        first, second = samples[pair.first], samples[pair.second]
        if first.subject != second.subject or pair.first < boundary <= pair.second:
            yield Twins(first, second, pair.correlation, pair.mirrored, pair.first, pair.second)
