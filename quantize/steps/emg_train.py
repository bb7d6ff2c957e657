"""From a data set of needle EMG to a trained network and its report, beside the logistic model's."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
import torch
from tqdm import tqdm

from edge_app.emg.analysis import Settings
from edge_app.emg.logistic import read_model
from edge_app.emg.waveform import WAVEFORMS
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder, write_output
from quantize.dataset.batches import steps
from quantize.dataset.emg.event_images import DRAWING, EACH, Drawing, EventImages, draw_events, load_events, split_patients
from quantize.dataset.emg.labelled_events import TOLERANCE_MS
from quantize.dataset.emg.manifest import read_about
from quantize.evaluation.emg.network import measure_network
from quantize.reporting.emg_network import network_text
from quantize.steps.inputs import Say
from quantize.training.emg.loop import EmgTraining
from quantize.training.emg.recipe import EmgNetwork, make_network, recipe_of
from quantize.training.emg.record import NOTICE, EmgTrainingRecord, write_weights

IMAGES, STATE, WEIGHTS, RECORD, REPORT, TEXT = (
    "images", "state.pt", "network.safetensors", "training.json", "report.json", "report.md",
)  # fmt: skip


@dataclass(frozen=True)
class TrainingInputs:
    """What a network is trained from and held against."""

    dataset: Path
    test_set: Path  # of other patients
    baseline: Path  # the file of a logistic model
    pretrained: Path | None  # weights for the body of Inception-v4


def train_emg(network: EmgNetwork, inputs: TrainingInputs, out: Path, epochs: int, command: str, say: Say) -> None:
    """Draw the images, train, and report. What was done is not done again: a stopped training goes on after its last epoch.

    Raises ConfigError, EmgError, ExportError.
    """
    settings, baseline = Settings(), read_model(inputs.baseline)
    baseline.check(settings)
    about, tested = read_about(inputs.dataset), read_about(inputs.test_set)
    if about.seed == tested.seed:
        raise ConfigError(
            f"{inputs.dataset} and {inputs.test_set} are of the same patients (seed {about.seed}); use another seed"
        )
    if baseline.trained_on.seed == tested.seed:
        raise ConfigError(f"{inputs.baseline} was fitted on the patients of {inputs.test_set}; fit it on others")
    recipe = recipe_of(network, epochs)
    torch.manual_seed(recipe.seed)
    net = make_network(network, inputs.pretrained)
    make_folder(out)
    parts = split_patients(draw_events(inputs.dataset, out / IMAGES, settings))
    train, validation = load_events(out / IMAGES, parts.train), load_events(out / IMAGES, parts.validation)
    data = sha256((out / IMAGES / DRAWING).read_bytes()).hexdigest()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = EmgTraining(net, recipe, train, validation, data, device)
    if (out / STATE).exists():
        training.load(out / STATE)
    _run(training, out / STATE, say)
    assert training.best is not None
    chosen = min(training.history, key=lambda row: row.validation_loss)
    training.net.load_state_dict(training.best[1])
    drawing = Drawing(about, settings, TOLERANCE_MS, EACH)
    record = EmgTrainingRecord(
        NOTICE, WAVEFORMS, drawing, *_counts(train), *_counts(validation), recipe, inputs.pretrained is not None, chosen,
        str(torch.__version__),
    )  # fmt: skip
    write_weights(out / WEIGHTS, training.best[1], record)
    write_output(out / RECORD, msgspec.json.format(msgspec.json.encode(record)) + b"\n")
    report = measure_network(training.net, network.value, inputs.test_set, baseline, settings, command)
    write_output(out / REPORT, msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    text = network_text(report, record)
    write_output(out / TEXT, text.encode())
    say(text)


def _run(training: EmgTraining, state: Path, say: Say) -> None:
    """Train to the end; the state is written after every epoch."""
    while not training.finished:
        count = steps(len(training.train.labels), training.recipe.batch)
        title = f"epoch {len(training.history) + 1} of {training.recipe.epochs}"
        with tqdm(total=count, desc=title, unit="step", disable=None) as bar:
            row = training.advance(lambda loss: bar.update())
        training.save(state)
        say(
            f"{title} ({row.stage}): loss {row.train_loss:.3f}; on validation patients {row.validation_loss:.3f}, "
            f"accuracy {row.validation_accuracy:.3f} per image"
        )


def _counts(images: EventImages) -> tuple[int, int]:
    """Patients and images."""
    return len(np.unique(images.subjects)), len(images.labels)
