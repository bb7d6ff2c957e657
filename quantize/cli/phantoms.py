"""`python -m quantize phantoms`: a simulated data set in the paper's proportions."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.phantom.realistic import Appearance
from quantize.cli.options import NEW_FOLDER
from quantize.dataset.simulate import simulate
from quantize.dataset.site_scanners import SiteScanner


@click.command(
    "phantoms",
    cls=Command,
    examples=(
        "python -m quantize phantoms dataset --subjects 60",
        "python -m quantize phantoms realistic --subjects 60 --appearance realistic  # closer to real images",
        "python -m quantize phantoms test_set --subjects 20 --seed 2026  # other subjects, to report on",
        "python -m quantize phantoms second_site --subjects 20 --seed 2027 --scanner second  # for `validate`",
    ),
)
@click.argument("dataset", type=NEW_FOLDER)
@click.option("--subjects", default=1283, show_default=True, help="How many; the paper's set has 1,283 with 3,917 images.")
@click.option("--seed", default=2025, show_default=True, help="The same seed makes the same files.")
@click.option(
    "--scanner",
    type=click.Choice([scanner.value for scanner in SiteScanner]),
    default=SiteScanner.FIRST.value,
    show_default=True,
    help="Whose scanner: that of the training, or a second site's, of another maker at another preset.",
)
@click.option(
    "--appearance",
    type=click.Choice([appearance.value for appearance in Appearance]),
    default=Appearance.PLAIN.value,
    show_default=True,
    help="plain: as the shipped model was trained. realistic: haze, reverberation, persistence and tissues drawn over the range "
    "of real sources, and written into the manifest.",
)
@click.option("--workers", default=2, show_default=True, help="Processes.")
def command(dataset: Path, subjects: int, seed: int, scanner: str, appearance: str, workers: int) -> None:
    """Make a simulated data set of muscle ultrasound in the folder DATASET."""
    samples = simulate(dataset, subjects, seed, workers, SiteScanner(scanner), Appearance(appearance))
    people, abnormal = len({s.subject for s in samples}), sum(s.label == "abnormal" for s in samples)
    click.echo(f"{len(samples)} simulated images of {people} subjects in {dataset}, {abnormal} of them abnormal")
