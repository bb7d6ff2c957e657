"""`python -m quantize sensitivity`: which part of the network suffers from eight bits, measured one part at a time.

Every part (a block, its attention, a separable convolution, the stem) is quantised on its own, all others in float. The list
shows what a recipe should keep in float.
"""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from quantize.cli.options import TrialImages, out_file_option, recipe_option, trained_network, trial_images
from quantize.evaluation.candidates import measure, prepare
from quantize.graphs.onnx_export import to_onnx
from quantize.network.deploy import deploy
from quantize.quantisation.apply_recipe import quantise_one_part_at_a_time
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from quantize.reporting.candidate_tables import part_table
from quantize.steps.inputs import TrainedNetwork


@click.command(
    "sensitivity",
    cls=Command,
    examples=("python -m quantize sensitivity run/model.safetensors dataset --calibration 16 --images 20",),
)
@trained_network
@recipe_option(DEFAULT_RECIPE, "Types and calibration: a name or a TOML file.")
@trial_images(calibration=128, images=120)
@out_file_option("File for the list as well.", required=False)
def command(network: TrainedNetwork, recipe_name: str, counts: TrialImages, out: Path | None) -> None:
    """Rank the parts of the network by what eight bits only in them do to logits and heatmaps.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on. What the recipe keeps in
    float is ignored: here every part is quantised once.
    """
    recipe = load_recipe(recipe_name)
    if not recipe.is_int8:
        raise ConfigError(f"recipe {recipe_name!r} quantises nothing; name one with eight bits")
    trial = prepare(network.checkpoint, network.dataset, counts.calibration, counts.images)
    graphs = quantise_one_part_at_a_time(to_onnx(deploy(trial.net, recipe.equalise)), trial.calibration, recipe)
    scores = {part: measure(trial, {part: quantised})[part] for part, quantised in graphs}
    text = "\n".join(part_table(scores, recipe, len(trial.images))) + "\n"
    click.echo(text, nl=False)
    if out is not None:
        write_output(out, text.encode())
