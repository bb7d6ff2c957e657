"""The bundles that the appliance's tests load are what the program beside them writes, and their graphs are right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from edge_app.bundle.loader import FINE, ModelBundle, Precision, load_bundle
from edge_app.bundle.manifest import LABELS
from edge_app.engine.fine_heatmap import FineCams
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.records import Label
from tests.support.bundle_fixture import BUNDLES
from tests.support.signing import KEYS
from tests.support.small_bundles import write
from tests.support.small_network import STRIDES, fine_graph, fp32_graph, small_network
from tests.support.speckle import Images

ABNORMAL = LABELS.index(Label.ABNORMAL.value)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write(folder)
    return folder


@pytest.mark.parametrize("kind", ["plain", "fine"])
def test_what_is_written_again_answers_as_what_lies_in_the_tree(written: Path, kind: str) -> None:
    """To rounding: how a runtime calibrates and compresses may change with its version, and with the processor."""
    ours, theirs = load_bundle(written / kind, KEYS), load_bundle(BUNDLES / kind, KEYS)
    np.testing.assert_allclose(ours.weight, theirs.weight, rtol=1e-4)
    for precision in theirs.graphs:
        again, kept = (getattr(bundle.golden, precision.value) for bundle in (ours, theirs))
        tolerance = getattr(theirs.manifest.golden, precision.value)
        np.testing.assert_allclose(again.logits, kept.logits, atol=tolerance.logits)
        np.testing.assert_allclose(again.maps, kept.maps, atol=tolerance.heat * theirs.manifest.heat_scale)
    assert ours.manifest.files.keys() == theirs.manifest.files.keys() and (kind == "fine") == (FINE in theirs.manifest.files)


def test_together_they_are_small() -> None:
    assert sum(file.stat().st_size for file in BUNDLES.rglob("*") if file.is_file()) < 1_000_000


def test_noise_is_called_by_both_names(bundle: ModelBundle, images: Images) -> None:
    engine = OrtEngine(bundle.graphs[Precision.INT8], "int8", threads=1)
    logits = np.stack([engine.run(image).logits for image in images])
    assert len(set(logits.argmax(axis=1))) == 2 and logits[:, ABNORMAL].std() > 0.5


def test_the_graphs_compute_what_torch_computes_and_its_gradient(images: Images) -> None:
    network = small_network()
    engine, cams = OrtEngine(fp32_graph(network, early=True), "fp32", threads=1), FineCams(fine_graph(network), threads=1)
    for image in images[:2]:
        answer = engine.run(image)
        maps = [(torch.from_numpy(image[None, None]).float() - 127.5) / 64]
        for kernel, stride in zip(network.kernels, STRIDES, strict=True):
            maps.append(torch.relu(functional.conv2d(maps[-1], torch.from_numpy(kernel), stride=stride)).requires_grad_())
        logits = maps[-1].mean((2, 3)) @ torch.from_numpy(network.weight).T + torch.from_numpy(network.bias)
        (gradient,) = torch.autograd.grad(logits[0, ABNORMAL], maps[2])
        cam = torch.relu((gradient.sum((2, 3), keepdim=True) * maps[2]).sum(1))[0].detach().numpy()
        np.testing.assert_allclose(answer.logits, logits[0].detach().numpy(), rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(cams.cam(answer), cam, rtol=1e-3, atol=1e-4 * float(cam.max()))
