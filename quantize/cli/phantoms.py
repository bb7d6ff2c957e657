"""`python -m quantize phantoms`: a simulated data set in the paper's proportions."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import NEW_FOLDER
from quantize.dataset.simulate import simulate


@click.command(
    "phantoms",
    cls=Command,
    examples=(
        "python -m quantize phantoms dataset --subjects 60",
        "python -m quantize phantoms test_set --subjects 20 --seed 2026  # other subjects, to report on",
    ),
)
@click.argument("dataset", type=NEW_FOLDER)
@click.option("--subjects", default=1283, show_default=True, help="How many; the paper's set has 1,283 with 3,917 images.")
@click.option("--seed", default=2025, show_default=True, help="The same seed makes the same files.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
def command(dataset: Path, subjects: int, seed: int, workers: int) -> None:
    """Make a simulated data set of muscle ultrasound in the folder DATASET."""
    samples = simulate(dataset, subjects, seed, workers)
    people, abnormal = len({s.subject for s in samples}), sum(s.label == "abnormal" for s in samples)
    click.echo(f"{len(samples)} simulated images of {people} subjects in {dataset}, {abnormal} of them abnormal")
