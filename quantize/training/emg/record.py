"""Where the weights of a network for needle EMG come from: inside their file, so that it is not lost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import safetensors.torch

from edge_app.emg.waveform import Waveform
from edge_app.system.atomic_write import write_output
from quantize.dataset.emg.event_images import Drawing
from quantize.training.emg.loop import EmgEpoch
from quantize.training.emg.recipe import EmgRecipe
from quantize.training.prediction import Weights

METADATA = "needle-emg training"  # the record's key in the header of the weights' file
NOTICE = "Trained on simulated needle EMG; not for clinical use."


@dataclass(frozen=True)
class EmgTrainingRecord:
    """How the weights came about."""

    notice: str
    classes: tuple[Waveform, ...]  # the order of the outputs
    drawing: Drawing  # of the images, and what they are of
    train_subjects: int
    train_images: int
    validation_subjects: int
    validation_images: int
    recipe: EmgRecipe
    pretrained: bool  # whether the body began with given weights
    chosen: EmgEpoch  # the epoch whose weights these are
    torch: str  # version


def write_weights(path: Path, weights: Weights, record: EmgTrainingRecord) -> None:
    """Write weights and record as one file. Raises ExportError when the disk refuses."""
    write_output(path, safetensors.torch.save(weights, {METADATA: msgspec.json.encode(record).decode()}))
