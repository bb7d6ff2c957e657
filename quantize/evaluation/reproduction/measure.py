"""From answers to scores. Pure.

Two things are uncertain, and both are given for the mean over the seeds: which subjects were tested (a bootstrap of whole
subjects) and how a training happened to go (Student's t over the seeds). Neither contains the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import t as student

from edge_app.records import Interval
from quantize.evaluation.reproduction.answers import RunAnswers
from quantize.evaluation.reproduction.paper import Counts
from quantize.evaluation.reproduction.records import (
    SCORES,
    ArmResult,
    Curves,
    Difference,
    FoldResult,
    FoldsResult,
    SeedScore,
)
from quantize.evaluation.validation.records import Curve
from quantize.statistics.calibration import EVEN_ODDS
from quantize.statistics.metrics import CONFIDENCE, Floats, Score, calibration_error, scores
from quantize.statistics.operating_curves import PLACES, average_precision, precision_recall, roc
from quantize.statistics.recalibration import ReliabilityBins
from quantize.statistics.subject_bootstrap import SubjectBootstrap

Runs = Sequence[RunAnswers]


def measure_arm(runs: Runs) -> ArmResult:
    """The runs of one arm, at least one, all on the same test images."""
    each = [_scores(one) for one in runs]
    bootstrap = SubjectBootstrap(runs[0].people)
    return ArmResult(
        arm=runs[0].arm,
        seeds=tuple(one.seed for one in runs),
        scores={name: _over_seeds([s[name] for s in each], bootstrap) for name in SCORES},
        counts=tuple(count(one) for one in runs),
        epochs=tuple(one.epochs for one in runs),
        seconds=tuple(one.seconds for one in runs),
        devices=tuple(one.device for one in runs),
        parameters=runs[0].parameters,
    )


def count(run: RunAnswers) -> Counts:
    """The confusion matrix of one run."""
    called, truth = run.scores >= EVEN_ODDS, run.truth == 1
    return Counts(
        int((called & truth).sum()), int((~called & ~truth).sum()), int((called & ~truth).sum()), int((~called & truth).sum())
    )


def _scores(run: RunAnswers) -> dict[str, Score]:
    return scores(run.truth, run.scores, EVEN_ODDS)


def _mean(each: Sequence[Score]) -> Score:
    return lambda weights: np.mean([score(weights) for score in each], axis=0)


def _over_seeds(each: Sequence[Score], bootstrap: SubjectBootstrap) -> SeedScore:
    values = [float(bootstrap.sample(score)) for score in each]
    mean = float(np.mean(values))
    return SeedScore(
        mean=_defined(mean),
        subjects=bootstrap.estimate(_mean(each)),
        seeds=seed_interval(values),
        each=tuple(map(_defined, values)),
    )


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else value


def seed_interval(values: Sequence[float]) -> Interval | None:
    """The mean of shares (0-1) with its 95 % interval by Student's t; None for fewer than two, or where one is not defined."""
    if len(values) < 2 or np.isnan(values).any():
        return None
    mean = float(np.mean(values))
    half = float(student.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Interval(mean, max(0.0, mean - half), min(1.0, mean + half))


def measure_difference(runs: Runs, others: Runs) -> Difference | None:
    """Two arms, paired by seed and image; None where they have no seed in common."""
    by_seed = {one.seed: one for one in others}
    pairs = [(one, by_seed[one.seed]) for one in runs if one.seed in by_seed]
    if not pairs:
        return None
    bootstrap = SubjectBootstrap(pairs[0][0].people)
    first, second = [_scores(one) for one, _ in pairs], [_scores(other) for _, other in pairs]

    def difference(name: str) -> Interval | None:
        ours, theirs = _mean([s[name] for s in first]), _mean([s[name] for s in second])
        return bootstrap.estimate(lambda weights: ours(weights) - theirs(weights))

    return Difference(
        runs[0].arm, others[0].arm, len(pairs), difference("accuracy"), difference("f1"), difference("auc")
    )  # fmt: skip


def measure_curves(runs: Runs) -> Curves:
    """Of the full pipeline's runs, at least one."""
    bootstrap = SubjectBootstrap(runs[0].people)
    labels = np.concatenate([one.truth for one in runs])
    calibrated = np.concatenate([one.calibrated for one in runs])
    every = SubjectBootstrap(np.concatenate([one.people for one in runs]))  # a subject's images of all seeds come together
    bins = ReliabilityBins.of(calibrated)
    return Curves(
        roc=_curve(bootstrap, PLACES, _mean([_on(roc, one.truth, one.scores) for one in runs])),
        precision_recall=_curve(bootstrap, PLACES, _mean([_on(precision_recall, one.truth, one.scores) for one in runs])),
        average_precision=bootstrap.estimate(_mean([_on(average_precision, one.truth, one.scores) for one in runs])),
        reliability=_curve(
            every, np.array([calibrated[member].mean() for member in bins.member]), lambda weights: bins.shares(labels, weights)
        ),
        error=bootstrap.estimate(_mean([_on(calibration_error, one.truth, one.calibrated) for one in runs])),
        error_before=bootstrap.estimate(_mean([_on(calibration_error, one.truth, one.scores) for one in runs])),
        temperatures=tuple(one.temperature for one in runs),
    )


def _on(score: Callable[..., Floats], *answers: object) -> Score:
    return lambda weights: score(*answers, weights)


def _curve(bootstrap: SubjectBootstrap, x: Floats, curve: Score) -> Curve:
    y, low, high = bootstrap.band(curve)
    return Curve(*(tuple(float(value) for value in np.nan_to_num(values)) for values in (x, y, low, high)))


def measure_folds(runs: Runs, planned: int) -> FoldsResult:
    """The finished runs of a cross-validation, at least one."""
    results = []
    for one in runs:
        own = SubjectBootstrap(one.people)
        found = {name: _defined(float(own.sample(score))) for name, score in _scores(one).items() if name in SCORES}
        results.append(FoldResult(one.fold or 0, len(set(one.asked.subjects)), len(one.margins), found))
    labels, answered = np.concatenate([one.truth for one in runs]), np.concatenate([one.scores for one in runs])
    everybody = SubjectBootstrap(np.concatenate([one.people for one in runs]))
    pooled = scores(labels, answered, EVEN_ODDS)
    ends = np.cumsum([len(one.margins) for one in runs])[:-1]

    def auc_within(weights: Floats) -> Floats:
        parts = np.split(weights, ends, axis=1)
        mean: Floats = np.mean([_scores(one)["auc"](part) for one, part in zip(runs, parts, strict=True)], axis=0)
        return mean

    found_pooled = {name: everybody.estimate(auc_within if name == "auc" else pooled[name]) for name in SCORES}
    return FoldsResult(planned, tuple(results), found_pooled)
