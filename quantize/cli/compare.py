"""`python -m quantize compare`: the recipes side by side, on validation subjects."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.system.atomic_write import write_output
from quantize.cli.options import TrialImages, out_file_option, state_option, trained_network, trial_images
from quantize.evaluation.candidates import Trial, measure, prepare
from quantize.evaluation.held_out import load_split
from quantize.quantisation.apply_recipe import make_recipe_graphs
from quantize.quantisation.qat import QatData, read_qat_data
from quantize.recipe import QuantRecipe, load_recipe, recipe_names
from quantize.reporting.candidate_tables import recipe_table
from quantize.steps.inputs import TrainedNetwork
from quantize.training.memory import keep_freed_memory
from quantize.training.provenance import read_record


@click.command(
    "compare",
    cls=Command,
    examples=(
        "python -m quantize compare run/model.safetensors dataset --recipe fp32 --recipe u8s8_percentile",
        "python -m quantize compare run/model.safetensors dataset --recipe fp16 --calibration 16 --images 20 --out table.md",
    ),
)
@trained_network
@click.option(
    "--recipe",
    "names",
    multiple=True,
    help="Recipe to try: a name or a TOML file; repeat it for more. [default: all that do not train]",
)
@trial_images(calibration=256, images=300)
@state_option
@out_file_option("File for the table as well.", required=False)
def command(network: TrainedNetwork, names: tuple[str, ...], counts: TrialImages, state: Path | None, out: Path | None) -> None:
    """Make a graph by every recipe and compare it with the trained network, on validation subjects.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on.
    """
    recipes = {name: load_recipe(name) for name in names or recipe_names()}
    if not names:
        recipes = {name: recipe for name, recipe in recipes.items() if recipe.training is None}  # training takes an hour
    trial = prepare(network.checkpoint, network.dataset, counts.calibration, counts.images)
    graphs = make_recipe_graphs(trial.net, trial.calibration, recipes, read_all_qat_data(trial, network, recipes), state)
    text = "\n".join(recipe_table(measure(trial, graphs), graphs, len(trial.images))) + "\n"
    click.echo(text, nl=False)
    if out is not None:
        write_output(out, text.encode())


def read_all_qat_data(trial: Trial, network: TrainedNetwork, recipes: dict[str, QuantRecipe]) -> dict[str, QatData]:
    """The training data of those recipes that train; nothing is read where none does."""
    trained = {name: recipe.training for name, recipe in recipes.items() if recipe.training is not None}
    if not trained:
        return {}
    keep_freed_memory()
    record = read_record(network.checkpoint)
    parts, own = load_split(network.dataset, record), record.recipe
    return {
        name: read_qat_data(trial.net, network.dataset, parts, training, own.preprocessing, own.seed)
        for name, training in trained.items()
    }
