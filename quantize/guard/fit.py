"""Fits the judges of `edge_app.guard.texture_model` and the view's trees to crops that are already numbers.

Every source of muscle weighs the same, however many pictures it has, and simulated muscle as much as two; otherwise the
scanner with the longest recording would be what muscle looks like.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier, IsolationForest

from edge_app.errors import ConfigError
from edge_app.guard.texture_model import NEIGHBOURS, TextureModel
from edge_app.records import FloatMap
from quantize.guard.crop_table import CropTable, Words
from quantize.guard.forests import from_classifier, from_isolation
from quantize.guard.sources import SIMULATED, Role

Floats = npt.NDArray[np.float64]
SIMULATED_WEIGHT = 2.0  # of all simulated muscle, in sources


@dataclass(frozen=True)
class GuardRecipe:
    """How the model is fitted. The same recipe and the same crops give the same model."""

    seed: int = 2026
    isolation_trees: int = 150
    isolation_samples: int = 256  # crops that each of them sets apart
    isolation_crops: int = 1500  # crops of muscle they are drawn from
    references: int = 700  # crops of muscle that the nearest are looked for among
    trees: int = 150
    view_trees: int = 100
    depth: int = 14  # questions on a path of `trees` and `view_trees`
    leaf: int = 3  # crops in a leaf, at least
    false_flags: float = 0.05  # share of muscle, sources weighted alike, that the threshold may cost
    false_flags_of_one: float = 0.10  # and of any one source


def fit_model(crops: CropTable, recipe: GuardRecipe) -> TextureModel:
    """Fit all judges on these crops; scores are not yet scaled, and the limits are 0. Raises ConfigError where a kind is missing."""
    muscle, other = crops.where(crops.muscle), crops.where(~crops.muscle)
    views = set(muscle.role.tolist())
    if len(muscle) < NEIGHBOURS or not len(other):
        raise ConfigError("the guard cannot be fitted without crops of muscle and crops of something else; give more sources")
    weight = source_weights(muscle.source)
    rng = np.random.default_rng(recipe.seed)
    mean = weight @ muscle.features
    deviation = np.sqrt(weight @ (muscle.features - mean) ** 2) + 1e-4
    references = muscle.features[_drawn(weight, recipe.references, rng)]
    isolation = IsolationForest(
        n_estimators=recipe.isolation_trees, max_samples=min(recipe.isolation_samples, len(muscle)), random_state=recipe.seed
    ).fit(muscle.features[_drawn(weight, recipe.isolation_crops, rng)])
    isolation_forest, usual_path = from_isolation(isolation)
    longitudinal = muscle.role == Role.LONGITUDINAL.value
    return TextureModel(
        mean=mean.astype(np.float32),
        deviation=deviation.astype(np.float32),
        references=((references - mean) / deviation).clip(-8, 8).astype(np.float32),
        isolation=isolation_forest,
        usual_path=usual_path,
        trees=from_classifier(_classifier(muscle.features, other.features, weight, recipe, recipe.trees)),
        centres=np.zeros(3),
        widths=np.ones(3),
        not_muscle_limit=0.0,
        view=from_classifier(
            _classifier(
                muscle.features[~longitudinal], muscle.features[longitudinal], weight[~longitudinal], recipe, recipe.view_trees,
                weight[longitudinal],
            )
        )
        if len(views) > 1
        else no_view(),
        longitudinal_limit=0.0,
    )
