"""`python -m quantize litert`: from a trained network to a LiteRT graph. `include` then puts it into a bundle.

The conversion's packages hold others back to older versions, so they are the extra `litert`, for an environment of its own.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from edge_app.bundle.loader import Precision
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine
from edge_app.errors import ConfigError, ExportError
from edge_app.records import GreyImage
from quantize.cli.int8 import sample_balanced
from quantize.dataset.batches import read_images
from quantize.evaluation.held_out import load_split
from quantize.graphs.onnx_export import load_checkpoint, to_onnx
from quantize.litert.float_regions import count_litert
from quantize.litert.nhwc import deploy_channel_last
from quantize.litert.recipe import DEFAULT, LiteRtRecipe, load_recipe
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import read_out
from quantize.statistics.calibration import margins
from quantize.statistics.quantisation_error import cosines, signal_to_noise
from quantize.training.provenance import read_record

COMPARED = 400  # validation images, at most
CURE = "pip install '.[quantize,litert]' into an environment of its own brings it"


def make_graph(net: NmdAssistNet, calibration: GreyImage, recipe: LiteRtRecipe) -> bytes:
    """The network as a LiteRT graph. calibration: preprocessed training images (N, S, S).

    Raises ConfigError where the extra is not installed.
    """
    try:
        from quantize.litert import convert
        from quantize.litert.bias_correction import correct_biases
    except ModuleNotFoundError as exc:
        raise ConfigError(f"the Python package {exc.name!r}, which `litert` needs, is missing; {CURE}") from exc
    deployed = deploy_channel_last(net, calibration[::4] if recipe.even else None)
    match recipe.quantiser:
        case "pt2e":
            return convert.quantise_by_export(deployed, calibration)
        case "ai_edge_quantizer":
            exact = convert.to_litert(deployed)
            return correct_biases(exact, convert.quantise(exact, calibration, recipe.percentile), calibration[::2])
        case _:
            return convert.to_litert(deployed)


@click.command()
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write, FILE.tflite.")
@click.option("--recipe", "name", default=DEFAULT, show_default=True, help="LiteRT recipe: a name or a TOML file.")
def litert(checkpoint: Path, dataset: Path, out: Path, name: str) -> None:
    """Write a trained network as a LiteRT graph by a recipe, and say what that lost.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on.
    """
    recipe = load_recipe(name)
    record = read_record(checkpoint)
    net = load_checkpoint(checkpoint)
    parts = load_split(dataset, record)
    preprocessing, seed = record.recipe.preprocessing, record.recipe.seed
    training = read_images(dataset, sample_balanced(parts.train, recipe.images, seed), preprocessing, "calibration images")
    validation = read_images(dataset, sample_balanced(parts.validation, COMPARED, seed), preprocessing, "validation images")
    graph = make_graph(net, training.images, recipe)
    try:
        out.write_bytes(graph)
    except OSError as exc:
        raise ExportError(f"{out} cannot be written ({exc.strerror}); check space and permissions") from exc

    engines: tuple[Engine, ...] = (
        OrtEngine(to_onnx(deploy(net)), Precision.FP32.value, 1),
        LiteRtEngine(graph, "fp32" if recipe.quantiser == "none" else "int8", 1),
    )
    weight = net.fc.weight.detach().numpy()
    fp32, ours = (read_out(map(engine.run, validation.images), weight) for engine in engines)
    noise = signal_to_noise(margins(fp32.logits), margins(ours.logits))
    agreement = float(((margins(fp32.logits) > 0) == (margins(ours.logits) > 0)).mean())
    shown = (margins(fp32.logits) > 0) & (fp32.maps.max((1, 2)) > 0)
    click.echo(f"{out}: {len(graph) / 1e6:.2f} MB, {recipe.summary}; calibrated on {len(training.images)} training images")
    click.echo(f"{count_litert(graph)}")
    click.echo(f"against FP32 on {len(fp32.logits)} validation images: logits {noise:.1f} dB, same sign on {agreement:.1%}")
    if shown.any():
        median, low = np.percentile(cosines(fp32.maps[shown], ours.maps[shown]), [50, 5])
        click.echo(f"heatmap cosine on the {shown.sum()} that FP32 calls abnormal: median {median:.4f}, 5th percentile {low:.4f}")
