"""What the rows of a data set say of leaks, of who is missing, and of what goes along with the label."""

from __future__ import annotations

import dataclasses

import numpy as np

from quantize.dataset.inspection.coverage import UNKNOWN, coverage
from quantize.dataset.inspection.leaks import names_of_one, subjects_in_several_parts
from quantize.dataset.inspection.outliers import outliers, sizes
from quantize.dataset.inspection.pictures import PictureFacts, letterbox
from quantize.dataset.inspection.shortcuts import shortcuts
from quantize.dataset.manifest import Sample

NOTHING = np.zeros(4, np.float32)
FACTS = PictureFacts(500, 400, 60.0, 30.0, 0.0, 0, 0, (0, 0, 0, 0), b"", NOTHING, NOTHING)


def people(count: int) -> list[Sample]:
    """Every other one abnormal; two images each."""
    return [
        Sample(image=f"{i}.png", subject=f"s{i // 2}", label=("normal", "abnormal")[i // 2 % 2], age=20 + i // 2 % 40, sex="male")
        for i in range(2 * count)
    ]


def test_a_subject_in_two_parts_is_a_leak_and_one_without_a_part_is_not() -> None:
    samples = people(3)
    parted = [
        dataclasses.replace(s, part=part)
        for s, part in zip(samples, ("train", "test", "train", "train", None, "test"), strict=True)
    ]
    assert subjects_in_several_parts(parted) == {"s0": ("test", "train")}
    assert subjects_in_several_parts(samples) == {}


def test_names_that_differ_in_spelling_only() -> None:
    assert names_of_one(["P-01", "p01", "P 01", "P1", "Müller", "Mu\u0308ller"]) == [
        ("Mu\u0308ller", "Müller"),
        ("P 01", "P-01", "p01"),
    ]


def test_bands_that_nobody_is_in_are_there() -> None:
    found = {one.attribute: one for one in coverage(people(60))}
    ages = {group.name: group.subjects for group in found["age"].groups}
    assert ages == {"under 18": 0, "18 to 40": 40, "40 to 60": 20, "60 to 80": 0, "80 or more": 0}
    assert "nobody of age 80 or more" in found["age"].gaps and "nobody of sex female" in found["sex"].gaps
    assert found["muscle"].gaps == ("nobody's muscle is noted",)
    assert [group.name for group in found["muscle"].groups] == [UNKNOWN]
    normal = next(group for group in found["sex"].groups if group.name == "male").by_label
    assert normal == {"normal": 30, "abnormal": 30}


def test_what_goes_along_with_the_label_is_reported_and_chance_is_not() -> None:
    samples = people(60)
    facts = [
        dataclasses.replace(FACTS, words_inside=int(s.label == "abnormal"), width=500 + i % 2) for i, s in enumerate(samples)
    ]
    found = shortcuts(samples, facts)
    assert [one.what for one in found] == ["text within the ultrasound"]
    assert found[0].of_label == (30, 30) and found[0].of_others == (0, 30) and found[0].p < 1e-10


def test_outliers_and_sizes() -> None:
    facts = [dataclasses.replace(FACTS, mean=60.0 + i % 5) for i in range(40)]
    facts[7] = dataclasses.replace(FACTS, mean=200.0, width=5000)
    found = outliers(facts)
    assert {one.number for one in found} == {7} and any("mean grey level 200" in one.what for one in found)
    seen = sizes([dataclasses.replace(s, mm_per_pixel=0.1 if i else None) for i, s in enumerate(people(20))], facts)
    assert seen.sizes == {"500 x 400": 39, "5000 x 400": 1} and sum(seen.scales.values()) == 40 and seen.scales["not noted"] == 1


def test_a_border_is_measured_on_each_side() -> None:
    image = np.random.default_rng(0).integers(0, 255, (60, 80), np.uint8)
    image[:, :7] = 0
    image[55:] = 0
    assert letterbox(image) == (7, 0, 0, 5)
    assert letterbox(np.full((60, 80), 9, np.uint8)) == (0, 0, 0, 0)
