"""`python -m quantize report`: everything the gate looks at, on one page that needs no other file."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.system.atomic_write import write_output
from quantize.cli.options import bundle_argument, held_out_test, limits_option, out_file_option
from quantize.evaluation.predictions import collect_predictions
from quantize.recipe import load_recipe
from quantize.reporting.html import page
from quantize.steps.inputs import HeldOutTest


@click.command(
    "report",
    cls=Command,
    examples=("python -m quantize report bundle run/model.safetensors dataset --out report.html",),
)
@bundle_argument
@held_out_test
@limits_option
@out_file_option("HTML file to write.")
def command(bundle: Path, test: HeldOutTest, limits: str, out: Path) -> None:
    """Write what `check` finds as one HTML page with tables and images, which needs no other file and no network.

    CHECKPOINT and DATASET are those BUNDLE was made of.
    """
    gate = load_recipe(limits).gate
    text = page(collect_predictions(bundle, test.dataset, test.checkpoint, test.test_set, test.threads), gate)
    write_output(out, text.encode())
    click.echo(f"{out}: {len(text.encode()) / 1e6:.1f} MB")
