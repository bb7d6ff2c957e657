"""Quantisation-aware training: the quantised graph learns to answer as the trained network does.

It is trained by distillation on the training images, varied as for the first training; labels are not used. The logits carry
the decision, the last feature map the heatmap, and both are distilled. Training starts from a post-training graph. The epoch
that comes nearest on validation subjects is kept; that is the starting graph, when none is better.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.manifest import Fidelity
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ConfigError
from edge_app.imaging.preprocess import Preprocessing
from edge_app.system.atomic_write import make_folder, write_output
from edge_app.typed_reader import build
from quantize.class_list import ClassList
from quantize.dataset.augment import Augmentation
from quantize.dataset.batches import ImageSet, read_images, steps, training_batches
from quantize.dataset.split import Split, sample_balanced
from quantize.graphs.answers import trained_answers
from quantize.graphs.raw_maps import logits_and_maps
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.quantisation.distillation import answer_noise, distillation_loss
from quantize.quantisation.qdq_network import QdqNetwork
from quantize.recipe import QatRecipe
from quantize.statistics.calibration import fit_decision
from quantize.statistics.quantisation_error import compare


def state_file(folder: Path | None, recipe: str) -> Path | None:
    """Where the training of a recipe, named or in a file of its own, is kept."""
    return None if folder is None else folder / f"{Path(recipe).stem}.qat.pt"


@dataclass(frozen=True)
class QatData:
    """What a quantised graph is trained and validated on."""

    teacher: NmdAssistNet
    images: ImageSet  # of training subjects
    validation: ImageSet
    preprocessing: Preprocessing
    seed: int
    classes: ClassList | None = None  # that the teacher tells apart; None: normal and abnormal

    @property
    def scheme(self) -> ClassScheme | None:
        """How the logits are read, before any temperature."""
        return None if self.classes is None else self.classes.scheme()


def read_qat_data(
    net: NmdAssistNet,
    dataset: Path,
    parts: Split,
    recipe: QatRecipe,
    preprocessing: Preprocessing,
    seed: int,
    classes: ClassList | None = None,
) -> QatData:
    """Images of training and validation subjects; preprocessing, seed and classes are those of the network's own training."""
    return QatData(
        teacher=net,
        images=read_images(dataset, sample_balanced(parts.train, recipe.images, seed), preprocessing, "training part"),
        validation=read_images(dataset, parts.validation, preprocessing, "validation part", classes),
        preprocessing=preprocessing,
        seed=seed,
        classes=classes,
    )


@dataclass(frozen=True)
class QatEpoch:
    """A row of the history; epoch 0 is the graph before training."""

    epoch: int
    train_loss: float | None
    noise: float  # `answer_noise` on the validation part
    fidelity: Fidelity  # on the validation part

    def __str__(self) -> str:
        loss = "" if self.train_loss is None else f"training loss {self.train_loss:.5f}, "
        return (
            f"epoch {self.epoch}: {loss}validation noise {self.noise:.3%}, logits {self.fidelity.logits_sqnr_db:.1f} dB, "
            f"same answer {self.fidelity.agreement:.2%}, map cosine {self.fidelity.map_cosine:.4f}"
        )


