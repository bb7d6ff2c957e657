"""`python -m quantize emg-phantoms`: a simulated data set of needle EMG."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import NEW_FOLDER


@click.command(
    "emg-phantoms",
    cls=Command,
    examples=(
        "python -m quantize emg-phantoms dataset --subjects 40",
        "python -m quantize emg-phantoms test_set --subjects 20 --seed 2026  # other patients, to report on",
    ),
)
@click.argument("dataset", type=NEW_FOLDER)
@click.option(
    "--subjects", default=200, show_default=True, type=click.IntRange(1), help="How many patients; 12 recordings of each."
)
@click.option("--seed", default=2025, show_default=True, help="The same seed makes the same files.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
def command(dataset: Path, subjects: int, seed: int, workers: int) -> None:
    """Make a simulated data set of needle EMG in the folder DATASET; a run that was stopped goes on.

    Recordings are EDF, with the truth of every potential beside them as JSON, and patients healthy, neurogenic, myopathic or
    myotonic.
    """
    from quantize.dataset.emg.simulate import simulate_emg

    samples = simulate_emg(dataset, subjects, seed, workers)
    psw, fibrillation = sum(s.psw for s in samples), sum(s.fibrillation for s in samples)
    click.echo(
        f"{len(samples)} simulated recordings of {len({s.subject for s in samples})} patients in {dataset}: "
        f"{psw} positive sharp waves, {fibrillation} fibrillations, {sum(s.other for s in samples)} other potentials"
    )
