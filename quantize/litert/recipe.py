"""A recipe for LiteRT: how a trained network becomes a .tflite graph. One TOML file each, those of `recipes/litert` by name.

What the graph must still reach to be shipped stands in the shipped ONNX recipe (`quantize.recipe`): one gate for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edge_app.errors import ConfigError
from quantize.recipe import RECIPES, KeepFloat, read_recipe

FOLDER = RECIPES / "litert"
DEFAULT = "int8"
TYPES = {"none": "float32", "ai_edge_quantizer": "int8", "pt2e": "int8"}  # of weights and activations, by the quantiser
KEPT = {"none": (), "ai_edge_quantizer": ("head",), "pt2e": ()}  # in float, by the quantiser


@dataclass(frozen=True)
class LiteRtRecipe:
    """How to make a graph."""

    summary: str
    quantiser: Literal["none", "ai_edge_quantizer", "pt2e"]
    weights: str  # type
    activations: str  # type
    granularity: Literal["channel"]  # one weight scale for each output channel
    percentile: float  # of the images' extremes, that a tensor's range keeps; PyTorch's export only knows 100
    images: int  # training images to calibrate on
    even: bool  # every channel of a tensor near the tensor's full range
    keep_float: tuple[KeepFloat, ...]


def load_recipe(name: str) -> LiteRtRecipe:
    """A recipe by its name, or by the path of a TOML file. Raises ConfigError when there is none or it is wrong."""
    recipe, path = read_recipe(LiteRtRecipe, name, FOLDER, DEFAULT)
    _check(recipe, path)
    return recipe


def _check(recipe: LiteRtRecipe, path: Path) -> None:
    """Refuse values that parse but that the quantiser does not know."""
    own = recipe.quantiser == "ai_edge_quantizer"
    sound = {
        "weights": recipe.weights == TYPES[recipe.quantiser],
        "activations": recipe.activations == TYPES[recipe.quantiser],
        "percentile": 50 < recipe.percentile <= 100 and (own or recipe.percentile == 100),
        "images": recipe.images >= 8,
        "keep_float": tuple(kept.layers for kept in recipe.keep_float) == KEPT[recipe.quantiser],
    }
    for key, is_sound in sound.items():
        if not is_sound:
            raise ConfigError(f"{path} has a value of {key} that is not possible with the quantiser {recipe.quantiser}")
