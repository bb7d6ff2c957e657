"""A network with random but lively weights, and everything that is made from it, once per test session.

NMD-AssistNet as initialised answers the same to every image (its signal dies out in 123 layers), so that a wrong
transform would pass unseen. Batch norms that have seen images keep the signal alive; then everything is shaken.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import torch
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from torch import nn

from edge_app.bundle.loader import ModelBundle, Precision, load_bundle
from edge_app.bundle.manifest import (
    LABELS,
    SCHEMA,
    Fidelity,
    Golden,
    Interval,
    Manifest,
    Measured,
    Metrics,
    Tolerance,
    TrainingData,
)
from edge_app.bundle.trusted_keys import SUFFIX
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.imaging.preprocess import Preprocessing, enhance
from quantize.graphs.onnx_export import to_onnx
from quantize.network.deploy import deploy
from quantize.network.model import NmdAssistNet, normalise
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import golden_vectors, write_bundle
from quantize.quantisation.ptq import quantise
from quantize.recipe import DEFAULT_RECIPE, load_recipe

Images = npt.NDArray[np.uint8]

KEY = SigningKey.generate()  # signs the bundles of this test session
KEYS = (KEY.trusted,)  # and this is whom they are loaded with


def speckle(count: int, seed: int) -> Images:
    """Images of coarse and fine noise as the network sees them: (count, 224, 224) uint8, preprocessed."""
    rng = np.random.default_rng(seed)
    images = []
    for _ in range(count):
        fine = cv2.GaussianBlur(rng.normal(size=(224, 224)), (0, 0), rng.uniform(1, 8))
        coarse = cv2.GaussianBlur(rng.normal(size=(224, 224)), (0, 0), 30)
        mixed = fine / fine.std() + rng.uniform(0.2, 1.5) * coarse / coarse.std()
        grey = np.clip(mixed * rng.uniform(15, 40) + rng.uniform(50, 150), 0, 255).astype(np.uint8)
        images.append(enhance(grey, Preprocessing()))
    return np.stack(images)


def lively_network(seed: int) -> NmdAssistNet:
    """NMD-AssistNet with random weights and random batch norm statistics that answers images differently."""
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(seed)
        net = NmdAssistNet().train()
        norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
        for norm in norms:
            norm.momentum = None  # plain average
        net(normalise(torch.from_numpy(speckle(8, seed))[:, None]))
        for norm in norms:
            assert norm.running_mean is not None and norm.running_var is not None
            norm.weight.uniform_(0.7, 1.3)
            norm.bias.normal_(0, 0.2)
            norm.running_mean += 0.1 * torch.randn_like(norm.running_mean) * norm.running_var.sqrt()
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.7, 1.4)
    return net.eval()


@pytest.fixture(scope="session")
def network() -> NmdAssistNet:
    return lively_network(seed=1)


@pytest.fixture(scope="session")
def images() -> Images:
    """(6, 224, 224) preprocessed images that nothing was calibrated on."""
    return speckle(6, seed=2)


@pytest.fixture(scope="session")
def fp32_graph(network: NmdAssistNet) -> bytes:
    return to_onnx(deploy(network))


@pytest.fixture(scope="session")
def int8_graph(fp32_graph: bytes) -> bytes:
    return quantise(fp32_graph, speckle(8, seed=3), load_recipe(DEFAULT_RECIPE))


@pytest.fixture(scope="session")
def bundle_folder(
    network: NmdAssistNet, fp32_graph: bytes, int8_graph: bytes, images: Images, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A complete bundle of random weights. Copy it before altering it."""
    folder = tmp_path_factory.mktemp("bundle") / "random"
    graphs = {Precision.FP32: fp32_graph, Precision.INT8: int8_graph}
    weight, bias = network.fc.weight.detach().numpy(), network.fc.bias.detach().numpy()
    golden = golden_vectors(network, int8_graph, images[:2])
    unknown = Interval(0.5, 0.0, 1.0)
    manifest = Manifest(
        schema=SCHEMA,
        name="random-weights",
        created="2026-01-01T00:00:00+00:00",
        intended_use="Tests alone: random weights. Not for clinical use.",
        files={},
        input_shape=(1, 1, 224, 224),
        labels=LABELS,
        preprocessing=Preprocessing(),
        temperature=0.5,
        decision_threshold=0.5,
        heat_scale=float(golden.fp32.maps.max()),
        parameters=2_395_768,
        recipe="static QDQ of random weights",
        training_data=TrainingData("none", True, 0, 0, "0" * 64),
        measured=Measured("nothing: random weights", "0" * 64, "none", 0, 0, Metrics(*[unknown] * 8), Fidelity(0.0, 0.0, 0.0)),
        golden=Golden(Tolerance(1e-3, 1e-3), Tolerance(0.2, 0.5), "the machine that runs the tests"),
    )
    write_bundle(folder, manifest, graphs, weight, bias, golden, KEY)
    return folder


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public half of KEY, for `--keys`."""
    folder = tmp_path_factory.mktemp("keys")
    pem = KEY.trusted.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / f"tests{SUFFIX}").write_bytes(pem)
    return folder


@pytest.fixture(scope="session")
def bundle(bundle_folder: Path) -> ModelBundle:
    return load_bundle(bundle_folder, KEYS)


@pytest.fixture(scope="session")
def engine(bundle: ModelBundle) -> OrtEngine:
    return OrtEngine(bundle.graphs[Precision.INT8], Precision.INT8.value, threads=1)
