"""A bundle that holds the fine heatmap as well, of the same random weights."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from edge_app.bundle.loader import ModelBundle, Precision, load_bundle
from quantize.graphs.fine_heatmap import with_early
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import golden_vectors, write_bundle
from quantize.quantisation.fine_part import FinePart, make_fine_part
from quantize.quantisation.ptq import quantise
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from tests.support.bundle_fixture import KEY, KEYS, Images, speckle

Graphs = dict[Precision, bytes]


@pytest.fixture(scope="session")
def early_graphs(fp32_graph: bytes) -> Graphs:
    """The network's graphs, with the 14 x 14 map as a third output."""
    fp32 = with_early(fp32_graph)
    return {Precision.FP32: fp32, Precision.INT8: quantise(fp32, speckle(8, seed=3), load_recipe(DEFAULT_RECIPE))}


@pytest.fixture(scope="session")
def fine_part(network: NmdAssistNet, early_graphs: Graphs, images: Images) -> FinePart:
    return make_fine_part(network, early_graphs, images, images[:2], images, "noise", threads=1)


@pytest.fixture(scope="session")
def fine_folder(
    network: NmdAssistNet,
    bundle: ModelBundle,
    early_graphs: Graphs,
    fine_part: FinePart,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Copy it before altering it."""
    folder = tmp_path_factory.mktemp("fine") / "random"
    golden = golden_vectors(network, early_graphs[Precision.INT8], bundle.golden.images)
    write_bundle(
        folder,
        dataclasses.replace(bundle.manifest, fine=fine_part.description),
        early_graphs,
        bundle.weight,
        bundle.bias,
        dataclasses.replace(golden, fine=fine_part.golden),
        KEY,
        fine_part.graph,
    )
    return folder


@pytest.fixture(scope="session")
def fine_bundle(fine_folder: Path) -> ModelBundle:
    return load_bundle(fine_folder, KEYS)
