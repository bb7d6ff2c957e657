"""The training of NMD-AssistNet as an object that can be advanced, saved and resumed, one epoch at a time.

The paper's protocol: Adam, Mixup, label smoothing, stochastic weight averaging (Izmailov et al. 2018) with its learning
rate schedule SWALR, early stopping. Ours where the paper is silent: the plain phase lasts until `swa_start`, or ends when the
validation loss has not improved for `patience` epochs; the averaging phase then anneals the learning rate and averages
the weights, until the epochs are used up or patience is out again.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

from edge_app.errors import ConfigError
from edge_app.imaging.preprocess import Preprocessing
from edge_app.records import FloatMap
from edge_app.system.atomic_write import write_output
from quantize.dataset.augment import Augmentation, mix
from quantize.dataset.batches import MIXUP, ImageSet, stream, training_batches
from quantize.network.model import NmdAssistNet, normalise
from quantize.statistics import metrics
from quantize.statistics.calibration import margins

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome of a training besides the data. The paper's values where it gives them."""

    seed: int = 2025
    epochs: int = 100  # at most
    swa_start: int = 75  # epochs of the plain phase, at most; three quarters as in Izmailov et al.
    patience: int = 10  # epochs without a better validation loss before a phase ends
    batch: int = 32
    learning_rate: float = 1e-3
    swa_learning_rate: float = 2e-4
    swa_anneal: int = 5  # epochs from the one learning rate to the other
    weight_decay: float = 1e-5
    label_smoothing: float = 0.1
    augmentation: Augmentation = field(default_factory=Augmentation)
    preprocessing: Preprocessing = field(default_factory=Preprocessing)


@dataclass(frozen=True)
class Epoch:
    """A row of the training's history."""

    epoch: int  # from 0
    phase: str  # "plain" or "averaging"
    learning_rate: float
    train_loss: float  # of mixed, smoothed labels: not comparable with the next
    validation_loss: float  # cross-entropy
    validation_accuracy: float
    validation_auc: float


@dataclass(frozen=True)
class Candidate:
    """Weights that may be shipped, and their cross-entropy on the validation part."""

    name: str
    validation_loss: float
    weights: Weights


class Training:
    """State of one run. `advance` until `finished`; `save` after every epoch; `candidates` at the end."""

    def __init__(self, recipe: Recipe, train: ImageSet, validation: ImageSet, data_hash: str, device: torch.device) -> None:
        self.recipe, self.train, self.validation, self.data_hash, self.device = recipe, train, validation, data_hash, device
        torch.manual_seed(recipe.seed)
        # Channels last is the layout that convolutions on the CPU are fastest in: 1.4 times, for the same numbers.
        self.net = NmdAssistNet().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
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
        train_loss = self._train(epoch, progress)
        if self.averaging_from is not None:
            self.averaged.update_parameters(self.net)
            self.schedule.step()
        answers = margins(predict(self.net, self.validation.images))
        row = Epoch(
            epoch,
            "plain" if self.averaging_from is None else "averaging",
            rate,
            train_loss,
            metrics.log_loss(self.validation.labels, answers),
            float(np.mean((answers > 0) == (self.validation.labels == 1))),
            float(metrics.auc(self.validation.labels, answers, np.ones(len(answers)))),
        )
        self.history.append(row)
        self.stale += 1
        if self.best is None or row.validation_loss < self.best.validation_loss:
            self.best = Candidate(f"epoch {epoch}", row.validation_loss, copy_weights(self.net))
            self.stale = 0
        return row

    def _train(self, epoch: int, progress: Callable[[float], None]) -> float:
        r = self.recipe
        self.net.train()
        losses = []
        batches = training_batches(self.train, r.batch, epoch, r.seed, r.augmentation, r.preprocessing)
        for step, batch in enumerate(batches):
            x, labels = normalise(batch.grey.to(self.device)), batch.labels.to(self.device)
            x, shares = mix(x, labels, r.augmentation, stream(r.seed, MIXUP, epoch, step))
            logits = self.net(x.contiguous(memory_format=torch.channels_last))
            loss = F.cross_entropy(logits, shares, label_smoothing=r.label_smoothing)
            self.optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimiser.step()
            losses.append(float(loss.detach()))
            progress(losses[-1])
        return float(np.mean(losses))

    def candidates(self) -> list[Candidate]:
        """The weights of the best epoch and, where there was averaging, the averaged ones with their batch norms recomputed."""
        assert self.best is not None, "no epoch has been trained"
        if self.averaging_from is None:
            return [self.best]
        update_bn(inputs(self.train.images, self.recipe.batch, self.device), self.averaged)
        net = self.averaged.module
        answers = margins(predict(net, self.validation.images))
        return [self.best, Candidate("average", metrics.log_loss(self.validation.labels, answers), copy_weights(net))]

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
        differing = [key for key in ours if key != "epochs" and theirs.get(key) != ours[key]]
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
        return {"data": self.data_hash, **dataclasses.asdict(self.recipe)}


def predict(net: torch.nn.Module, images: npt.NDArray[np.uint8], batch: int = 32) -> FloatMap:
    """Logits (N, 2) of preprocessed images (N, S, S), in evaluation mode, on the network's device."""
    net.eval()
    with torch.inference_mode():
        logits = [net(x) for x in inputs(images, batch, next(net.parameters()).device)]
    return torch.cat(logits).cpu().numpy()


def inputs(images: npt.NDArray[np.uint8], batch: int, device: torch.device) -> Iterator[Tensor]:
    """Preprocessed images (N, S, S) as the network's input, unvaried and in their order."""
    for start in range(0, len(images), batch):
        grey = torch.from_numpy(images[start : start + batch, None]).to(device)
        yield normalise(grey).contiguous(memory_format=torch.channels_last)


def copy_weights(net: torch.nn.Module) -> Weights:
    """The weights as they are now, contiguous and on the CPU."""
    return {name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format) for name, tensor in net.state_dict().items()}
