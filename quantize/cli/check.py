"""`python -m quantize check`: may this bundle be shipped? Exit code 1 means no; the message names what forbids it."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FILE, bundle_argument, held_out_test, limits_option, succeeds_option
from quantize.recipe import load_recipe
from quantize.steps.check import check
from quantize.steps.inputs import HeldOutTest


@click.command(
    "check",
    cls=Command,
    examples=(
        "python -m quantize check bundle run/model.safetensors dataset",
        "python -m quantize check bundle run/model.safetensors dataset --test-set test_set",
        "python -m quantize check bundle run/model.safetensors dataset --robustness robustness/robustness.json",
    ),
)
@bundle_argument
@held_out_test
@limits_option
@click.option("--robustness", "matrix_file", type=FILE, help="What `robustness` wrote about BUNDLE; a release needs it.")
@succeeds_option
def command(bundle: Path, test: HeldOutTest, limits: str, matrix_file: Path | None, succeeds: Path | None) -> None:
    """Compare every graph of BUNDLE with the trained network, on held-out test subjects, and look at what its guard did.

    CHECKPOINT and DATASET are those the bundle was made of. The exit code is 1 when a graph, the guard or the robustness of the
    INT8 graphs does not pass the gate, or when BUNDLE keeps figures of the one it succeeds (docs/CHANGE_CONTROL.md).
    """
    check(bundle, test, load_recipe(limits).gate, matrix_file, succeeds, click.echo)
