"""Scores of crops by models that did not know their source, or their kind; and the limits that follow from them.

Muscle of a source is judged by a model fitted on all other sources, as a scanner will be that nobody has seen. Simulated subjects
are left out in turn with the sources. What is no muscle is judged by a model that knows all other kinds. Real images of what
is no muscle take no part in any fit, so the final model may judge them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from tqdm import tqdm

from edge_app.errors import ConfigError
from edge_app.guard.classifier import Classifier
from edge_app.guard.texture_model import TextureModel
from quantize.guard.crop_table import CropTable, Mask
from quantize.guard.fit import Floats, GuardRecipe, fit_model, fit_muscle, fit_view, source_weights
from quantize.guard.sources import DRAWN, GRADES, SIMULATED, Role, Variant

MIN_SOURCES = 2  # of muscle, real; with fewer nothing can be left out
WORST_GRADE_FLAGS = 0.05  # share of simulated muscle of the highest grade that the limit may cost


@dataclass(frozen=True)
class JudgedCrops:
    """Crops with the scores of a model that did not know them, and the model fitted on all of them."""

    crops: CropTable
    not_muscle: Floats  # (N,) NaN for drawn views
    longitudinal: Floats  # (N,) NaN for drawn views, and for what was made from muscle
    model: TextureModel

    @property
    def flagged(self) -> Mask:
        """(N,) whether the crop is taken for no muscle."""
        return np.asarray(self.not_muscle > self.model.muscle.limit)

    @property
    def called_longitudinal(self) -> Mask:
        """(N,) whether the view is taken for longitudinal."""
        return np.asarray(self.longitudinal > self.model.view.limit)

    @property
    def abstained(self) -> Mask:
        """(N,) whether the crop gets no answer, for either reason."""
        return np.asarray(self.flagged | self.called_longitudinal)


def judge(crops: CropTable, recipe: GuardRecipe) -> JudgedCrops:
    """Fit the model, learn its scaling and its limits, and judge every crop. Shows a progress bar.

    Raises ConfigError when there are too few sources of muscle to leave one out, or no view of one of both kinds is left then.
    """
    known = np.asarray((crops.role != Role.NOT_MUSCLE.value) | (crops.kind != ""))  # all but real images of what is no muscle
    if len(crops.real_sources()) < MIN_SOURCES:
        raise ConfigError(
            f"the guard needs at least {MIN_SOURCES} sources of real muscle, so that one can be left out; give more with --source"
        )
    raw = np.full((len(crops), 2, 2), np.nan)
    for left_out in tqdm(list(_folds(crops)), desc="left out in turn", unit="", disable=None):
        fitted = crops.where(known & ~left_out)
        raw[left_out & known, 0] = _judges(fit_muscle(fitted, recipe), crops.where(left_out & known))
        if (muscle := left_out & crops.muscle).any():
            raw[muscle, 1] = _judges(fit_view(fitted, recipe), crops.where(muscle))
    model = fit_model(crops.where(known), recipe)
    raw[~known, 0] = _judges(model.muscle, crops.where(~known))
    unseen = ~known | (crops.source == DRAWN)  # by the view, which is fitted on muscle only
    raw[unseen, 1] = _judges(model.view, crops.where(unseen))
    transverse = crops.muscle & (crops.role == Role.TRANSVERSE.value)
    model = TextureModel(
        _with_limit(model.muscle, raw[:, 0], crops, crops.muscle, recipe.lost, recipe.lost_of_one),
        _with_limit(model.view, raw[:, 1], crops, np.asarray(transverse), recipe.miscalled, recipe.miscalled_of_one),
    )
    return JudgedCrops(crops, _scores(model.muscle, raw[:, 0]), _scores(model.view, raw[:, 1]), model)


def _folds(crops: CropTable) -> Iterator[Mask]:
    """The crops to leave out: one source of muscle after another, then one kind of no muscle after another."""
    sources = crops.real_sources()
    number = np.array(
        [_number(picture) if source == SIMULATED else -1 for source, picture in zip(crops.source, crops.picture, strict=True)]
    )
    for i, source in enumerate(sources):
        yield np.asarray((crops.source == source) | ((number >= 0) & (number // len(GRADES) % len(sources) == i)))
    drawn = crops.source == DRAWN
    for kind in sorted(set(crops.kind[drawn].tolist())):
        yield np.asarray(drawn & (crops.kind == kind))


def _number(picture: str) -> int:
    return int(picture.rsplit(" ", 1)[-1])


def _judges(classifier: Classifier, crops: CropTable) -> Floats:
    """(N, 2) what both judges of a classifier say."""
    return np.array([classifier.judges(row) for row in crops.features]).reshape(-1, 2)


def _with_limit(
    classifier: Classifier, raw: Floats, crops: CropTable, first: Mask, allowed: float, allowed_of_one: float
) -> Classifier:
    """The classifier scaled by the scores (N, 2) of unseen crops of its first class, with the limit that costs few of them.

    allowed: share of them, sources weighted alike, that lie above it. allowed_of_one: the same of any one source, and of its
    varied crops by themselves: an operator, a grabber and a file are always there.
    """
    source, grade, raw_first = crops.source[first], crops.grade[first], raw[first]
    varied = crops.variant[first] == Variant.VARIED.value
    weight = source_weights(source)
    centres = np.array([_quantile(part, weight, 0.5) for part in raw_first.T])
    widths = np.array([_quantile(part, weight, 0.95) for part in raw_first.T]) - centres
    scaled = replace(classifier, centres=centres, widths=np.maximum(widths, 1e-3))
    scores = _scores(scaled, raw_first)
    limits = [_quantile(scores, weight, 1 - allowed)]
    parts = [source == name for name in sorted(set(source.tolist()))]
    parts += [part & varied for part in parts if (part & varied).any()]
    limits += [_quantile(scores[part], weight[part], 1 - allowed_of_one) for part in parts]
    if (worst := grade == GRADES[-1]).any():
        limits.append(_quantile(scores[worst], weight[worst], 1 - WORST_GRADE_FLAGS))
    return replace(scaled, limit=max(limits))


def _scores(classifier: Classifier, raw: Floats) -> Floats:
    """(N,) scores from what the judges say (N, 2)."""
    return np.asarray(((raw - classifier.centres) / classifier.widths).mean(axis=1))


def _quantile(values: Floats, weight: Floats, share: float) -> float:
    """The smallest value that at least this share of the weight does not exceed."""
    order = np.argsort(values)
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(values[order][min(int(np.searchsorted(reached, share)), len(values) - 1)])
