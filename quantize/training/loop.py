"""The training of NMD-AssistNet, or of a network in its place, as an object that can be advanced, saved and resumed by the epoch.

The paper's protocol: Adam, Mixup, label smoothing, stochastic weight averaging (Izmailov et al. 2018) with its learning
rate schedule SWALR, early stopping. Ours where the paper is silent: the plain phase lasts until `swa_start`, or ends when the
validation loss has not improved for `patience` epochs; the averaging phase then anneals the learning rate and averages
the weights, until the epochs are used up or patience is out again.

A training may also begin with the weights of another (fine-tuning). Batch norms then keep the means and variances they came
with: images of other kinds pass through the same network, and a few epochs on one kind must not decide how all are scaled.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

from edge_app.bundle.class_scheme import Head
from edge_app.errors import ConfigError
from edge_app.records import FloatMap, GreyImage
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import to_document
from quantize.dataset.augment import mix
from quantize.dataset.batches import MIXUP, Batch, ImageSet, steps, stream, training_batches
from quantize.dataset.pairs import PairBatch, pair_batches
from quantize.network.class_head import class_loss
from quantize.network.model import CLASSES, NmdAssistNet
from quantize.statistics import metrics
from quantize.statistics.calibration import margins
from quantize.statistics.class_metrics import class_log_loss
from quantize.training.consistency import disagreement
from quantize.training.prediction import Weights, as_input, copy_weights, inputs, predict
from quantize.training.recipe import Recipe


@dataclass(frozen=True)
class Epoch:
    """A row of the training's history."""

    epoch: int  # from 0
    phase: str  # "plain" or "averaging"
    learning_rate: float
    train_loss: float  # of mixed, smoothed labels, and of consistency: not comparable with the next
    validation_loss: float  # cross-entropy
    validation_accuracy: float  # of the labels, or of the classes
    validation_auc: float  # of P(abnormal)
    answers_apart: float | None = None  # of the pairs' variants, nats; None: none were compared
    maps_apart: float | None = None  # share of the heat, 0-1


@dataclass(frozen=True)
class Losses:
    """Of one step, or their means over an epoch."""

    total: float
    answers_apart: float | None
    maps_apart: float | None


@dataclass(frozen=True)
class Candidate:
    """Weights that may be shipped, and their cross-entropy on the validation part."""

    name: str
    validation_loss: float
    weights: Weights


