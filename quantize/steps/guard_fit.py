"""The texture model that decides before the network whether a region shows muscle."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from edge_app.guard.texture import SIDE
from edge_app.guard.texture_golden import GOLDEN_FILE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE
from edge_app.system.atomic_write import make_folder, write_output
from quantize.guard.fit import GuardRecipe
from quantize.guard.fitted_guard import REPORT_FILE
from quantize.guard.judging import judge
from quantize.guard.negatives import KINDS, draw_negatives
from quantize.guard.report import report
from quantize.guard.sources import GRADES, Source, Variant, simulated_crops
from quantize.guard.training_set import Extent, gather
from quantize.steps.inputs import Say

REPORT_TEXT = "guard_report.md"


def fit_guard(out: Path, sources: list[Source], extent: Extent, say: Say) -> None:
    """Fit the model, measure it on sources and kinds that were left out, and write it with its report into a folder.

    Raises ConfigError, CaptureError naming a file that cannot be read, ExportError.
    """
    cv2.setNumThreads(1)
    recipe = GuardRecipe(seed=extent.seed)
    make_folder(out)
    judged = judge(gather(sources, extent), recipe)
    figures = report(judged, recipe, extent)
    golden = TextureGolden.of(judged.model, _golden_crops(extent.seed))
    write_output(out / MODEL_FILE, judged.model.to_npz())
    write_output(out / GOLDEN_FILE, golden.to_npz())
    write_output(out / REPORT_FILE, figures.as_json().encode())
    write_output(out / REPORT_TEXT, figures.as_markdown().encode())
    say(figures.as_markdown())


def _golden_crops(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(N, 224, 224) uint8: simulated muscle of each grade, and one of each kind of no muscle; no real image leaves its folder."""
    seen = [crop for crop in simulated_crops(len(GRADES), seed + 1) if crop.variant is Variant.AS_SEEN]
    muscle = [next(crop.pixels for crop in seen if crop.grade == grade) for grade in GRADES]
    other = [draw_negatives(kind, 1, seed + 1)[0] for kind in KINDS]
    crops = [*muscle, *other]
    return np.stack([cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for crop in crops]).astype(np.uint8)
