"""Recipes: what is shipped reads, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge_app.errors import ConfigError
from quantize.recipe import DEFAULT_RECIPE, RECIPES, load_recipe, recipe_names

SHIPPED = (RECIPES / f"{DEFAULT_RECIPE}.toml").read_text()


@pytest.mark.parametrize("name", recipe_names())
def test_a_shipped_recipe_reads_and_none_has_an_easier_gate(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.summary and recipe.gate == load_recipe(DEFAULT_RECIPE).gate
    assert all(kept.reason for kept in recipe.keep_float)


def test_the_gate_is_as_strict_as_demanded() -> None:
    gate = load_recipe(DEFAULT_RECIPE).gate
    assert gate.auc_loss <= 0.001 and gate.accuracy_loss <= 0.002 and gate.accuracy_loss_end <= 0.005
    assert gate.map_cosine_median >= 0.99 and gate.map_cosine_p5 >= 0.97


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("equalise", "equalize", '"equalise"'),
        ("equalise =", "extra = 1\nequalise =", "extra"),
        ("auc_loss = 0.001", 'auc_loss = "none"', "gate.auc_loss"),
        ('weights = "int8"', 'weights = "int3"', "int3"),
        ('calibration = "percentile"', 'calibration = "none"', "calibration"),
        ('activations = "uint8"', 'activations = "float16"', "activations"),
        ("percentile = 99.999", "percentile = 101.0", "percentile"),
        ("[gate]", "[gate", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, named: str, tmp_path: Path) -> None:
    assert old in SHIPPED
    path = tmp_path / "own.toml"
    path.write_text(SHIPPED.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_recipe(str(path))
    assert named in str(caught.value) and "own.toml" in str(caught.value) and "\n" not in str(caught.value)


def test_an_unknown_recipe_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=DEFAULT_RECIPE):
        load_recipe("u4s4")
