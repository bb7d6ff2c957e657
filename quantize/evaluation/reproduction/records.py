"""What a reproduction found, as its JSON file holds it and its page shows it. Shares are 0-1; None: not defined, or not done."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.records import Interval
from quantize.evaluation.reproduction.contradictions import Check
from quantize.evaluation.reproduction.paper import Counts
from quantize.evaluation.reproduction.sizes import Sizes
from quantize.evaluation.validation.records import Curve

SCORES = ("accuracy", "sensitivity", "specificity", "ppv", "npv", "f1", "auc")


@dataclass(frozen=True)
class SeedScore:
    """One score of several trainings that differ by their seed, on the same test images."""

    mean: float | None
    subjects: Interval | None  # of that mean, over the test subjects (bootstrap)
    seeds: Interval | None  # of that mean, over seeds (Student's t); None with one seed
    each: tuple[float | None, ...]


@dataclass(frozen=True)
class ArmResult:
    """One way of training, over its seeds."""

    arm: str
    seeds: tuple[int, ...]
    scores: dict[str, SeedScore]  # by SCORES
    counts: tuple[Counts, ...]  # of each seed
    epochs: tuple[int, ...]  # trained, of each seed
    seconds: tuple[float | None, ...]  # of an epoch
    devices: tuple[str, ...]
    parameters: int


@dataclass(frozen=True)
class Difference:
    """Of two arms on the same images and seeds: the first's score minus the second's, with its interval over subjects."""

    arm: str
    other: str
    seeds: int
    accuracy: Interval | None
    f1: Interval | None
    auc: Interval | None


@dataclass(frozen=True)
class Curves:
    """Of the full pipeline, mean over the seeds."""

    roc: Curve
    precision_recall: Curve
    average_precision: Interval | None
    reliability: Curve  # of the calibrated probabilities of all seeds
    error: Interval | None  # expected calibration error, calibrated
    error_before: Interval | None  # the same without the temperature
    temperatures: tuple[float, ...]  # of each seed


@dataclass(frozen=True)
class FoldResult:
    """One fold."""

    fold: int  # from 0
    subjects: int
    images: int
    scores: dict[str, float | None]  # by SCORES


@dataclass(frozen=True)
class FoldsResult:
    """Cross-validation: every subject answered by the network that has not seen it."""

    planned: int
    folds: tuple[FoldResult, ...]  # those that are finished
    pooled: dict[str, Interval | None]  # over subjects; the AUC within folds, averaged


@dataclass(frozen=True)
class DataFacts:
    """What was trained and tested on."""

    folder: str  # its name
    sha256: str
    simulated: bool
    images: int
    subjects: int
    train: tuple[int, int]  # subjects, images
    validation: tuple[int, int]
    test: tuple[int, int]
    test_abnormal: int  # images


@dataclass(frozen=True)
class ReproductionReport:
    """The whole reproduction, as far as it is finished."""

    created: str  # ISO 8601
    citation: str
    machine: str  # processor, cores, accelerator
    data: DataFacts
    epochs: int  # at most
    seeds_planned: int
    departures: tuple[str, ...]
    checks: tuple[Check, ...]  # of the paper with itself
    full: ArmResult | None
    curves: Curves | None
    echo: ArmResult | None  # plain echo intensity
    ablation: tuple[ArmResult, ...]  # A to E, those that are finished
    ablation_differences: tuple[Difference, ...]
    networks: tuple[ArmResult, ...]
    network_differences: tuple[Difference, ...]
    folds: FoldsResult | None
    sizes: Sizes | None
    unfinished: tuple[str, ...]  # runs that were planned
    notes: tuple[str, ...]  # what was left out, and why
