"""`python -m quantize int8`: from a trained network to a bundle the appliance runs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import held_out_test, key_option, out_folder_option, recipe_option, state_option
from quantize.cli.passphrase import unlock
from quantize.quantisation.qat import state_file
from quantize.recipe import DEFAULT_RECIPE, load_int8_recipe
from quantize.steps.inputs import HeldOutTest
from quantize.steps.int8 import BundleOptions, make_int8_bundle


@click.command(
    "int8",
    cls=Command,
    examples=(
        "python -m quantize int8 run/model.safetensors dataset --out bundle",
        "python -m quantize int8 run/model.safetensors dataset --out bundle --test-set test_set --key keys/maker.key",
    ),
)
@held_out_test
@out_folder_option("Bundle folder to write; an earlier bundle is replaced.")
@click.option("--name", help="Name of the bundle. [default: that of the --out folder]")
@recipe_option(DEFAULT_RECIPE)
@click.option("--calibration", type=click.IntRange(8), help="Training images to calibrate on. [default: the recipe's]")
@click.option("--fine-heatmap", is_flag=True, help="Put the graph of the 14 x 14 heatmap into the bundle (9 MB more).")
@state_option
@key_option
def command(
    test: HeldOutTest,
    out: Path,
    name: str | None,
    recipe_name: str,
    calibration: int | None,
    fine_heatmap: bool,
    state: Path | None,
    key_file: Path | None,
) -> None:
    """Make a model bundle: export, quantise to INT8, calibrate, measure; written only when it passes the recipe's gate.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on.
    """
    recipe = load_int8_recipe(recipe_name)
    recipe = dataclasses.replace(recipe, images=calibration or recipe.images)
    key = unlock(key_file) if key_file else None  # asked for first: the rest takes minutes
    options = BundleOptions(recipe, name or out.resolve().name, fine_heatmap, state_file(state, recipe_name))
    make_int8_bundle(test, out, options, key, click.echo)
