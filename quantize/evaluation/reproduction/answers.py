"""What a training came to: its network's answers to the subjects that it was tested on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json, to_document
from quantize.statistics.metrics import Floats, Ints, sigmoid

ECHO = "echo intensity"  # the arm of plain echo intensity of the region


@dataclass(frozen=True)
class AskedImages:
    """N images of the test part."""

    images: tuple[str, ...]
    subjects: tuple[str, ...]
    labels: tuple[int, ...]  # 0 normal, 1 abnormal


@dataclass(frozen=True)
class RunAnswers:
    """Answers to N test images. Abnormal is what is likelier, so where the margin is at least 0."""

    arm: str
    seed: int
    fold: int | None
    device: str  # torch's name of it
    epochs: int  # trained
    chosen: str  # which weights
    seconds: float | None  # of an epoch, mean of those that the last process trained; None: it trained none
    parameters: int  # trainable
    temperature: float  # fitted on the validation part
    asked: AskedImages
    margins: tuple[float, ...]  # logit of abnormal - logit of normal

    @property
    def truth(self) -> Ints:
        """(N,) labels."""
        return np.array(self.asked.labels, np.int64)

    @property
    def people(self) -> npt.NDArray[np.str_]:
        """(N,) subjects."""
        return np.array(self.asked.subjects, np.str_)

    @property
    def scores(self) -> Floats:
        """(N,) P(abnormal) before calibration, as the paper reads it."""
        return sigmoid(np.array(self.margins))

    @property
    def calibrated(self) -> Floats:
        """(N,) P(abnormal) with the temperature."""
        return sigmoid(np.array(self.margins) / self.temperature)


def write_answers(path: Path, answers: RunAnswers) -> None:
    """Raises ExportError when the disk refuses."""
    write_output(path, json.dumps(to_document(answers)).encode())


def read_answers(path: Path) -> RunAnswers:
    """Raises ConfigError where the file cannot be read."""
    try:
        return build(RunAnswers, parse_json(path.read_bytes()))
    except (OSError, FormatError) as exc:
        raise ConfigError(
            f"{path} cannot be read as the answers of a training; remove it, and the training is done again"
        ) from exc
