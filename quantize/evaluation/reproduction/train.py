"""One run: trained epoch by epoch, so that it can be stopped, and its answers to the test subjects."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from edge_app.system.atomic_write import make_folder
from edge_app.typed_reader import to_document
from quantize.dataset.manifest import is_simulated
from quantize.evaluation.baselines import logistic
from quantize.evaluation.reproduction.answers import ECHO, AskedImages, RunAnswers
from quantize.evaluation.reproduction.parts import DataSet, Parts
from quantize.evaluation.reproduction.runs import Run
from quantize.network.model import NmdAssistNet
from quantize.network.timm_networks import make_timm_network
from quantize.statistics.calibration import margins
from quantize.statistics.metrics import fit_temperature, logit
from quantize.training.loop import Candidate, Epoch, Training
from quantize.training.prediction import predict
from quantize.training.provenance import TrainingRecord, Versions, notice_of

Say = Callable[[str], None]


class OutOfTimeError(Exception):
    """The time that was given is used up; what is finished is kept."""


@dataclass(frozen=True)
class Trained:
    """A run that is finished."""

    answers: RunAnswers
    history: tuple[Epoch, ...]
    chosen: Candidate
    record: TrainingRecord


def run_network(run: Run) -> Callable[[], nn.Module]:
    """What makes a run's network."""
    other = run.recipe.network
    return NmdAssistNet if other is None else partial(make_timm_network, other.timm, run.pretrained)


def state_file(folder: Path, run: Run, data: DataSet) -> Path:
    """Where the state of a run is kept while it is trained; that of another recipe or data set has another name."""
    identity = json.dumps([data.hash_of(run.fold), to_document(run.recipe)], default=str)
    return folder / f"{run.name}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}.pt"


def train(run: Run, data: DataSet, state: Path, device: torch.device, has_time: Callable[[], bool], say: Say) -> Trained:
    """Train a run to its end, going on from `state`, which is written after every epoch and removed at the end.

    Raises OutOfTimeError after the epoch in which the time is up, and what the reading of images and networks raises.
    """
    parts = data.parts(run.fold, run.recipe.preprocessing)
    sets = (parts.train, parts.validation)
    training = Training(run.recipe, *sets, data.hash_of(run.fold), device, make_network=run_network(run))
    make_folder(state.parent)
    if state.exists():
        training.load(state)
        say(f"  goes on after {len(training.history)} epochs")
    seconds = []
    while not training.finished:
        if not has_time():
            raise OutOfTimeError
        begun = time.monotonic()
        row = training.advance()
        training.save(state)
        seconds.append(time.monotonic() - begun)
        say(
            f"  epoch {row.epoch + 1} of at most {run.recipe.epochs}: training loss {row.train_loss:.4f}, validation loss "
            f"{row.validation_loss:.4f}, AUC {row.validation_auc:.3f}, {seconds[-1]:.1f} s"
        )
    finished = _finish(run, training, parts, data, float(np.mean(seconds)) if seconds else None)
    state.unlink(missing_ok=True)
    return finished


def _finish(run: Run, training: Training, parts: Parts, data: DataSet, seconds: float | None) -> Trained:
    candidates = training.candidates()
    chosen = min(candidates, key=lambda c: c.validation_loss)
    training.net.load_state_dict(chosen.weights)
    found = margins(predict(training.net, parts.test.images))
    finite = bool(np.isfinite(found).all())
    validated = np.nan_to_num(margins(predict(training.net, parts.validation.images)))
    answers = RunAnswers(
        arm=run.arm,
        seed=run.recipe.seed,
        fold=run.fold,
        device=str(training.device),
        epochs=len(training.history),
        chosen=chosen.name if finite else f"{chosen.name}; it diverged, its answers are no numbers and count as undecided",
        seconds=seconds,
        parameters=sum(p.numel() for p in training.net.parameters() if p.requires_grad),
        temperature=fit_temperature(parts.validation.labels, validated),
        asked=_asked(parts),
        margins=tuple(np.nan_to_num(found).tolist()),
    )
    return Trained(answers, tuple(training.history), chosen, _record(training, parts, data, chosen, candidates))


def _record(training: Training, parts: Parts, data: DataSet, chosen: Candidate, candidates: list[Candidate]) -> TrainingRecord:
    cut, simulated = parts.split, is_simulated(data.samples)
    record = TrainingRecord(
        notice="",
        simulated=simulated,
        data_sha256=data.sha256,
        train_subjects=len({s.subject for s in cut.train}),
        train_images=len(cut.train),
        validation_subjects=len({s.subject for s in cut.validation}),
        validation_images=len(cut.validation),
        epochs=len(training.history),
        averaging_from=training.averaging_from,
        chosen=chosen.name,
        validation_loss={c.name: c.validation_loss for c in candidates},
        recipe=training.recipe,
        versions=Versions(platform.python_version(), torch.__version__, np.__version__, cv2.__version__, str(training.device)),
    )
    return replace(record, notice=notice_of(simulated, 0))


def echo_answers(data: DataSet, run: Run) -> RunAnswers:
    """Plain echo intensity of the region, fitted to the training part of a run's split: what a network has to be read beside."""
    parts = data.parts(run.fold, run.recipe.preprocessing)
    fitted = logistic(ECHO, parts.train.region_echo[:, None], parts.train.labels, parts.test.region_echo[:, None])
    return RunAnswers(
        arm=ECHO,
        seed=run.recipe.seed,
        fold=run.fold,
        device="cpu",
        epochs=0,
        chosen="logistic regression",
        seconds=None,
        parameters=2,
        temperature=1.0,
        asked=_asked(parts),
        margins=tuple(logit(fitted.probabilities).tolist()),
    )


def _asked(parts: Parts) -> AskedImages:
    return AskedImages(
        images=tuple(sample.image for sample in parts.split.test),
        subjects=tuple(sample.subject for sample in parts.split.test),
        labels=tuple(parts.test.labels.tolist()),
    )
