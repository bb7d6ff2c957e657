"""`python -m quantize include`: put a LiteRT graph into a bundle, with golden answers and its own measurements."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import bundle_argument, graph_argument, held_out_test, key_option, recipe_option
from quantize.cli.passphrase import unlock
from quantize.litert import recipe as litert_recipe
from quantize.steps.inputs import HeldOutTest
from quantize.steps.litert import include_litert


@click.command(
    "include",
    cls=Command,
    examples=("python -m quantize include bundle int8.tflite run/model.safetensors dataset --key keys/maker.key",),
)
@bundle_argument
@graph_argument
@held_out_test
@recipe_option(litert_recipe.DEFAULT, "The LiteRT recipe that GRAPH was made by.")
@key_option
def command(bundle: Path, graph: Path, test: HeldOutTest, recipe_name: str, key_file: Path | None) -> None:
    """Put GRAPH, which `litert` wrote, into BUNDLE beside the ONNX graphs, when it passes the gate.

    CHECKPOINT and DATASET are those that both were made of: the graph is measured on held-out test subjects. BUNDLE
    changes, so it has to be signed again.
    """
    recipe = litert_recipe.load_recipe(recipe_name).summary
    key = unlock(key_file) if key_file else None
    include_litert(bundle, graph, test, recipe, key, click.echo)
