"""Lists of classes, and what a data set says of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from edge_app.errors import ConfigError
from quantize.class_list import CLASS_LISTS, load_class_list
from quantize.dataset.classes import class_indices
from quantize.dataset.manifest import Sample

HECKMATT = load_class_list("heckmatt")
SAMPLES = [
    Sample(image=f"{grade}.png", subject="s", label="abnormal" if grade > 1 else "normal", grade=grade) for grade in (1, 4, 2)
]


@pytest.mark.parametrize("path", sorted(CLASS_LISTS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_list_is_sound(path: Path) -> None:
    classes = load_class_list(path.stem)
    scheme = classes.scheme(2.0)
    assert len(scheme.temperatures) == classes.outputs and set(scheme.temperatures) == {2.0}
    assert classes.description().fits(classes.labels) and classes.scheme(*range(1, classes.outputs + 1)).temperatures[1] == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('abnormal = ["Heckmatt 2", ', 'abnormal = ["mild", ', "abnormal"),
        ('values = ["1", ', 'values = ["2", ', "values"),
        ('labels = ["Heckmatt 1", ', 'labels = ["Heckmatt 2", ', "values"),
        ('labels = ["Heckmatt 1", ', 'labels = ["", ', "labels"),
        ('head = "softmax"', 'head = "hard"', "head"),
        ("ordered = true", "ordered = 1", "ordered"),
        ('column = "grade"', 'column = "age"', "column"),
        ('temperatures = "shared"', 'temperatures = "shared"\nthresholds = [0.5]', "abnormal"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(before: str, after: str, said: str, tmp_path: Path) -> None:
    text = (CLASS_LISTS / "heckmatt.toml").read_text()
    assert before in text
    (tmp_path / "own.toml").write_text(text.replace(before, after))
    with pytest.raises(ConfigError, match=said) as caught:
        load_class_list(str(tmp_path / "own.toml"))
    assert "\n" not in str(caught.value)


def test_an_unknown_list_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match="no list of classes 'mild'; name heckmatt, heckmatt_ordinal"):
        load_class_list("mild")


def test_the_class_of_an_image_is_its_place_in_the_list() -> None:
    assert class_indices(SAMPLES, HECKMATT).tolist() == [0, 3, 1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"grade": None}, "has no grade"),
        ({"label": "normal"}, "is normal by its label and Heckmatt 2 by its grade"),
    ],
)
def test_an_image_whose_class_is_in_doubt_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        class_indices([*SAMPLES[:2], dataclasses.replace(SAMPLES[2], **changes)], HECKMATT)  # type: ignore[arg-type]


def test_a_value_that_is_not_in_the_list_is_refused() -> None:
    classes = dataclasses.replace(HECKMATT, column="subtype", values=("none", "myositis", "dystrophy", "neuropathy"))
    with pytest.raises(ConfigError, match="has the subtype 'other', which is none of none, myositis"):
        class_indices([Sample(image="a.png", subject="s", label="abnormal", subtype="other")], classes)
