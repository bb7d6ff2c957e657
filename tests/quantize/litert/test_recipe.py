"""LiteRT recipes: what is shipped reads, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import ConfigError
from quantize.litert.recipe import DEFAULT, FOLDER, load_recipe

SHIPPED = (FOLDER / f"{DEFAULT}.toml").read_text()

NAMES = [file.stem for file in FOLDER.glob("*.toml")]


def test_both_ways_to_int8_are_recipes() -> None:
    assert {load_recipe(name).quantiser for name in NAMES} == {"none", "ai_edge_quantizer", "pt2e"}
    assert all(kept.reason for name in NAMES for kept in load_recipe(name).keep_float)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("even =", "evened =", '"even"'),
        ("even = true", "even = 1", "even"),
        ("ai_edge_quantizer", "onnx2tf", "quantiser"),
        ('weights = "int8"', 'weights = "int4"', "weights"),
        ("percentile = 99.0", "percentile = 101.0", "percentile"),
        ('"head"', '"side >= 112"', "keep_float"),
        ('"ai_edge_quantizer"', '"pt2e"', "percentile"),
        ("[[keep_float]]", "[[keep_float]", "not valid TOML"),
    ],
)
def test_a_wrong_recipe_is_refused_with_the_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in SHIPPED
    file = tmp_path / "wrong.toml"
    file.write_text(SHIPPED.replace(old, new))
    with pytest.raises(ConfigError, match=named):
        load_recipe(str(file))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="int8_export"):
        load_recipe("fastest")
