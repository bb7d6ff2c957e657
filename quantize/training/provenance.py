"""Where a model's weights come from: a record beside them (training.json) and inside their file, so that it is not lost."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import safetensors
import safetensors.torch

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.system.csv_cells import plain_row
from edge_app.typed_reader import FormatError, build, parse_json, to_document
from quantize.dataset.unlabelled import UnlabelledSource
from quantize.training.loop import Epoch
from quantize.training.prediction import Weights
from quantize.training.recipe import Recipe

MODEL = "model.safetensors"
RECORD = "training.json"
METADATA = "training"  # the record's key in the header of the weights' file

SIMULATED_NOTICE = "Trained on simulated images; not for clinical use."
WITH_FRAMES_NOTICE = "Trained on simulated images and unlabelled real frames; not for clinical use."
RESEARCH_NOTICE = "Trained on a research data set; not for clinical use."


@dataclass(frozen=True)
class Versions:
    """What the training ran on."""

    python: str
    torch: str
    numpy: str
    opencv: str
    device: str


@dataclass(frozen=True)
class TrainingRecord:
    """How the weights came about."""

    notice: str
    simulated: bool  # whether the data set declares that its labelled images are simulated
    data_sha256: str
    train_subjects: int
    train_images: int
    validation_subjects: int
    validation_images: int
    epochs: int  # trained
    averaging_from: int | None  # epoch
    chosen: str
    validation_loss: dict[str, float]  # of every candidate, by its name
    recipe: Recipe
    versions: Versions
    start: TrainingRecord | None = None  # of the weights that training began with; None: random ones
    unlabelled: tuple[UnlabelledSource, ...] | None = None  # real frames, for consistency; None: none

    @property
    def unlabelled_frames(self) -> int:
        """Real frames without a label that these weights, or those they began with, were trained on."""
        return sum(source.images for source in self.unlabelled or ()) + (self.start.unlabelled_frames if self.start else 0)


def notice_of(simulated: bool, frames: int) -> str:
    """What has to stand beside every answer; frames: unlabelled real ones that were trained on."""
    if not simulated:
        return RESEARCH_NOTICE
    return WITH_FRAMES_NOTICE if frames else SIMULATED_NOTICE


def write_model(folder: Path, weights: Weights, record: TrainingRecord) -> None:
    """Write weights and record. Raises ExportError when the disk refuses."""
    write_checkpoint(folder / MODEL, weights, record)
    write_output(folder / RECORD, _to_json(record).encode())


def write_checkpoint(path: Path, weights: Weights, record: TrainingRecord, **notes: str) -> None:
    """Write weights with their record, and notes if any, in the file's header. Raises ExportError when the disk refuses."""
    data = safetensors.torch.save(weights, {METADATA: _to_json(record), **notes})
    write_output(path, data)


def _to_json(record: TrainingRecord) -> str:
    return json.dumps(to_document(record), indent=1)


def read_record(path: Path) -> TrainingRecord:
    """The record inside a weights' file. Raises ConfigError when there is none."""
    try:
        with safetensors.safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
        return build(TrainingRecord, parse_json(metadata[METADATA].encode()))
    except (OSError, safetensors.SafetensorError) as exc:
        raise ConfigError(f"{path} cannot be read as a safetensors checkpoint; give one that `quantize train` wrote") from exc
    except (KeyError, FormatError) as exc:
        raise ConfigError(f"{path} does not say what it was trained on; give a checkpoint that `quantize train` wrote") from exc


def write_history(path: Path, history: Sequence[Epoch]) -> None:
    """One line an epoch, the columns are the fields of `Epoch`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f.name for f in dataclasses.fields(Epoch)])
    writer.writerows(plain_row(dataclasses.astuple(row)) for row in history)
    write_output(path, text.getvalue().encode())
