"""`python -m quantize compare`: the recipes side by side, on validation subjects."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from quantize.cli.int8 import read_course
from quantize.evaluation.candidates import Score, Trial, measure, prepare
from quantize.evaluation.held_out import load_split
from quantize.graphs.float_regions import GraphCount, count_float_regions
from quantize.graphs.onnx_export import check_graph, to_onnx
from quantize.network.deploy import deploy
from quantize.quantisation.gptq import export_rounded
from quantize.quantisation.ptq import keeps_ranges, make_graph
from quantize.quantisation.qat import STATE_OPTION, QatData, state_file, train
from quantize.recipe import QuantRecipe, load_recipe, recipe_names
from quantize.storage import atomic_write
from quantize.training.provenance import read_record

BASE = "fp32"  # whose time is 1


def table(scores: dict[str, Score], counts: dict[str, GraphCount], sizes: dict[str, int], images: int) -> Iterator[str]:
    """The comparison in lines to read, the most faithful graph first."""
    yield f"Against the trained network in torch, FP32, on {images} images of validation subjects; one thread, taking turns."
    yield ""
    yield "| recipe | MB | logits, dB | same answer | map cosine median, 5 % | time | Q/DQ pairs | islands | conversions |"
    yield "|---|---|---|---|---|---|---|---|---|"
    base = scores[BASE].milliseconds if BASE in scores else float("nan")
    for name, s in sorted(scores.items(), key=lambda item: -item[1].sqnr_db):
        c = counts[name]
        yield (
            f"| {name} | {sizes[name] / 1e6:.2f} | {s.sqnr_db:.1f} | {s.agreement:.2%} | {s.cosine_median:.4f}, "
            f"{s.cosine_p5:.4f} | {s.milliseconds / base:.2f} | {c.pairs} | {c.islands} | {c.conversions} |"
        )
    yield ""
    yield f"Time is relative to {BASE}."


def make_graphs(
    trial: Trial, recipes: dict[str, QuantRecipe], courses: Mapping[str, QatData], state: Path | None = None
) -> dict[str, bytes]:
    """Every recipe's graph. What is exported and calibrated alike is so once. courses: of the recipes that train."""
    exported: dict[tuple[bool, str], bytes] = {}
    graphs = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, recipe in recipes.items():
            source = (recipe.equalise, recipe.rounding)
            if source not in exported:
                exported[source] = export(trial, recipe)
            ranges = Path(folder) / f"{source} {recipe.calibration} {recipe.percentile}" if keeps_ranges() else None
            graphs[name] = make_graph(exported[source], trial.calibration, recipe, ranges)
            if recipe.training is not None:
                graphs[name] = train(graphs[name], exported[source], courses[name], recipe.training, state_file(state, name))
    return graphs


def read_courses(trial: Trial, checkpoint: Path, dataset: Path, recipes: dict[str, QuantRecipe]) -> dict[str, QatData]:
    """The courses of those recipes that train; nothing is read where none does."""
    trained = {name: recipe.training for name, recipe in recipes.items() if recipe.training is not None}
    if not trained:
        return {}
    record = read_record(checkpoint)
    parts = load_split(dataset, record)
    return {name: read_course(trial.net, dataset, parts, record, training) for name, training in trained.items()}


def export(trial: Trial, recipe: QuantRecipe) -> bytes:
    """The FP32 graph that a recipe quantises. Raises ExportError when it is not the trained network's."""
    if recipe.rounding == "second_order":
        return export_rounded(trial.net, trial.calibration, recipe)
    graph = to_onnx(deploy(trial.net, equalised=recipe.equalise))
    check_graph(trial.net, graph, trial.images[:4])
    return graph


@click.command()
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--recipe",
    "names",
    multiple=True,
    help="Recipe to try: a name or a TOML file; again for more. [default: all that do not train]",
)
@click.option("--calibration", default=256, show_default=True, type=click.IntRange(8), help="Training images to calibrate on.")
@click.option("--images", default=300, show_default=True, type=click.IntRange(2), help="Validation images to try on.")
@STATE_OPTION
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File for the table as well.")
def compare(
    checkpoint: Path,
    dataset: Path,
    names: tuple[str, ...],
    calibration: int,
    images: int,
    state: Path | None,
    out: Path | None,
) -> None:
    """Make a graph by every recipe and hold it to the trained network, on validation subjects.

    CHECKPOINT is the safetensors file that `train` wrote, DATASET the data set it was trained on.
    """
    recipes = {name: load_recipe(name) for name in names or recipe_names()}
    if not names:
        recipes = {name: recipe for name, recipe in recipes.items() if recipe.training is None}  # one takes an hour
    trial = prepare(checkpoint, dataset, calibration, images)
    graphs = make_graphs(trial, recipes, read_courses(trial, checkpoint, dataset, recipes), state)
    lines = table(
        measure(trial, graphs),
        {name: count_float_regions(graph) for name, graph in graphs.items()},
        {name: len(graph) for name, graph in graphs.items()},
        len(trial.images),
    )
    text = "\n".join(lines) + "\n"
    click.echo(text, nl=False)
    if out is not None:
        atomic_write(out, lambda file: file.write(text.encode()))
