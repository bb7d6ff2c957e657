"""`python -m quantize litert`: from a trained network to a LiteRT graph. `include` then puts it into a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.bundle.loader import Precision
from edge_app.cli.group import Command
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine
from edge_app.system.atomic_write import write_output
from quantize.cli.options import out_file_option, recipe_option, trained_network
from quantize.dataset.batches import read_images
from quantize.dataset.split import sample_balanced
from quantize.evaluation.held_out import load_split
from quantize.graphs.onnx_export import load_checkpoint, to_onnx
from quantize.graphs.raw_maps import logits_and_maps
from quantize.litert.float_regions import count_litert
from quantize.litert.graph import make_litert_graph
from quantize.litert.recipe import DEFAULT, load_recipe
from quantize.network.deploy import deploy
from quantize.reporting.bundle_summary import agreement_lines
from quantize.steps.inputs import TrainedNetwork
from quantize.training.provenance import read_record

COMPARED = 400  # validation images, at most


@click.command(
    "litert",
    cls=Command,
    examples=("python -m quantize litert run/model.safetensors dataset --out int8.tflite",),
)
@trained_network
@out_file_option("File to write, FILE.tflite.")
@recipe_option(DEFAULT, "LiteRT recipe: a name or a TOML file.")
def command(network: TrainedNetwork, out: Path, recipe_name: str) -> None:
    """Write a trained network as a LiteRT graph by a recipe, and report what that lost.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on. It needs the extra `litert`,
    in an environment of its own (`make litert`).
    """
    recipe = load_recipe(recipe_name)
    record, net = read_record(network.checkpoint), load_checkpoint(network.checkpoint)
    parts = load_split(network.dataset, record)
    preprocessing, seed = record.recipe.preprocessing, record.recipe.seed
    chosen = sample_balanced(parts.train, recipe.images, seed), sample_balanced(parts.validation, COMPARED, seed)
    training = read_images(network.dataset, chosen[0], preprocessing, "calibration images")
    validation = read_images(network.dataset, chosen[1], preprocessing, "validation images")
    graph = make_litert_graph(net, training.images, recipe)
    write_output(out, graph)

    engines: tuple[Engine, ...] = (
        OrtEngine(to_onnx(deploy(net)), Precision.FP32.value, 1),
        LiteRtEngine(graph, "fp32" if recipe.quantiser == "none" else "int8", 1),
    )
    weight, classes = net.fc.weight.detach().numpy(), record.recipe.classes
    scheme = None if classes is None else classes.scheme()
    fp32, ours = (logits_and_maps(map(engine.run, validation.images), weight, scheme) for engine in engines)
    click.echo(f"{out}: {len(graph) / 1e6:.2f} MB, {recipe.summary}; calibrated on {len(training.images)} training images")
    click.echo(f"{count_litert(graph)}")
    for line in agreement_lines(fp32, ours, scheme):
        click.echo(line)
