"""A recipe: how a trained network becomes a graph for the appliance, and what the graph must still reach to be shipped.

One TOML file each, those of `quantize/recipes` by name. Every key must be there, and no other one; the table [training]
only where the graph is trained.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from edge_app.errors import ConfigError
from edge_app.typed_reader import FormatError, build, parse_toml

R = TypeVar("R")
RECIPES = Path(__file__).parent / "recipes"
DEFAULT_RECIPE = "u8s8_percentile"  # the shipped one


@dataclass(frozen=True)
class KeepFloat:
    """Layers that are not quantised."""

    layers: str  # "head", "side >= N" (pixels of their output), or a glob of module names ("block3.cbam*")
    reason: str


@dataclass(frozen=True)
class GateLimits:
    """The most that may be lost against the trained network in torch, on the untouched test subjects.

    Shares and scores are 0-1 (0.001 is 0.1 point). An "end" is the unfavourable end of the difference's 95 % interval.
    """

    auc_loss: float
    auc_loss_end: float
    accuracy_loss: float
    accuracy_loss_end: float
    brier_rise_end: float
    calibration_error_rise_end: float
    map_cosine_median: float  # at least; over images the trained network calls abnormal
    map_cosine_p5: float  # at least; 5th percentile


@dataclass(frozen=True)
class QatRecipe:
    """Quantisation-aware training of the graph that the rest of the recipe makes, taught by the trained network."""

    epochs: int
    images: int  # training images of an epoch, at most
    batch: int
    learning_rate: float  # of Adam, for weights and biases: in quantisation steps; falls to 0
    range_rate: float  # the same for the ranges of activations: as a share of the range
    temperature: float  # of the distilled logits
    logits_weight: float  # in the loss
    features_weight: float  # in the loss; of the last feature map, which the heatmap is made of


@dataclass(frozen=True)
class QuantRecipe:
    """How to make a graph."""

    summary: str
    runtime: Literal["onnxruntime"]
    weights: Literal["float32", "float16", "int8"]
    activations: Literal["float32", "float16", "uint8", "int8"]
    granularity: Literal["tensor", "channel"]  # one weight scale for a tensor, or one for each output channel
    calibration: Literal["none", "minmax", "entropy", "percentile"]  # how the range of an activation is found
    percentile: float  # of |activation|, for calibration = "percentile"
    images: int  # training images to calibrate on
    equalise: bool  # cross-layer equalisation before quantising
    # Of the weights: each to the nearest step, or all of a layer together by what its inputs make of it.
    rounding: Literal["nearest", "second_order"]
    keep_float: tuple[KeepFloat, ...]
    gate: GateLimits
    training: QatRecipe | None = None  # table [training]; left out where the graph is not trained

    @property
    def is_int8(self) -> bool:
        """Whether the graph computes in eight bits; else it is a float graph, for comparison."""
        return self.weights == "int8"


def recipe_names() -> list[str]:
    """The recipes that come with the project."""
    return sorted(file.stem for file in RECIPES.glob("*.toml"))


def load_recipe(name: str) -> QuantRecipe:
    """A recipe by its name, or by the path of a TOML file. Raises ConfigError when there is none or it is wrong."""
    recipe, path = read_recipe(QuantRecipe, name, RECIPES, DEFAULT_RECIPE)
    _check(recipe, path)
    return recipe


def load_int8_recipe(name: str) -> QuantRecipe:
    """`load_recipe`, of a recipe that makes a bundle. Raises ConfigError for one that is there for comparison too."""
    recipe = load_recipe(name)
    if not recipe.is_int8:
        raise ConfigError(f"recipe {name!r} is there for comparison and makes no INT8 graph; `compare` measures it")
    return recipe


def read_recipe(kind: type[R], name: str, folder: Path, example: str, what: str = "recipe") -> tuple[R, Path]:
    """A recipe of a kind, by its name in `folder` or the path of a TOML file, and its file; `example` is a good one's name.

    Raises ConfigError when there is none or its keys are wrong.
    """
    path = Path(name) if name.endswith(".toml") else folder / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.toml")))
        raise ConfigError(f"there is no {what} {name!r}; name {known}, or the path of a TOML file")
    try:
        return build(kind, parse_toml(path.read_bytes())), path
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); check the permissions") from exc
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; {folder / example}.toml shows how it must look") from exc


def _check(recipe: QuantRecipe, path: Path) -> None:
    """Refuse values that parse but cannot be meant."""
    integers = recipe.activations in ("uint8", "int8")
    sound = {
        "activations": integers if recipe.is_int8 else recipe.activations == recipe.weights,
        "calibration": (recipe.calibration == "none") != recipe.is_int8,
        "percentile": 50 < recipe.percentile <= 100,
        "images": recipe.images >= 8,
        "keep_float": recipe.is_int8 or not recipe.keep_float,
    }
    if recipe.training is not None:
        q = recipe.training
        # A trained linear layer would no longer be the one that draws the heatmap.
        sound["training"] = (
            recipe.is_int8
            and any(kept.layers == "head" for kept in recipe.keep_float)
            and min(q.epochs, q.images // 2, q.batch, q.learning_rate, q.temperature) > 0
            and min(q.range_rate, q.logits_weight, q.features_weight) >= 0
        )
    for key, is_sound in sound.items():
        if not is_sound:
            raise ConfigError(f"{path} has an impossible value of {key} for {recipe.weights} weights")
