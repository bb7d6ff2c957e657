"""Training, validation and test subjects: split by subject, stratified by muscle and label, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from edge_app.bundle.manifest import LABELS
from edge_app.errors import ConfigError
from quantize.dataset.manifest import Sample

TEST_SHARE = 0.30  # of the subjects: the paper's 70/30
VALIDATION_SHARE = 0.15  # of the training subjects; the paper has none, and names that its limitation
SEED = 2025

Strata = Mapping[str, frozenset[tuple[str, str]]]  # subject -> its (label, muscle) pairs


@dataclass(frozen=True)
class Split:
    """Three parts with no subject in common. What is chosen is chosen on `validation`; `test` is only ever reported on."""

    train: tuple[Sample, ...]
    validation: tuple[Sample, ...]
    test: tuple[Sample, ...]


def split(
    samples: Sequence[Sample], seed: int = SEED, test_share: float = TEST_SHARE, validation_share: float = VALIDATION_SHARE
) -> Split:
    """Split a data set by subject; a subject with several muscles belongs to the stratum of that combination.

    Depends on the subjects and the seed, not on the order of the rows. Raises ConfigError when a part would be empty.
    """
    strata = subject_strata(samples)
    rng = np.random.default_rng(seed)
    test = draw_subjects(strata, test_share, rng)
    rest = {subject: stratum for subject, stratum in strata.items() if subject not in test}
    validation = draw_subjects(rest, validation_share, rng)
    train = rest.keys() - validation
    if not (train and validation and test):
        raise ConfigError(f"{len(strata)} subjects are too few for training, validation and test parts; add subjects")
    return Split(*(tuple(s for s in samples if s.subject in part) for part in (train, validation, test)))


def subject_strata(samples: Sequence[Sample]) -> Strata:
    """The stratum of every subject, by name."""
    strata: dict[str, frozenset[tuple[str, str]]] = {}
    for sample in samples:
        strata[sample.subject] = strata.get(sample.subject, frozenset()) | {(sample.label, sample.muscle or "")}
    return strata


def draw_subjects(strata: Strata, share: float, rng: np.random.Generator) -> set[str]:
    """Draw a share of the subjects at random: exact to half a subject overall, to one in every label and stratum.

    Fractions are carried from stratum to stratum. They are sorted by label first, so that the labels come out right even
    where each muscle has few subjects.
    """
    drawn: set[str] = set()
    seen = 0
    for stratum in sorted(set(strata.values()), key=sorted):
        members = sorted(subject for subject, own in strata.items() if own == stratum)
        take = round(share * (seen + len(members))) - round(share * seen)
        seen += len(members)
        drawn.update(rng.permutation(members)[:take].tolist())
    return drawn


def sample_balanced(samples: Sequence[Sample], count: int, seed: int) -> tuple[Sample, ...]:
    """At most `count` samples at random, half of them of each label; the same ones for the same seed."""
    rng = np.random.default_rng(seed)
    chosen: list[Sample] = []
    for label in LABELS:
        members = [sample for sample in samples if sample.label == label]
        chosen.extend(members[i] for i in sorted(rng.permutation(len(members))[: count // len(LABELS)]))
    return tuple(chosen)
