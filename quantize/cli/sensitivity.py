"""`python -m quantize sensitivity`: which part of the network suffers from eight bits, measured one part at a time.

Every part (a block, its attention apart, a separable convolution, the stem) is quantised alone, all else in float. The list
says what a recipe should keep in float.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import onnx

from edge_app.errors import ConfigError
from edge_app.records import GreyImage
from quantize.evaluation.candidates import Score, measure, prepare
from quantize.graphs.node_groups import groups
from quantize.graphs.onnx_export import to_onnx
from quantize.network.deploy import deploy
from quantize.quantisation.ptq import keeps_ranges, quantise_nodes
from quantize.recipe import DEFAULT_RECIPE, QuantRecipe, load_recipe
from quantize.storage import atomic_write


def one_at_a_time(graph: bytes, calibration: GreyImage, recipe: QuantRecipe) -> Iterator[tuple[str, bytes]]:
    """Each part's name, with the graph in which that part alone is quantised. Calibrated once."""
    if not keeps_ranges():
        raise ConfigError("this ONNX Runtime cannot keep calibrated ranges; install version 1.31 or newer")
    parts = groups(onnx.load_from_string(graph))
    with tempfile.TemporaryDirectory() as folder:
        ranges = Path(folder) / "ranges.json"
        for part, nodes in parts.items():
            yield part, quantise_nodes(graph, calibration, recipe, nodes_to_quantize=nodes, ranges=ranges)


def table(scores: dict[str, Score], recipe: QuantRecipe, images: int) -> Iterator[str]:
    """The list in lines to read, the part that suffers most first."""
    yield f"One part at a time in eight bits ({recipe.weights} weights, {recipe.activations} activations, {recipe.calibration}),"
    yield f"all else in float, against the trained network on {images} images of validation subjects."
    yield ""
    yield "| part | logits, dB | map cosine median | 5th percentile | same answer |"
    yield "|---|---|---|---|---|"
    for part, s in sorted(scores.items(), key=lambda item: item[1].sqnr_db):
        yield f"| {part} | {s.sqnr_db:.1f} | {s.cosine_median:.5f} | {s.cosine_p5:.5f} | {s.agreement:.2%} |"


@click.command()
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--recipe", "name", default=DEFAULT_RECIPE, show_default=True, help="Types and calibration: a name or a TOML file.")
@click.option("--calibration", default=128, show_default=True, type=click.IntRange(8), help="Training images to calibrate on.")
@click.option("--images", default=120, show_default=True, type=click.IntRange(2), help="Validation images to measure on.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File for the list as well.")
def sensitivity(checkpoint: Path, dataset: Path, name: str, calibration: int, images: int, out: Path | None) -> None:
    """Rank the parts of the network by what eight bits in them alone do to logits and heatmaps.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on. A recipe's exceptions are
    left aside: here every part is quantised once.
    """
    recipe = load_recipe(name)
    if not recipe.is_int8:
        raise ConfigError(f"recipe {name!r} quantises nothing; name one with eight bits")
    trial = prepare(checkpoint, dataset, calibration, images)
    graphs = one_at_a_time(to_onnx(deploy(trial.net, recipe.equalise)), trial.calibration, recipe)
    scores = {part: measure(trial, {part: quantised})[part] for part, quantised in graphs}
    text = "\n".join(table(scores, recipe, len(trial.images))) + "\n"
    click.echo(text, nl=False)
    if out is not None:
        atomic_write(out, lambda file: file.write(text.encode()))
