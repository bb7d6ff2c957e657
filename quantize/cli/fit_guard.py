"""`python -m quantize fit-guard`: the texture model that decides before the network whether a region shows muscle."""

from __future__ import annotations

from pathlib import Path

import click
import cv2
import numpy as np

from edge_app.cli.group import Command
from edge_app.guard.texture import SIDE
from edge_app.guard.texture_golden import GOLDEN_FILE, TextureGolden
from edge_app.guard.texture_model import MODEL_FILE
from edge_app.system.atomic_write import make_folder, write_output
from quantize.cli.options import out_folder_option
from quantize.guard.fit import GuardRecipe
from quantize.guard.fitted_guard import REPORT_FILE
from quantize.guard.judging import judge
from quantize.guard.negatives import KINDS, draw_negatives
from quantize.guard.report import report
from quantize.guard.sources import GRADES, Variant, parse_sources, simulated_crops
from quantize.guard.training_set import Extent, gather

REPORT_TEXT = "guard_report.md"


@click.command(
    "fit-guard",
    cls=Command,
    examples=(
        "python -m quantize fit-guard --out guard --source thigh=muscle-longitudinal:thigh "
        "--source calf=muscle-longitudinal:calf --source eyes=not-muscle:eyes --subjects 200",
    ),
)
@out_folder_option("Folder for guard.npz, guard_golden.npz and the report.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    metavar="NAME=ROLE:FOLDER",
    help="Pictures of one scanner in one study; ROLE is muscle-transverse, muscle-longitudinal or not-muscle. Repeat for each.",
)
@click.option(
    "--subjects", default=Extent.subjects, show_default=True, type=click.IntRange(8), help="Simulated subjects of all grades."
)
@click.option(
    "--drawn", default=Extent.drawn, show_default=True, type=click.IntRange(4), help="Drawn crops of each kind of no muscle."
)
@click.option("--varied", default=Extent.varied, show_default=True, type=click.IntRange(1), help="Further crops of each source.")
@click.option("--seed", default=Extent.seed, show_default=True, help="The same seed and sources give the same files.")
def command(out: Path, sources: tuple[str, ...], subjects: int, drawn: int, varied: int, seed: int) -> None:
    """Fit the guard's texture model, and measure it on sources and kinds that were left out.

    At least two sources of real muscle are needed. Sources of what is no muscle are only measured, never fitted on: the model
    learns that from drawn images. Transverse muscle of all grades is simulated beside the real one.
    """
    cv2.setNumThreads(1)
    extent, recipe = Extent(subjects, drawn, varied, seed), GuardRecipe(seed=seed)
    parsed = parse_sources(sources)
    make_folder(out)
    judged = judge(gather(parsed, extent), recipe)
    figures = report(judged, recipe, extent)
    golden = TextureGolden.of(judged.model, _golden_crops(seed))
    write_output(out / MODEL_FILE, judged.model.to_npz())
    write_output(out / GOLDEN_FILE, golden.to_npz())
    write_output(out / REPORT_FILE, figures.as_json().encode())
    write_output(out / REPORT_TEXT, figures.as_markdown().encode())
    click.echo(figures.as_markdown())


def _golden_crops(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(N, 224, 224) uint8: simulated muscle of each grade, and one of each kind of no muscle; no real image leaves its folder."""
    seen = [crop for crop in simulated_crops(len(GRADES), seed + 1) if crop.variant is Variant.AS_SEEN]
    muscle = [next(crop.pixels for crop in seen if crop.grade == grade) for grade in GRADES]
    other = [draw_negatives(kind, 1, seed + 1)[0] for kind in KINDS]
    crops = [*muscle, *other]
    return np.stack([cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for crop in crops]).astype(np.uint8)
