"""Cross-validation: every subject is tested once, by a network that has not seen it, and the folds are alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from edge_app.errors import ConfigError
from edge_app.records import Muscle
from quantize.dataset.folds import folds
from quantize.dataset.manifest import Sample

MUSCLES = [muscle.value for muscle in Muscle]


def subjects(count: int) -> list[Sample]:
    """Two images each; a third of the subjects are abnormal, muscles take turns."""
    blank = Sample(image="", subject="", label="normal")
    return [
        replace(
            blank,
            image=f"{number}-{i}",
            subject=f"s{number}",
            label="normal" if number % 3 else "abnormal",
            muscle=MUSCLES[number // 3 % 3],
        )
        for number in range(count)
        for i in range(2)
    ]


def names(part: tuple[Sample, ...]) -> set[str]:
    return {sample.subject for sample in part}


def test_every_subject_is_tested_once_and_by_a_network_that_has_not_seen_it() -> None:
    samples = subjects(47)
    found = folds(samples, 5)
    assert Counter(s.image for one in found for s in one.test) == Counter(s.image for s in samples)
    assert sorted(name for one in found for name in names(one.test)) == sorted(names(tuple(samples)))
    for one in found:
        assert not names(one.test) & (names(one.train) | names(one.validation)) and not names(one.train) & names(one.validation)
        assert len(one.train) + len(one.validation) + len(one.test) == len(samples)


def test_folds_are_alike_in_every_label_and_muscle() -> None:
    found = folds(subjects(90), 5)
    assert {len(names(one.test)) for one in found} == {18}
    for muscle in MUSCLES:
        for label in ("normal", "abnormal"):
            sizes = [len({s.subject for s in one.test if (s.muscle, s.label) == (muscle, label)}) for one in found]
            assert max(sizes) - min(sizes) <= 1, (muscle, label, sizes)


def test_they_depend_on_the_seed_and_not_on_the_order_of_the_rows() -> None:
    samples = subjects(60)
    cuts = [
        [names(one.test) for one in folds(order, 3, seed)] for order, seed in ((samples, 1), (samples[::-1], 1), (samples, 2))
    ]
    assert cuts[0] == cuts[1] != cuts[2]


def test_too_few_subjects_are_refused() -> None:
    with pytest.raises(ConfigError, match="6 subjects are too few for 5 folds"):
        folds(subjects(6), 5)
