"""A network with random but lively weights, and everything that is made from it, once per test run."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE, BundleContent, ModelBundle, Precision, load_bundle
from quantize.cli.program import main
from quantize.graphs.fine_heatmap import with_early
from quantize.graphs.onnx_export import load_checkpoint, to_onnx
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet
from quantize.packaging.golden import golden_vectors
from quantize.packaging.writer import write_bundle
from quantize.quantisation.fine_part import FinePart, make_fine_part
from quantize.quantisation.ptq import quantise
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from tests.support.exported_once import exported_once
from tests.support.made_once import folder_made_once, made_once
from tests.support.signing import KEY, KEYS
from tests.support.speckle import Images, speckle
from tests.support.trained_network import (
    checkpoint,
    graded_checkpoint,
    lenient_recipes,
    network,
    other_textures,
    record,
    textures,
)

__all__ = [
    "checkpoint",
    "exported_once",
    "graded_checkpoint",
    "lenient_recipes",
    "network",
    "other_textures",
    "record",
    "textures",
]  # fixtures
Graphs = dict[Precision, bytes]
Factory = pytest.TempPathFactory


def int8(fp32: bytes) -> bytes:
    return quantise(fp32, speckle(8, seed=3), load_recipe(DEFAULT_RECIPE))


@pytest.fixture(scope="session")
def fp32_graph(network: NmdAssistNet, tmp_path_factory: Factory) -> bytes:
    return made_once(tmp_path_factory, "fp32.onnx", lambda: to_onnx(deploy(network)))


@pytest.fixture(scope="session")
def int8_graph(fp32_graph: bytes, tmp_path_factory: Factory) -> bytes:
    return made_once(tmp_path_factory, "int8.onnx", lambda: int8(fp32_graph))


@pytest.fixture(scope="session")
def early_graphs(fp32_graph: bytes, tmp_path_factory: Factory) -> Graphs:
    """The network's graphs, with the 14 x 14 map as a third output."""
    fp32 = with_early(fp32_graph)
    return {Precision.FP32: fp32, Precision.INT8: made_once(tmp_path_factory, "early_int8.onnx", lambda: int8(fp32))}


@pytest.fixture(scope="session")
def fine_part(network: NmdAssistNet, early_graphs: Graphs, images: Images, tmp_path_factory: Factory) -> FinePart:
    def make() -> bytes:
        return pickle.dumps(make_fine_part(network, early_graphs, images, images[:2], images, "noise", threads=1))

    part: FinePart = pickle.loads(made_once(tmp_path_factory, "fine_part.pickle", make))
    return part


@pytest.fixture(scope="session")
def network_bundle(
    network: NmdAssistNet, fp32_graph: bytes, int8_graph: bytes, bundle: ModelBundle, images: Images, tmp_path_factory: Factory
) -> ModelBundle:
    """A bundle of this network."""
    folder: Path = tmp_path_factory.mktemp("network") / "bundle"
    weight, bias = network.fc.weight.detach().numpy(), network.fc.bias.detach().numpy()
    golden = golden_vectors(network, int8_graph, images[:2])
    manifest = dataclasses.replace(bundle.manifest, parameters=2_395_768, heat_scale=float(golden.fp32.maps.max()))
    graphs = {Precision.FP32: fp32_graph, Precision.INT8: int8_graph}
    write_bundle(folder, BundleContent(manifest, graphs, weight, bias, golden), KEY)
    return load_bundle(folder, KEYS)


@pytest.fixture(scope="session")
def network_fine_bundle(
    network: NmdAssistNet,
    network_bundle: ModelBundle,
    early_graphs: Graphs,
    fine_part: FinePart,
    tmp_path_factory: Factory,
) -> ModelBundle:
    """The same with the fine heatmap."""
    folder: Path = tmp_path_factory.mktemp("network_fine") / "bundle"
    golden = golden_vectors(network, early_graphs[Precision.INT8], network_bundle.golden.images)
    content = dataclasses.replace(
        network_bundle,
        manifest=dataclasses.replace(network_bundle.manifest, fine=fine_part.description),
        graphs=early_graphs,
        golden=dataclasses.replace(golden, fine=fine_part.golden),
        fine=fine_part.graph,
    )
    write_bundle(folder, content, KEY)
    return load_bundle(folder, KEYS)


@pytest.fixture(scope="session")
def shipped_checkpoint(tmp_path_factory: Factory) -> Path:
    """The checkpoint of the shipped bundle, restored as a user would restore it."""

    def fill(folder: Path) -> None:
        assert main(["restore", str(DEFAULT_BUNDLE), "--out", str(folder / "model.safetensors")]) == 0

    return folder_made_once(tmp_path_factory, "shipped", fill) / "model.safetensors"


@pytest.fixture(scope="session")
def shipped_network(shipped_checkpoint: Path) -> NmdAssistNet:
    return load_checkpoint(shipped_checkpoint)
