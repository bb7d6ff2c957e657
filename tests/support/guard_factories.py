"""A guard for tests, which tests/support/small_guard.py made: it accepts simulated muscle and refuses noise and flat images."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.guard.scope import GuardScope, MeasuredShare, ScanPlane
from edge_app.guard.texture_golden import GOLDEN_FILE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE, TextureModel
from quantize.guard.fitted_guard import REPORT_FILE
from quantize.guard.rates import Question

GUARD = Path(__file__).parents[1] / "golden" / "guard"  # written by tests.support.small_guard
REJECTING = (Question.OTHER_THINGS, Question.DRAWN_THINGS, Question.LONGITUDINAL)  # where many are wanted
SCOPE = GuardScope(
    region_width_mm=(5.0, 60.0),
    region_height_mm=(5.0, 60.0),
    view=ScanPlane.TRANSVERSE,
    measured=(
        MeasuredShare("Simulated muscle wrongly rejected", "grade 1", 1, 40, 0.0006, 0.132),
        MeasuredShare("Simulated muscle wrongly rejected", "grade 4", 2, 40, 0.006, 0.169),
    ),
)


@cache
def small_texture_model() -> TextureModel:
    """Of a few trees and vectors."""
    return TextureModel.from_npz((GUARD / MODEL_FILE).read_bytes())


@cache
def small_texture_golden() -> TextureGolden:
    """Its answers to two crops of simulated muscle and one of writing."""
    return TextureGolden.from_npz((GUARD / GOLDEN_FILE).read_bytes())


def with_guard(bundle: ModelBundle, scope: GuardScope = SCOPE) -> ModelBundle:
    """The bundle with the small guard, in memory; write it to have it signed."""
    manifest = replace(bundle.manifest, guard=scope)
    return replace(bundle, manifest=manifest, texture=small_texture_model(), texture_golden=small_texture_golden())


def write_fitted_guard(folder: Path, **counts: tuple[int, int]) -> Path:
    """What `fit-guard` would have written of the small guard, of shares that pass the gate.

    counts: (crops counted, of how many) of a question in place of those, by its name in `Question`.
    """
    passing = {question.name: (20, 20) if question in REJECTING else (0, 20) for question in Question}
    rows = {Question[name].value: [_row(*pair)] for name, pair in {**passing, **counts}.items()}
    model = small_texture_model()
    limits = {"not_muscle_limit": model.muscle.limit, "longitudinal_limit": model.view.limit}
    folder.mkdir()
    for name in (MODEL_FILE, GOLDEN_FILE):
        shutil.copy(GUARD / name, folder / name)
    (folder / REPORT_FILE).write_text(json.dumps({**limits, "tables": rows}))
    return folder


def _row(count: int, of: int) -> dict[str, object]:
    return {"name": "one", "count": count, "of": of, "share": count / of, "interval": [0.0, 1.0]}
