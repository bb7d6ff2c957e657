"""The training of a network for needle EMG, as an object that can be advanced, saved and resumed by the epoch."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import to_document
from quantize.dataset.batches import ORDER, steps, stream
from quantize.dataset.emg.event_images import EventImages
from quantize.training.emg.recipe import EmgRecipe, classifier_of
from quantize.training.prediction import Weights, as_input, copy_weights, predict


@dataclass(frozen=True)
class EmgEpoch:
    """A row of the training's history."""

    epoch: int  # from 0
    stage: str
    train_loss: float  # cross-entropy
    validation_loss: float
    validation_accuracy: float  # per image


class EmgTraining:
    """Trains `net` by a recipe; the weights of the epoch with the least validation loss are kept."""

    def __init__(
        self, net: nn.Module, recipe: EmgRecipe, train: EventImages, validation: EventImages, data: str, device: torch.device
    ) -> None:
        """data: what the images are of, so that a state of other images is not resumed."""
        self.net = net.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.recipe, self.train, self.validation, self.data, self.device = recipe, train, validation, data, device
        self.history: list[EmgEpoch] = []
        self.best: tuple[float, Weights] | None = None
        self._stage = -1
        self._optimiser: torch.optim.Optimizer | None = None

    @property
    def finished(self) -> bool:
        """Whether every stage has had its epochs."""
        return len(self.history) >= self.recipe.epochs

    def advance(self, progress: Callable[[float], None] = lambda _loss: None) -> EmgEpoch:
        """Train one epoch and validate. `progress` gets each step's loss."""
        epoch = len(self.history)
        number, stage = self.recipe.stage_of(epoch)
        optimiser = self._enter(number)
        self._set_modes(stage.only_classifier)
        losses, size = [], self.recipe.batch
        order = stream(self.recipe.seed, ORDER, epoch).permutation(len(self.train.labels))
        for step in range(steps(len(order), size)):
            chosen = np.sort(order[step * size : (step + 1) * size])
            x = as_input(torch.from_numpy(self.train.images[chosen][:, None]), self.device)
            loss = F.cross_entropy(self.net(x), torch.from_numpy(self.train.labels[chosen]).to(self.device))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            losses.append(float(loss.detach()))
            progress(losses[-1])
        logits = torch.from_numpy(predict(self.net, self.validation.images))
        truth = torch.from_numpy(self.validation.labels)
        row = EmgEpoch(
            epoch,
            stage.name,
            float(np.mean(losses)),
            float(F.cross_entropy(logits, truth)),
            float((logits.argmax(1) == truth).double().mean()),
        )
        self.history.append(row)
        if self.best is None or row.validation_loss < self.best[0]:
            self.best = row.validation_loss, copy_weights(self.net)
        return row

    def _enter(self, number: int) -> torch.optim.Optimizer:
        """The optimiser of a stage, a new one where the stage begins."""
        if self._optimiser is None or number != self._stage:
            stage = self.recipe.stages[number]
            trained = classifier_of(self.net) if stage.only_classifier else self.net
            for parameter in self.net.parameters():
                parameter.requires_grad_(not stage.only_classifier)
            for parameter in trained.parameters():
                parameter.requires_grad_(True)
            self._optimiser = torch.optim.Adam(
                trained.parameters(), lr=stage.learning_rate, weight_decay=self.recipe.weight_decay
            )
            self._stage = number
        return self._optimiser

    def _set_modes(self, only_classifier: bool) -> None:
        self.net.train(not only_classifier)
        classifier_of(self.net).train()

    def save(self, path: Path) -> None:
        """Write the state, completely or not at all. The random numbers need no saving: they follow from seed and epoch."""
        assert self.best is not None and self._optimiser is not None
        state = {
            "run": self._identity(),
            "net": self.net.state_dict(),
            "stage": self._stage,
            "optimiser": self._optimiser.state_dict(),
            "history": [dataclasses.asdict(row) for row in self.history],
            "best": list(self.best),
        }
        write_output(path, lambda file: torch.save(state, file))

    def load(self, path: Path) -> None:
        """Resume from a saved state; only the epochs of the last stage may have changed since.

        Raises ConfigError when it is unreadable, or of another recipe or other images.
        """
        try:
            state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
            theirs = state["run"]
        except (OSError, RuntimeError, EOFError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as exc:
            raise ConfigError(f"{path} cannot be read as a training's state; remove it and train again") from exc
        if theirs != self._identity():
            raise ConfigError(f"{path} is of a training with other images or settings; give the same, or another --out")
        self.net.load_state_dict(state["net"])
        self._enter(state["stage"]).load_state_dict(state["optimiser"])
        self.history = [EmgEpoch(**row) for row in state["history"]]
        self.best = state["best"][0], state["best"][1]

    def _identity(self) -> str:
        """What a state must be of. How long the last stage is may be changed: no epoch depends on how many come after it."""
        *before, last = self.recipe.stages
        recipe = dataclasses.replace(self.recipe, stages=(*before, dataclasses.replace(last, epochs=0)))
        return f"{self.data} {to_document(recipe)!r}"
