"""A subject is in only one part, and the parts are what they are called."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.errors import ConfigError
from edge_app.records import Muscle
from quantize.dataset.manifest import Sample
from quantize.dataset.split import TEST_SHARE, Split, split

MUSCLES = [m.value for m in Muscle]
BLANK = Sample(image="", subject="", label="normal", muscle=MUSCLES[0])


def images(subject: int, muscle: int, abnormal: bool, count: int) -> list[Sample]:
    label = "abnormal" if abnormal else "normal"
    one = dataclasses.replace(BLANK, subject=f"s{subject}", muscle=MUSCLES[muscle], label=label)
    return [dataclasses.replace(one, image=f"{subject}-{muscle}-{i}") for i in range(count)]


examinations = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 2), st.booleans(), st.integers(1, 2)),
    min_size=30,
    max_size=80,
    unique_by=lambda e: e[:2],
).map(lambda es: [sample for e in es for sample in images(*e)])  # one subject may have several muscles, and both labels


def names(part: tuple[Sample, ...]) -> set[str]:
    return {s.subject for s in part}


def enough(samples: list[Sample]) -> bool:
    return len({s.subject for s in samples}) >= 20


@given(examinations.filter(enough), st.integers(0, 2**32))
def test_no_subject_is_in_two_parts_and_no_image_is_lost(samples: list[Sample], seed: int) -> None:
    parts = split(samples, seed)
    train, validation, test = names(parts.train), names(parts.validation), names(parts.test)
    assert not (train & validation or train & test or validation & test)
    assert Counter(parts.train + parts.validation + parts.test) == Counter(samples)
    assert abs(len(test) - TEST_SHARE * len(train | validation | test)) <= 0.5


@given(examinations.filter(enough), st.integers(0, 2**32), st.randoms())
def test_order_of_the_rows_does_not_matter(samples: list[Sample], seed: int, order: random.Random) -> None:
    shuffled = samples.copy()
    order.shuffle(shuffled)
    before, after = split(samples, seed), split(shuffled, seed)
    assert names(before.train) == names(after.train)
    assert names(before.validation) == names(after.validation)


def paper_like(scale: int = 1) -> list[Sample]:
    """The paper's subjects: 445 biceps (158 abnormal), 462 tibialis (166), 376 gastrocnemius (110)."""
    counts = ((445, 158), (462, 166), (376, 110))
    plan = [(muscle, i < abnormal) for muscle, (total, abnormal) in enumerate(counts) for i in range(total)][::scale]
    return [s for number, (muscle, abnormal) in enumerate(plan) for s in images(number, muscle, abnormal, 3)]


def shares(part: tuple[Sample, ...]) -> Counter[tuple[str, str]]:
    return Counter((str(s.muscle), s.label) for s in {s.subject: s for s in part}.values())


def test_the_papers_subjects_give_the_papers_parts() -> None:
    parts = split(paper_like())
    assert (len(names(parts.train + parts.validation)), len(names(parts.test))) == (898, 385)
    whole, test, validation = shares(tuple(paper_like())), shares(parts.test), shares(parts.validation)
    for stratum, count in whole.items():
        assert abs(test[stratum] - 0.3 * count) <= 1
        assert abs(validation[stratum] - 0.15 * (count - test[stratum])) <= 1


@pytest.mark.parametrize("seed", range(5))
def test_few_subjects_still_give_every_part_both_labels(seed: int) -> None:
    parts = split(paper_like(scale=25), seed)
    for part in (parts.train, parts.validation, parts.test):
        assert {s.label for s in part} == {"normal", "abnormal"}


def test_another_seed_is_another_split() -> None:
    assert names(split(paper_like(), 1).test) != names(split(paper_like(), 2).test)
    assert split(paper_like(), 1) == split(paper_like(), 1)


def test_too_few_subjects_are_refused() -> None:
    with pytest.raises(ConfigError, match="too few"):
        split(images(0, 0, False, 9))
    assert isinstance(split(paper_like(scale=100)), Split)
