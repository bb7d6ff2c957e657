"""Learns a bundle's indeterminate band on validation subjects: no label where it would often be wrong, or depend on a trifle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from edge_app.bundle.indeterminate_band import IndeterminateBand, RiskPoint
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.probability import read_probabilities
from edge_app.engine.protocol import Engine
from edge_app.errors import ExportError
from edge_app.imaging.preprocess import preprocess
from edge_app.records import Band, GreyImage, Roi
from quantize.dataset.manifest import Sample, is_simulated, read_sample
from quantize.evaluation.comparison import label_indices
from quantize.evaluation.perturbations import Perturbation, flips, perturbed
from quantize.statistics.metrics import Floats, Ints
from quantize.statistics.risk_coverage import around, confidence, narrowest_band, risk_coverage, selective

COVERAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # at which the manifest keeps the curve


@dataclass(frozen=True)
class Target:
    """What a band is learnt for."""

    accuracy: float = 0.93  # least share of right labels outside it, 0-1
    flips: float = 0.025  # most images, of all, whose label turns into its opposite under one kind of change, 0-1

    def __str__(self) -> str:
        return (
            f"the narrowest outside which at least {self.accuracy:.1%} of the labels are right, and at most {self.flips:.1%} of "
            "the images get the opposite label by 6 dB less or more, a mirror, a 5 % shift, JPEG 75 or a blur"
        )


@dataclass(frozen=True)
class BandAnswers:
    """What a graph says of N images, and of the same ones changed."""

    labels: Ints  # (N,)
    subjects: npt.NDArray[np.str_]  # (N,)
    probabilities: Floats  # (N,) calibrated P(abnormal)
    changed: dict[Perturbation, Floats]  # (K, N) in the K directions of each change


def collect_band_answers(folder: Path, samples: Sequence[Sample], bundle: ModelBundle, engine: Engine) -> BandAnswers:
    """Run the bundle's graph on every image and its changes. Raises ConfigError naming a file at fault, EngineError."""
    manifest = bundle.manifest

    def answer(pixels: GreyImage, roi: Roi) -> float:
        return read_probabilities(engine.run(preprocess(pixels, roi, manifest.preprocessing)).logits, manifest).abnormal

    plain: list[float] = []
    changed: list[dict[Perturbation, list[float]]] = []
    for sample in tqdm(samples, desc=engine.name, unit="image", disable=None):
        pixels, _, roi = read_sample(folder, sample)
        plain.append(answer(pixels, roi))
        row: dict[Perturbation, list[float]] = {kind: [] for kind in Perturbation}
        for change in perturbed(pixels, roi):
            row[change.kind].append(answer(change.pixels, change.roi))
        changed.append(row)
    return BandAnswers(
        labels=label_indices(samples),
        subjects=np.array([sample.subject for sample in samples]),
        probabilities=np.array(plain),
        changed={kind: np.array([row[kind] for row in changed]).T for kind in Perturbation},
    )


def choose_band(answers: BandAnswers, threshold: float, target: Target) -> Band:
    """The narrowest band that reaches the target. Raises ExportError when none does."""
    band = narrowest_band(answers.labels, answers.probabilities, threshold, target.accuracy)
    if band is None:
        raise ExportError(f"no band around the threshold leaves {target.accuracy:.1%} of the labels right; lower --accuracy")
    narrowest = confidence(np.array([band.high]), threshold)[0]
    sure = confidence(answers.probabilities, threshold)
    for width in [narrowest, *np.unique(sure[sure > narrowest])]:
        candidate = around(threshold, float(width))
        if max(share for _, share in flip_shares(answers, threshold, candidate)) <= target.flips:
            return candidate
    raise ExportError(f"no band around the threshold keeps the flips below {target.flips:.1%}; raise --flips")


def flip_shares(answers: BandAnswers, threshold: float, band: Band | None) -> list[tuple[Perturbation, float]]:
    """Share of the images whose label turns into its opposite, for each kind of change."""
    return [
        (kind, float(flips(answers.probabilities, changed, threshold, band).mean())) for kind, changed in answers.changed.items()
    ]


def describe_band(
    answers: BandAnswers, band: Band, threshold: float, target: Target, samples: Sequence[Sample], sha256: str
) -> IndeterminateBand:
    """What the manifest says of a band; sha256: of the data set whose validation part the samples are."""
    found = selective(answers.labels, answers.probabilities, answers.subjects, threshold, band)
    curve = risk_coverage(answers.labels, answers.probabilities, threshold)
    return IndeterminateBand(
        band=band,
        target=str(target),
        target_accuracy=target.accuracy,
        part=f"validation subjects, which the band was learnt on{', simulated images' if is_simulated(samples) else ''}",
        data_sha256=sha256,
        images=len(answers.labels),
        subjects=len(np.unique(answers.subjects)),
        coverage=found.coverage,
        selective_accuracy=found.accuracy,
        area=found.area,
        curve=tuple(RiskPoint(coverage, risk) for coverage, risk in curve.at(COVERAGES)),
    )