class Training:
    """State of one run. `advance` until `finished`; `save` after every epoch; `candidates` at the end."""

    def __init__(
        self,
        recipe: Recipe,
        train: ImageSet,
        validation: ImageSet,
        data_hash: str,
        device: torch.device,
        start: Weights | None = None,
        unlabelled: Sequence[GreyImage] = (),
        make_network: Callable[[], nn.Module] = NmdAssistNet,
    ) -> None:
        """start: weights to begin with, whose file has the recipe's `start_sha256`.

        unlabelled: raw regions (H, W) of real frames, for a recipe with consistency. make_network: makes the recipe's `network`
        after the seed was set, (N, 3, S, S) float32 -> logits (N, 2). Of a recipe with classes, both parts have them.
        """
        assert (start is None) == (recipe.start_sha256 is None)
        assert bool(unlabelled) == (recipe.consistency is not None)
        assert (make_network is NmdAssistNet) == (recipe.network is None)
        assert recipe.classes is None or (recipe.network is None and recipe.consistency is None)
        assert (train.classes is None) == (validation.classes is None) == (recipe.classes is None)
        self.recipe, self.train, self.validation, self.data_hash, self.device = recipe, train, validation, data_hash, device
        self.unlabelled = unlabelled
        torch.manual_seed(recipe.seed)
        # Channels last is the layout that convolutions on the CPU are fastest in: 1.4 times, for the same numbers.
        made = make_network() if recipe.classes is None else NmdAssistNet(recipe.classes.outputs)
        self.net: nn.Module = made.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if start is not None:
            self.net.load_state_dict(_fitting(start, self.net))
        self.optimiser = torch.optim.Adam(self.net.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
        self.averaged = AveragedModel(self.net)
        self.schedule = SWALR(self.optimiser, recipe.swa_learning_rate, recipe.swa_anneal)
        self.history: list[Epoch] = []
        self.averaging_from: int | None = None  # epoch
        self.best: Candidate | None = None
        self.stale = 0  # epochs since the validation loss was last better, within the phase

    @property
    def finished(self) -> bool:
        out_of_patience = self.averaging_from is not None and self.stale >= self.recipe.patience
        return len(self.history) >= self.recipe.epochs or out_of_patience

    def advance(self, progress: Callable[[float], None] = lambda _loss: None) -> Epoch:
        """Train one epoch and validate. `progress` gets each step's loss."""
        epoch = len(self.history)
        if self.averaging_from is None and (epoch >= self.recipe.swa_start or self.stale >= self.recipe.patience):
            self.averaging_from, self.stale = epoch, 0
        rate = self.optimiser.param_groups[0]["lr"]
        losses = self._train(epoch, progress)
        if self.averaging_from is not None:
            self.averaged.update_parameters(self.net)
            self.schedule.step()
        logits = predict(self.net, self.validation.images)
        scheme = None if self.recipe.classes is None else self.recipe.classes.scheme()
        answers = margins(logits, scheme)
        called = answers > 0 if scheme is None else scheme.log_probabilities(logits).argmax(1)
        row = Epoch(
            epoch,
            "plain" if self.averaging_from is None else "averaging",
            rate,
            losses.total,
            self._validation_loss(logits),
            float(np.mean(called == self.validation.truth)),
            float(metrics.auc(self.validation.labels, answers, np.ones(len(answers)))),
            losses.answers_apart,
            losses.maps_apart,
        )
        self.history.append(row)
        self.stale += 1
        if self.best is None or row.validation_loss < self.best.validation_loss:
            self.best = Candidate(f"epoch {epoch}", row.validation_loss, copy_weights(self.net))
            self.stale = 0
        return row

    def _validation_loss(self, logits: FloatMap) -> float:
        """Cross-entropy of the validation part's logits."""
        if self.recipe.classes is None:
            return metrics.log_loss(self.validation.labels, margins(logits))
        return class_log_loss(self.recipe.classes.scheme(), self.validation.truth, logits)

    def _train(self, epoch: int, progress: Callable[[float], None]) -> Losses:
        r = self.recipe
        self.net.train()
        if r.start_sha256 is not None:
            _fix_batch_norms(self.net)
        batches = training_batches(self.train, r.batch, epoch, r.seed, r.augmentation, r.preprocessing)
        losses = []
        for step, (batch, pairs) in enumerate(zip(batches, self._pairs(epoch), strict=False)):
            losses.append(self._step(batch, pairs, stream(r.seed, MIXUP, epoch, step)))
            progress(losses[-1].total)
        return Losses(
            _mean([one.total for one in losses]),
            None if r.consistency is None else _mean([one.answers_apart or 0.0 for one in losses]),
            None if r.consistency is None else _mean([one.maps_apart or 0.0 for one in losses]),
        )

    def _pairs(self, epoch: int) -> Iterator[PairBatch | None]:
        """As many as the epoch has steps; None for ever where nothing is compared."""
        r = self.recipe
        if r.consistency is None:
            return repeat(None)
        count = steps(len(self.train.labels), r.batch)
        regions = self.train.regions
        return pair_batches(self.unlabelled, regions, r.consistency.pairs, count, epoch, r.seed, r.augmentation, r.preprocessing)

    def _step(self, batch: Batch, pairs: PairBatch | None, rng: np.random.Generator) -> Losses:
        r = self.recipe
        classes = len(CLASSES) if r.classes is None else len(r.classes.labels)
        head: Head = "softmax" if r.classes is None else r.classes.head
        x, shares = mix(as_input(batch.grey, self.device), batch.labels.to(self.device), r.augmentation, rng, classes)
        logits = self.net(x.contiguous(memory_format=torch.channels_last))
        loss = class_loss(logits, shares, r.label_smoothing, head)
        answers = maps = None
        if pairs is not None and r.consistency is not None:
            assert isinstance(self.net, NmdAssistNet)  # its heatmaps are compared
            apart = disagreement(self.net, pairs, self.device)
            loss = loss + r.consistency.answers_weight * apart.answers + r.consistency.maps_weight * apart.maps
            answers, maps = float(apart.answers.detach()), float(apart.maps.detach())
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        return Losses(float(loss.detach()), answers, maps)

    def candidates(self) -> list[Candidate]:
        """The weights of the best epoch and, where there was averaging, the averaged ones.

        Their batch norms are recomputed, unless training began with the weights of another and kept its own.
        """
        assert self.best is not None, "no epoch has been trained"
        if self.averaging_from is None:
            return [self.best]
        if self.recipe.start_sha256 is None:
            update_bn(inputs(self.train.images, self.recipe.batch, self.device), self.averaged)
        net = self.averaged.module
        loss = self._validation_loss(predict(net, self.validation.images))
        return [self.best, Candidate("average", loss, copy_weights(net))]

    def save(self, path: Path) -> None:
        """Write the state, completely or not at all. The random numbers need no saving: they follow from seed and epoch."""
        assert self.best is not None
        state = {
            "run": self._identity(),
            "net": self.net.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "averaged": self.averaged.state_dict(),
            "schedule": self.schedule.state_dict(),
            "history": [dataclasses.asdict(row) for row in self.history],
            "averaging_from": self.averaging_from,
            "best": dataclasses.asdict(self.best),
            "stale": self.stale,
        }
        write_output(path, lambda file: torch.save(state, file))

    def load(self, path: Path) -> None:
        """Resume from a saved state; only `epochs` may have changed since.

        Raises ConfigError when it is unreadable or of another recipe or data set.
        """
        try:
            state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
            theirs, ours = state["run"], self._identity()
        except (OSError, RuntimeError, EOFError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as exc:
            raise ConfigError(f"{path} cannot be read as a checkpoint; remove it and train again") from exc
        # How long to train is the one thing that may be changed later: no epoch depends on how many come after it.
        differing = [key for key in {**ours, **theirs} if key != "epochs" and theirs.get(key) != ours.get(key)]
        if differing:
            raise ConfigError(f"{path} is of a run with other {', '.join(differing)}; give the same, or another --out")
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.averaged.load_state_dict(state["averaged"])
        self.schedule.load_state_dict(state["schedule"])
        self.history = [Epoch(**row) for row in state["history"]]
        self.averaging_from, self.stale = state["averaging_from"], state["stale"]
        self.best = Candidate(**state["best"])

    def _identity(self) -> dict[str, Any]:
        return {"data": self.data_hash, **to_document(self.recipe)}


def _fix_batch_norms(net: nn.Module) -> None:
    """Have every batch norm use the means and variances it has, and keep them; its scale and offset are trained as before."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


def _fitting(start: Weights, net: nn.Module) -> Weights:
    """The weights to begin with; the random ones of a linear layer for other classes than those that `start` knows."""
    own = net.state_dict()
    return {name: value if value.shape == own[name].shape else own[name] for name, value in start.items()}


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
