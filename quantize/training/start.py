"""The weights that a training begins with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from quantize.graphs.onnx_export import load_checkpoint
from quantize.training.prediction import Weights, copy_weights
from quantize.training.provenance import TrainingRecord, read_record
from quantize.training.recipe import Recipe


@dataclass(frozen=True)
class Start:
    """Trained weights and where they come from."""

    weights: Weights
    record: TrainingRecord
    sha256: str  # of their file

    @classmethod
    def read(cls, file: Path) -> Start:
        """Raises ConfigError or ExportError when the file is no checkpoint of `train`."""
        net, record = load_checkpoint(file), read_record(file)
        return cls(copy_weights(net), record, hashlib.sha256(file.read_bytes()).hexdigest())

    def continued(self, recipe: Recipe) -> Recipe:
        """A recipe that begins with these weights: with their preprocessing, and their split, or they had seen test subjects.

        Its classes may be others; the linear layer is then a new one.
        """
        own = self.record.recipe
        return replace(recipe, split=own.split_seed, start_sha256=self.sha256, preprocessing=own.preprocessing)
