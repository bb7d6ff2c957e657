"""`python -m quantize fit-guard`: the texture model that decides before the network whether a region shows muscle."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import out_folder_option
from quantize.guard.sources import parse_sources
from quantize.guard.training_set import Extent
from quantize.steps.guard_fit import fit_guard


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
    fit_guard(out, parse_sources(sources), Extent(subjects, drawn, varied, seed), click.echo)
