"""Fits the two classifiers of `edge_app.guard.texture_model` to crops that are already numbers.

Every source of muscle weighs the same, however many pictures it has, and simulated muscle as much as two; otherwise the
scanner with the longest recording would be what muscle looks like. The view is fitted on drawn crops as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.svm import SVC

from edge_app.errors import ConfigError
from edge_app.guard.classifier import MAX_DEVIATION, Classifier
from edge_app.guard.measures import fibres
from edge_app.guard.texture import FEATURES
from edge_app.guard.texture_model import TextureModel
from quantize.guard.crop_table import CropTable, Mask, Words
from quantize.guard.fitted_arrays import to_forest, to_kernel_machine
from quantize.guard.sources import SIMULATED, Role

Floats = npt.NDArray[np.float64]
SIMULATED_WEIGHT = 2.0  # of all simulated muscle together, in sources
VIEW_COLUMNS = np.array([FEATURES.index(name) for name in fibres.NAMES])  # the view must not depend on brightness
MISSING = "the guard needs crops of muscle in both views and of something else; give more with --source"
SMALLEST_DEVIATION = 1e-4  # of a number that is the same in all crops


@dataclass(frozen=True)
class GuardRecipe:
    """How the model is fitted. The same recipe and the same crops give the same model."""

    seed: int = 2026
    trees: int = 100
    depth: int = 14  # questions on a path
    leaf: int = 3  # crops in a leaf, at least
    tried: int = 14  # numbers that a tree chooses among at each question
    penalty: float = 10.0  # C of the kernel machine
    reach: float = 3.0  # its kernel's gamma is 1 / (reach x count of numbers)
    lost: float = 0.05  # share of muscle, sources weighted alike, that its limit may cost
    lost_of_one: float = 0.10  # and of any one source
    miscalled: float = 0.025  # share of transverse views called longitudinal; below 5 %, for two sources say little
    miscalled_of_one: float = 0.06


def fit_model(crops: CropTable, recipe: GuardRecipe) -> TextureModel:
    """Fit on these crops. Scores are not scaled yet, and the limits are 0: both are learnt from crops that were left out.

    Raises ConfigError where muscle, its other view or anything else is missing.
    """
    return TextureModel(fit_muscle(crops, recipe), fit_view(crops, recipe))


def fit_muscle(crops: CropTable, recipe: GuardRecipe) -> Classifier:
    """What tells muscle from anything else. Raises ConfigError where one of them is missing."""
    judged = crops.where(~crops.drawn_views)
    if not judged.muscle.any() or judged.muscle.all():
        raise ConfigError(MISSING)
    weight = np.where(judged.muscle, source_weights(judged.source), 1.0)
    return _fit(judged, ~judged.muscle, weight, np.arange(len(FEATURES)), recipe)


def fit_view(crops: CropTable, recipe: GuardRecipe) -> Classifier:
    """What tells the transverse from the longitudinal view. Raises ConfigError where one of them is missing."""
    viewed = crops.where(crops.muscle | crops.drawn_views)
    longitudinal = np.asarray(viewed.role == Role.LONGITUDINAL.value)
    if longitudinal.all() or not longitudinal.any():
        raise ConfigError(MISSING)
    return _fit(viewed, longitudinal, view_weights(viewed), VIEW_COLUMNS, recipe)


def source_weights(source: Words) -> Floats:
    """(N,) weights of crops by source."""
    names, which, counts = np.unique(source, return_inverse=True, return_counts=True)
    return np.asarray(np.where(names == SIMULATED, SIMULATED_WEIGHT, 1.0)[which] / counts[which])


def view_weights(crops: CropTable) -> Floats:
    """(N,) weights of crops of muscle, or of its drawn views; each of these weighs as much as a source."""
    return source_weights(np.where(crops.drawn_views, np.char.add("drawn ", crops.kind), crops.source))


def _fit(crops: CropTable, second: Mask, weight: Floats, columns: npt.NDArray[np.intp], recipe: GuardRecipe) -> Classifier:
    """Fit a classifier of the crops in the mask `second` against the others; both classes weigh the same."""
    numbers = crops.features[:, columns]
    weight = weight.copy()
    for part in (second, ~second):
        weight[part] *= len(crops) / 2 / weight[part].sum()
    first = weight[~second] / weight[~second].sum()
    mean = first @ numbers[~second]
    deviation = np.sqrt(first @ (numbers[~second] - mean) ** 2) + SMALLEST_DEVIATION
    scaled = np.clip((numbers - mean) / deviation, -MAX_DEVIATION, MAX_DEVIATION)
    trees = ExtraTreesClassifier(
        recipe.trees, max_depth=recipe.depth, min_samples_leaf=recipe.leaf, max_features=recipe.tried, random_state=recipe.seed
    ).fit(numbers, second, sample_weight=weight)
    kernel = SVC(C=recipe.penalty, gamma=1 / (recipe.reach * len(columns))).fit(scaled, second, sample_weight=weight)
    return Classifier(
        columns=columns.astype(np.int32),
        trees=to_forest(trees),
        kernel=to_kernel_machine(kernel, mean, deviation),
        centres=np.zeros(2),
        widths=np.ones(2),
        limit=0.0,
    )
