"""Trying graphs out on validation subjects: what is chosen is chosen here, so that the test subjects stay held out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from edge_app.bundle.loader import Reference
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.records import GreyImage
from quantize.dataset.batches import read_images
from quantize.dataset.split import sample_balanced
from quantize.evaluation.held_out import load_split
from quantize.graphs.answers import trained_answers
from quantize.graphs.onnx_export import load_checkpoint
from quantize.graphs.raw_maps import logits_and_maps
from quantize.network.model import NmdAssistNet
from quantize.statistics.calibration import Decision, contrasts, fit_decision
from quantize.statistics.quantisation_error import cosines, signal_to_noise
from quantize.training.provenance import read_record

IMAGES_SEED = 1


@dataclass(frozen=True)
class Trial:
    """A network, images to calibrate on and images to try its graphs on."""

    net: NmdAssistNet
    calibration: GreyImage  # (M, S, S) of training subjects
    images: GreyImage  # (N, S, S) of validation subjects
    trained: Reference  # the trained network's answers to `images`
    decision: Decision  # fitted to these answers


@dataclass(frozen=True)
class Score:
    """A graph against the trained network."""

    sqnr_db: float  # of the difference of the logits
    agreement: float  # share of images both call the same
    cosine_median: float  # of the heatmaps of images the trained network calls abnormal
    cosine_p5: float
    milliseconds: float  # median of one run


def prepare(checkpoint: Path, dataset: Path, calibration: int, images: int) -> Trial:
    """Read network and images. Raises ConfigError when they do not belong together."""
    record, net = read_record(checkpoint), load_checkpoint(checkpoint)
    parts = load_split(dataset, record)
    torch.set_num_threads(1)
    seed, preprocessing = record.recipe.seed, record.recipe.preprocessing
    training = read_images(dataset, sample_balanced(parts.train, calibration, seed), preprocessing, "calibration images")
    chosen = sample_balanced(parts.validation, images, IMAGES_SEED)
    classes = record.recipe.classes
    scheme = None if classes is None else classes.scheme()
    validation = read_images(dataset, chosen, preprocessing, "validation part", classes)
    trained = trained_answers(net, validation.images, scheme)
    return Trial(net, training.images, validation.images, trained, fit_decision(validation.truth, trained.logits, scheme))


def measure(trial: Trial, graphs: Mapping[str, bytes]) -> dict[str, Score]:
    """Every graph's score. They take turns on each image, so that whatever else the machine does slows all alike."""
    engines = {name: OrtEngine(graph, name, threads=1) for name, graph in graphs.items()}
    answers: dict[str, list[Reference]] = {name: [] for name in graphs}
    weight = trial.net.fc.weight.detach().numpy()
    seconds: dict[str, list[float]] = {name: [] for name in graphs}
    for engine in engines.values():
        engine.run(trial.images[0])  # the first run is slower
    for image in tqdm(trial.images, desc="running", unit="image", disable=None):
        for name, engine in engines.items():
            start = time.perf_counter()
            answer = engine.run(image)
            seconds[name].append(time.perf_counter() - start)
            answers[name].append(logits_and_maps([answer], weight, trial.decision.scheme))
    return {name: _score(trial, _joined(answers[name]), 1e3 * float(np.median(seconds[name]))) for name in graphs}


def _joined(answers: list[Reference]) -> Reference:
    return Reference(np.concatenate([a.logits for a in answers]), np.concatenate([a.maps for a in answers]))


def _score(trial: Trial, found: Reference, milliseconds: float) -> Score:
    called = trial.decision.abnormal(trial.trained.logits)
    shown = called & (trial.trained.maps.max((1, 2)) > 0)
    cosine = cosines(trial.trained.maps[shown], found.maps[shown]) if shown.any() else np.full(1, np.nan)
    return Score(
        sqnr_db=signal_to_noise(*(contrasts(one.logits, trial.decision.scheme) for one in (trial.trained, found))),
        agreement=float((called == trial.decision.abnormal(found.logits)).mean()),
        cosine_median=float(np.median(cosine)),
        cosine_p5=float(np.percentile(cosine, 5)),
        milliseconds=milliseconds,
    )