class QuantAwareTraining:
    """State of one run: `advance` until `finished`, `save` after every epoch; `best_graph` at any time."""

    def __init__(self, graph: bytes, source: bytes, data: QatData, recipe: QatRecipe) -> None:
        """graph: the QDQ graph to begin with; source: the float graph it was made of."""
        self.recipe, self._data = recipe, data
        self._student, self._teacher = QdqNetwork(graph, source), deploy(data.teacher)
        self._numbers = {**self._student.weights, **self._student.ranges}
        self._optimiser = torch.optim.Adam(
            [{"params": list(self._student.weights.values())}, {"params": list(self._student.ranges.values())}]
        )
        self._trained = trained_answers(data.teacher, data.validation.images, data.scheme)
        self._decision = fit_decision(data.validation.truth, self._trained.logits, data.scheme)
        self._identity = {
            "start": hashlib.sha256(graph).hexdigest(),
            "data": hashlib.sha256(data.images.images.tobytes()).hexdigest(),
            "seed": data.seed,
            **dataclasses.asdict(recipe),
        }
        self.steps = steps(len(data.images.labels), recipe.batch)  # of an epoch
        self.best_graph = graph
        self.history = [self._validated(graph, 0, None)]

    @property
    def finished(self) -> bool:
        return len(self.history) > self.recipe.epochs

    def advance(self, progress: Callable[[float], None] = lambda _loss: None) -> QatEpoch:
        """Train one epoch and try the graph on the validation part. `progress` gets each step's loss."""
        epoch, data = len(self.history), self._data
        batches = training_batches(data.images, self.recipe.batch, epoch, data.seed, Augmentation(), data.preprocessing)
        losses = []
        for step, batch in enumerate(batches, (epoch - 1) * self.steps):
            self._set_rates(step)
            with torch.no_grad():
                taught = self._teacher(batch.grey)
            loss = distillation_loss(self._student(batch.grey), taught, self.recipe)
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
            losses.append(float(loss.detach()))
            progress(losses[-1])
        graph = self._student.to_onnx()
        row = self._validated(graph, epoch, float(np.mean(losses)))
        if row.noise < min(earlier.noise for earlier in self.history):
            self.best_graph = graph
        self.history.append(row)
        return row

    def _set_rates(self, step: int) -> None:
        """They fall to 0 along half a cosine (Loshchilov & Hutter 2017): what oscillates between two steps must settle."""
        falling = 0.5 * (1 + math.cos(math.pi * step / (self.recipe.epochs * self.steps)))
        rates = (self.recipe.learning_rate, self.recipe.range_rate)
        for group, rate in zip(self._optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * falling

    def _validated(self, graph: bytes, epoch: int, train_loss: float | None) -> QatEpoch:
        """Compare the graph, run by the appliance's engine, with the trained network."""
        engine = OrtEngine(graph, "int8", torch.get_num_threads())
        bar = tqdm(self._data.validation.images, desc="validation part", unit="image", leave=False, disable=None)
        found = logits_and_maps(map(engine.run, bar), self._data.teacher.fc.weight.detach().numpy(), self._data.scheme)
        noise = answer_noise(self._trained, found, self._data.scheme)
        return QatEpoch(epoch, train_loss, noise, compare(self._trained, found, self._decision))

    def save(self, path: Path) -> None:
        """Write the state, completely or not at all. The random numbers need no saving: they follow from seed and epoch."""
        state = {
            "run": self._identity,
            "numbers": {name: value.detach() for name, value in self._numbers.items()},
            "optimiser": self._optimiser.state_dict(),
            "history": [dataclasses.asdict(row) for row in self.history],
            "best": torch.frombuffer(bytearray(self.best_graph), dtype=torch.uint8),
        }
        write_output(path, lambda file: torch.save(state, file))

    def load(self, path: Path) -> None:
        """Resume from a saved state. Raises ConfigError when it is unreadable or of another run."""
        try:
            state: dict[str, Any] = torch.load(path, weights_only=True)
            run, history = state["run"], [build(QatEpoch, row) for row in state["history"]]
        except (OSError, RuntimeError, EOFError, ValueError, KeyError, TypeError, pickle.UnpicklingError) as exc:
            raise ConfigError(f"{path} cannot be read as the state of a training; remove it and train again") from exc
        if run != self._identity:
            differing = ", ".join(key for key in self._identity if run.get(key) != self._identity[key])
            raise ConfigError(f"{path} is of a training with other {differing}; give the same, or another --state")
        with torch.no_grad():
            for name, value in self._numbers.items():
                value.copy_(state["numbers"][name])
        self._optimiser.load_state_dict(state["optimiser"])
        self.history, self.best_graph = history, state["best"].numpy().tobytes()


def train(graph: bytes, source: bytes, data: QatData, recipe: QatRecipe, state: Path | None) -> bytes:
    """The graph a recipe's training makes of the post-training graph; same nodes, other numbers.

    state: file that is written after every epoch and resumed from where it exists. Progress is reported on standard error.
    """
    training = QuantAwareTraining(graph, source, data, recipe)
    if state is not None:
        make_folder(state.parent)
    if state is not None and state.exists():
        training.load(state)
    for row in training.history:
        tqdm.write(str(row), file=sys.stderr)
    while not training.finished:
        epoch = f"epoch {len(training.history)} of {recipe.epochs}"
        with tqdm(total=training.steps, desc=epoch, unit="step", leave=False, disable=None) as bar:

            def progress(loss: float, bar: tqdm[None] = bar) -> None:
                bar.set_postfix(loss=f"{loss:.4f}", refresh=False)
                bar.update()

            row = training.advance(progress)
        tqdm.write(str(row), file=sys.stderr)
        if state is not None:
            training.save(state)
    return training.best_graph
