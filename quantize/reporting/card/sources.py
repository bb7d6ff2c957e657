"""The files that the figures of a model card come from. What is of another bundle is refused, what is missing is None.

In one folder: metrics.json (`evaluate`), training.json (`train`), robustness*.json (`robustness`), abstention.json
(`abstention`), gate.json (`release`), validation*.json (`validate`), recorded.json (by hand: figures of which no program kept a
file, each with its command, or with who published it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import safetensors

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.errors import ConfigError
from edge_app.typed_reader import FormatError, build, parse_json
from quantize.evaluation.abstention import Abstentions, read_abstentions
from quantize.evaluation.gate_file import GateFile, read_gate
from quantize.evaluation.robustness.records import RobustnessMatrix, read_matrix
from quantize.evaluation.robustness.run import bundle_digest
from quantize.evaluation.validation.records import ValidationReport, read_report_json
from quantize.packaging.writer import read_bundle
from quantize.training.provenance import METADATA
from quantize.training.remainder import remainder_path

T = TypeVar("T")

REMEDY = "measure this bundle, or name the folder of its own files with --figures"


@dataclass(frozen=True)
class FoundInterval:
    """As `evaluate` writes it; null: not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class EvaluatedMetrics:
    """Those of a row of metrics.json that a card shows."""

    images: int
    subjects: int
    abnormal: int  # images
    accuracy: FoundInterval
    sensitivity: FoundInterval
    specificity: FoundInterval
    auc: FoundInterval
    calibration_error: FoundInterval


@dataclass(frozen=True)
class EvaluatedGroup:
    """A row of metrics.json."""

    classifier: str
    group: str
    metrics: EvaluatedMetrics


@dataclass(frozen=True)
class Evaluated:
    """metrics.json."""

    part: str
    simulated: bool
    data_sha256: str
    test_set_sha256: str | None
    rows: tuple[EvaluatedGroup, ...]

    def of(self, classifier: str, group: str) -> EvaluatedMetrics:
        """Raises ConfigError where there is no such row."""
        for row in self.rows:
            if (row.classifier, row.group) == (classifier, group):
                return row.metrics
        raise ConfigError(f"metrics.json has no row of {classifier} on {group}; measure again with `python -m quantize evaluate`")


@dataclass(frozen=True)
class TrainedBy:
    """Of a recipe, what a card says."""

    seed: int
    epochs: int
    swa_start: int
    patience: int


@dataclass(frozen=True)
class Trained:
    """training.json, and the record in a checkpoint."""

    simulated: bool
    data_sha256: str
    train_subjects: int
    train_images: int
    validation_subjects: int
    validation_images: int
    epochs: int
    chosen: str  # "epoch 28", counted from 0
    recipe: TrainedBy


@dataclass(frozen=True)
class RecordedFigure:
    """A figure of which no program kept a file."""

    text: str  # as it is shown
    what: str
    command: str | None = None  # that measured it; None: it was published
    machine: str | None = None
    published: str | None = None  # by whom, where; None: it was measured


@dataclass(frozen=True)
class Recorded:
    """recorded.json."""

    figures: dict[str, RecordedFigure]


@dataclass(frozen=True)
class CardSources:
    """All that a card is made of. None, or empty: there is no such file."""

    bundle: ModelBundle
    graph_mb: dict[str, float]  # name of a file of the bundle -> MB (10^6 bytes)
    evaluated: Evaluated | None
    trained: Trained | None
    shipped: Trained | None  # the record in the checkpoint that is kept with the sources
    robustness: dict[str, RobustnessMatrix]  # by the file's name
    abstentions: Abstentions | None
    gate: GateFile | None
    validations: tuple[ValidationReport, ...]
    recorded: dict[str, RecordedFigure]


def read_sources(bundle: Path, figures: Path) -> CardSources:
    """Read the files of a folder. Raises ConfigError for one that is damaged or of another bundle, BundleError."""
    model = read_bundle(bundle)
    manifest = model.manifest
    evaluated = _partial(figures / "metrics.json", Evaluated)
    trained = _partial(figures / "training.json", Trained)
    robustness = {file.name: read_matrix(file) for file in sorted(figures.glob("robustness*.json"))}
    validations = tuple(read_report_json(file) for file in sorted(figures.glob("validation*.json")))
    abstentions = read_abstentions(file) if (file := figures / "abstention.json").exists() else None
    gate = read_gate(file) if (file := figures / "gate.json").exists() else None
    trained_on = manifest.training_data.sha256
    measured_on = manifest.measured.data_sha256 if manifest.measured else None
    evaluated_on = (evaluated.data_sha256, evaluated.test_set_sha256) if evaluated else None
    _require("metrics.json", figures, evaluated_on in (None, (trained_on, measured_on)))
    _require("training.json", figures, not trained or trained.data_sha256 == trained_on)
    _require("gate.json", figures, not gate or gate.bundle == model.id)
    for name, matrix in robustness.items():
        _require(name, figures, matrix.bundle_sha256 == bundle_digest(model, _graphs(model, matrix.graphs)))
    for report in validations:
        _require("a validation file", figures, report.tested.manifest_sha256 == model.manifest_sha256)
    if abstentions:
        digest = bundle_digest(model, _graphs(model, [abstentions.graph]))
        _require("abstention.json", figures, abstentions.bundle_sha256 == digest)
    return CardSources(
        bundle=model,
        graph_mb={name: (bundle / name).stat().st_size / 1e6 for name in manifest.files},
        evaluated=evaluated,
        trained=trained,
        shipped=_kept_record(model),
        robustness=robustness,
        abstentions=abstentions,
        gate=gate,
        validations=validations,
        recorded=_recorded(figures / "recorded.json"),
    )


def _graphs(model: ModelBundle, names: Sequence[str]) -> list[Precision]:
    return [precision for precision in model.graphs if precision.value in names]


def _require(name: str, folder: Path, is_of_this_bundle: bool) -> None:
    if not is_of_this_bundle:
        raise ConfigError(f"{name} in {folder} is of another bundle; {REMEDY}")


def _partial(path: Path, kind: type[T]) -> T | None:
    """A document of which only a part is read; None where there is no file. Raises ConfigError."""
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as exc:
        raise ConfigError(f"{path} cannot be read ({exc}); {REMEDY}") from exc


def _kept_record(model: ModelBundle) -> Trained | None:
    """Of the checkpoint that these very graphs were made of; None: it is not kept."""
    path = remainder_path(model)
    if not path.exists():
        return None
    try:
        with safetensors.safe_open(path, "numpy") as file:
            record = msgspec.json.decode((file.metadata() or {})[METADATA].encode(), type=Trained)
    except (OSError, KeyError, safetensors.SafetensorError, msgspec.DecodeError) as exc:
        raise ConfigError(f"{path} does not say how it was trained; make it anew with `python -m quantize remainder`") from exc
    return record if record.data_sha256 == model.manifest.training_data.sha256 else None


def _recorded(path: Path) -> dict[str, RecordedFigure]:
    if not path.exists():
        return {}
    try:
        found = build(Recorded, parse_json(path.read_bytes())).figures
    except FormatError as exc:
        raise ConfigError(f"{path} {exc}; correct it") from exc
    for name, figure in found.items():
        if bool(figure.published) is bool(figure.command and figure.machine):
            raise ConfigError(f"{path}: {name} needs a command with its machine, or who published it; add what is missing")
    return found
