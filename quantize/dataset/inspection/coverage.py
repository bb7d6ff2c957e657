"""Who is in a data set and who is missing. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quantize.dataset.manifest import Sample

AGES = (0, 18, 40, 60, 80, 121)  # years; a band takes its lower end
BODY_MASS = (0.0, 18.5, 25.0, 30.0, 1e9)  # kg/m^2, World Health Organization: under, normal, over, obese
FEW = 10  # subjects; of fewer nothing can be said
UNKNOWN = "not noted"


@dataclass(frozen=True)
class Group:
    """The images of which one thing holds."""

    name: str
    subjects: int
    images: int
    by_label: dict[str, int]  # subjects

    @property
    def is_missing(self) -> bool:
        return self.subjects == 0


@dataclass(frozen=True)
class Coverage:
    """One attribute, and the groups that it makes."""

    attribute: str
    groups: tuple[Group, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The groups of which there is nobody, or too few of a label, as clauses."""
        if all(group.name == UNKNOWN or group.is_missing for group in self.groups):
            return (f"nobody's {self.attribute} is noted",)
        clauses = []
        for group in self.groups:
            if group.name == UNKNOWN:
                clauses += [f"{self.attribute} of {group.subjects} subjects is not noted"] if group.subjects else []
            elif group.is_missing:
                clauses.append(f"nobody of {self.attribute} {group.name}")
            else:
                few = [f"{count} {label}" for label, count in group.by_label.items() if count < FEW]
                clauses += [f"of {self.attribute} {group.name} only {' and '.join(few)}"] if few else []
        return tuple(clauses)


def coverage(samples: Sequence[Sample]) -> tuple[Coverage, ...]:
    """Subjects and images by age, sex, body mass, muscle, side and device; bands that nobody is in are there with 0."""
    return tuple(
        Coverage(attribute, tuple(_groups(samples, group_of, expected)))
        for attribute, group_of, expected in (
            ("age", _age, tuple(_bands(AGES))),
            ("sex", lambda sample: sample.sex, ("female", "male")),
            ("body mass index", _mass, tuple(_bands(BODY_MASS))),
            ("muscle", lambda sample: sample.muscle, ()),
            ("side", lambda sample: sample.side, ("left", "right")),
            ("device", lambda sample: sample.device, ()),
            ("grade", lambda sample: None if sample.grade is None else str(sample.grade), ()),
        )
    )


def _groups(samples: Sequence[Sample], group_of: Callable[[Sample], str | None], expected: Sequence[str]) -> Iterator[Group]:
    members: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        members[group_of(sample) or UNKNOWN].append(sample)
    labels = sorted({sample.label for sample in samples}, reverse=True)
    names = [*expected, *sorted(members.keys() - {*expected, UNKNOWN}), *([UNKNOWN] if UNKNOWN in members else [])]
    for name in names:
        own = members.get(name, [])
        by_label = {label: len({sample.subject for sample in own if sample.label == label}) for label in labels}
        yield Group(name, len({sample.subject for sample in own}), len(own), by_label)


def _age(sample: Sample) -> str | None:
    return None if sample.age is None else _band(sample.age, AGES)


def _mass(sample: Sample) -> str | None:
    if sample.height_cm is None or sample.weight_kg is None:
        return None
    return _band(sample.weight_kg / (sample.height_cm / 100) ** 2, BODY_MASS)


def _band(value: float, edges: Sequence[float]) -> str:
    return next(name for name, high in zip(_bands(edges), edges[1:], strict=True) if value < high)


def _bands(edges: Sequence[float]) -> Iterator[str]:
    for low, high in pairwise(edges):
        yield f"under {high:g}" if low == edges[0] else f"{low:g} or more" if high == edges[-1] else f"{low:g} to {high:g}"
