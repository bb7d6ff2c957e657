"""`python -m quantize emg-baseline`: the logistic model on the reading of needle EMG."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FOLDER, dataset_argument, out_folder_option
from quantize.steps.emg_baseline import make_baseline


@click.command(
    "emg-baseline",
    cls=Command,
    examples=("python -m quantize emg-baseline emg_dataset --test-set emg_test_set --out emg_baseline",),
)
@dataset_argument
@click.option("--test-set", type=FOLDER, required=True, help="Data set of other patients to report on, all of it.")
@out_folder_option("Folder for the model (logistic.json) and its report (report.json, report.md).")
def command(dataset: Path, test_set: Path, out: Path) -> None:
    """Fit a logistic regression of the waveform's class on what is measured of each event of DATASET, and report it.

    DATASET and the test set are made by emg-phantoms. This is what a network has to beat, and the device applies it as it is.
    """
    typed = f"python -m quantize emg-baseline {dataset.name} --test-set {test_set.name} --out {out.name}"
    make_baseline(dataset, test_set, out, typed, click.echo)
