"""What `fit-guard` wrote, read back: the texture model, its reference answers, and what it was measured to do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from edge_app.errors import ConfigError
from edge_app.guard.scope import MeasuredShare
from edge_app.guard.texture_golden import GOLDEN_FILE, TOLERANCE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE, TextureModel
from edge_app.typed_reader import FormatError, build, parse_json
from quantize.guard.rates import Rate

REPORT_FILE = "guard_report.json"
REMEDY = "run `python -m quantize fit-guard` again"


@dataclass(frozen=True)
class FittedGuard:
    """A guard that is to go into a bundle."""

    texture: TextureModel
    golden: TextureGolden
    measured: tuple[MeasuredShare, ...]  # by question, in the order of the report


@dataclass(frozen=True)
class _Row:
    name: str
    count: int
    of: int
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class _Figures:
    not_muscle_limit: float
    longitudinal_limit: float
    tables: dict[str, tuple[_Row, ...]]


def read_fitted_guard(folder: Path) -> FittedGuard:
    """Read the folder that `fit-guard` wrote.

    Raises ConfigError when a file is missing, when the report is none or is of another model, or when this machine gives other
    scores than the reference answers; BundleError when the model or its answers are damaged.
    """
    model, answers = folder / MODEL_FILE, folder / GOLDEN_FILE
    texture = TextureModel.from_npz(_read(model), str(model), REMEDY)
    golden = TextureGolden.from_npz(_read(answers), str(answers), REMEDY)
    if not (difference := golden.largest_difference(texture)) <= TOLERANCE:
        off = f"differ by {difference:.2g} from {GOLDEN_FILE}"
        raise ConfigError(f"the scores of {model} {off}, more than {TOLERANCE:g}; {REMEDY}")
    report = folder / REPORT_FILE
    try:
        document = parse_json(_read(report))
        figures = build(_Figures, {field.name: document[field.name] for field in fields(_Figures) if field.name in document})
    except FormatError as exc:
        raise ConfigError(f"{report} {exc}; {REMEDY}") from exc
    if (figures.not_muscle_limit, figures.longitudinal_limit) != (texture.muscle.limit, texture.view.limit):
        raise ConfigError(f"{report} is of another fit than {MODEL_FILE} beside it; {REMEDY}")
    shares = (_share(report, title, row) for title, rows in figures.tables.items() for row in rows)
    return FittedGuard(texture, golden, tuple(shares))


def _share(report: Path, title: str, row: _Row) -> MeasuredShare:
    """A row with its interval computed again from the counts, which are what was measured."""
    if not 0 <= row.count <= row.of:
        raise ConfigError(f'{report} counts {row.count} of {row.of} crops in "{title}", {row.name}; {REMEDY}')
    low, high = Rate(row.name, row.count, row.of).interval
    return MeasuredShare(title, row.name, row.count, row.of, low, high)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read ({exc.strerror}); name the folder that `quantize fit-guard` wrote") from exc
