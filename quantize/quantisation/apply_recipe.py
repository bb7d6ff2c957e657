"""Graphs of a trained network as recipes ask for them: exported, quantised and, where a recipe trains, trained."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import onnx

from edge_app.bundle.loader import Precision
from edge_app.errors import ConfigError
from edge_app.records import GreyImage
from quantize.graphs.fine_heatmap import with_early
from quantize.graphs.node_groups import groups
from quantize.graphs.onnx_export import check_graph, to_onnx
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.quantisation.gptq import export_rounded
from quantize.quantisation.ptq import keeps_ranges, make_graph, quantise, quantise_nodes
from quantize.quantisation.qat import QatData, state_file, train
from quantize.recipe import QuantRecipe

CHECKED = 4  # images on which an exported graph is compared with the trained network


def make_bundle_graphs(
    net: NmdAssistNet,
    calibration: GreyImage,
    recipe: QuantRecipe,
    fine: bool = False,
    data: QatData | None = None,
    state: Path | None = None,
) -> dict[Precision, bytes]:
    """The FP32 and the INT8 graph of a bundle.

    calibration: (N, S, S) preprocessed training images; fine: the graphs also give out the map that the fine heatmap is made
    of; data, state: for a recipe that trains. Raises ExportError when the FP32 graph is not the trained network's.
    """
    finish = with_early if fine else bytes
    fp32 = finish(to_onnx(deploy(net, equalised=recipe.equalise)))
    check_graph(net, fp32, calibration[:CHECKED])
    source = finish(export_rounded(net, calibration, recipe)) if recipe.rounding == "second_order" else fp32
    int8 = quantise(source, calibration, recipe)
    if recipe.training is not None and data is not None:
        int8 = train(int8, source, data, recipe.training, state)
    return {Precision.FP32: fp32, Precision.INT8: int8}


def make_recipe_graphs(
    net: NmdAssistNet,
    calibration: GreyImage,
    recipes: Mapping[str, QuantRecipe],
    data: Mapping[str, QatData],
    state: Path | None = None,
) -> dict[str, bytes]:
    """Every recipe's graph, by the recipe's name. What several recipes share is exported and calibrated once.

    calibration: (N, S, S) preprocessed training images; data: of those recipes that train; state: folder of their training.
    """
    exported: dict[tuple[bool, str], bytes] = {}
    graphs = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, recipe in recipes.items():
            source = (recipe.equalise, recipe.rounding)
            if source not in exported:
                exported[source] = export_for_recipe(net, calibration, recipe)
            ranges = Path(folder) / f"{source} {recipe.calibration} {recipe.percentile}" if keeps_ranges() else None
            graphs[name] = make_graph(exported[source], calibration, recipe, ranges)
            if recipe.training is not None:
                graphs[name] = train(graphs[name], exported[source], data[name], recipe.training, state_file(state, name))
    return graphs


def export_for_recipe(net: NmdAssistNet, calibration: GreyImage, recipe: QuantRecipe) -> bytes:
    """The FP32 graph that a recipe quantises. Raises ExportError when it is not the trained network's."""
    if recipe.rounding == "second_order":
        return export_rounded(net, calibration, recipe)
    graph = to_onnx(deploy(net, equalised=recipe.equalise))
    check_graph(net, graph, calibration[:CHECKED])
    return graph


def quantise_one_part_at_a_time(graph: bytes, calibration: GreyImage, recipe: QuantRecipe) -> Iterator[tuple[str, bytes]]:
    """Each part's name, with the graph in which only that part is quantised. Calibrated once.

    Raises ConfigError where this ONNX Runtime cannot keep calibrated ranges.
    """
    if not keeps_ranges():
        raise ConfigError("this ONNX Runtime cannot keep calibrated ranges; install version 1.31 or newer")
    parts = groups(onnx.load_from_string(graph))
    with tempfile.TemporaryDirectory() as folder:
        ranges = Path(folder) / "ranges.json"
        for part, nodes in parts.items():
            yield part, quantise_nodes(graph, calibration, recipe, nodes_to_quantize=nodes, ranges=ranges)
