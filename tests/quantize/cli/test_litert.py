"""The conversion to LiteRT, where its packages are; they ask for an environment of their own (the extra `litert`)."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from ai_edge_litert.interpreter import Interpreter

from edge_app.bundle.loader import ModelBundle, Precision, Reference, load_bundle
from edge_app.diagnostics.self_test import run_self_test
from edge_app.engine.litert import LiteRtEngine
from edge_app.errors import ConfigError, ExportError
from quantize.dataset.batches import ImageSet
from quantize.dataset.manifest import Sample
from quantize.evaluation.held_out import HeldOut
from quantize.graphs.answers import trained_outputs
from quantize.graphs.raw_maps import logits_and_maps
from quantize.litert.graph import make_litert_graph
from quantize.litert.recipe import load_recipe
from quantize.network.model import CLASSES, NmdAssistNet
from quantize.packaging.writer import write_bundle
from quantize.statistics.calibration import Decision, margins
from quantize.statistics.quantisation_error import signal_to_noise
from quantize.steps.litert import MIN_SIGNAL, describe_litert
from tests.support.signing import KEY, KEYS
from tests.support.speckle import speckle

Images = npt.NDArray[np.uint8]
CONVERTS = importlib.util.find_spec("litert_torch") is not None
converts = pytest.mark.skipif(not CONVERTS, reason="the extra `litert` is not installed")


def answers(graph: bytes, images: Images, network: NmdAssistNet) -> Reference:
    return logits_and_maps(map(LiteRtEngine(graph, "int8", threads=1).run, images), network.fc.weight.detach().numpy())


def labelled(images: Images, logits: npt.NDArray[np.float32]) -> tuple[ImageSet, HeldOut]:
    """Images labelled by what the network says of them, each of a subject of its own; every fourth label is another."""
    said = (margins(logits) > np.median(margins(logits))).astype(np.int64)
    labels = np.where(np.arange(len(said)) % 4 == 0, 1 - said, said)
    nothing = np.zeros(len(labels))
    sample = Sample(image="", subject="", label="normal", mask="", simulated=True)
    samples = tuple(dataclasses.replace(sample, subject=f"s{i}", label=CLASSES[label]) for i, label in enumerate(labels))
    return ImageSet(images, tuple(images), labels, nothing, nothing), HeldOut(Path(), samples, "0" * 64, separate=False)


@pytest.fixture(scope="module")
def litert_graph(network: NmdAssistNet) -> bytes:
    return make_litert_graph(network, speckle(8, seed=3), load_recipe("int8"))


@pytest.mark.skipif(CONVERTS, reason="the extra `litert` is installed")
def test_without_the_extra_the_way_to_it_is_named(network: NmdAssistNet) -> None:
    with pytest.raises(ConfigError, match=r"pip install '\.\[quantize,litert\]'"):
        make_litert_graph(network, speckle(2, seed=3), load_recipe("int8"))


def test_a_graph_of_another_network_is_not_included(bundle: ModelBundle, tiny_litert_graph: bytes, images: Images) -> None:
    part, held_out = labelled(images, np.zeros((len(images), 2), np.float32))
    with pytest.raises(ExportError, match="make it of the same checkpoint"):
        describe_litert(bundle, tiny_litert_graph, bundle.golden.fp32, part.images, held_out, threads=1, recipe="as it was made")


@converts
def test_the_float_graph_answers_as_the_trained_network(network: NmdAssistNet, images: Images) -> None:
    graph = make_litert_graph(network, speckle(2, seed=3), load_recipe("fp32"))
    answer = LiteRtEngine(graph, "fp32", threads=1).run(images[0])
    logits, features = trained_outputs(network, images[:1])
    np.testing.assert_allclose(answer.logits, logits[0], atol=1e-4 * max(1.0, float(np.abs(logits).max())))
    np.testing.assert_allclose(answer.features, features[0], atol=1e-4 * float(features.max()))


@converts
def test_the_int8_graph_is_small_runs_in_one_piece_and_is_near(
    litert_graph: bytes, network: NmdAssistNet, images: Images
) -> None:
    assert len(litert_graph) <= 3_000_000
    more = np.concatenate([images, speckle(10, seed=5)])
    logits, _ = trained_outputs(network, more)
    assert signal_to_noise(margins(logits), margins(answers(litert_graph, more, network).logits)) > MIN_SIGNAL
    interpreter = Interpreter(model_content=litert_graph)
    interpreter.allocate_tensors()
    assert [o["op_name"] for o in interpreter._get_ops_details()].count("DELEGATE") == 1  # XNNPACK takes all of it in one piece


@converts
def test_the_head_agrees_with_the_graph(litert_graph: bytes, network: NmdAssistNet, images: Images) -> None:
    answer = LiteRtEngine(litert_graph, "int8", threads=1).run(images[0])
    weight, bias = network.fc.weight.detach().numpy(), network.fc.bias.detach().numpy()
    np.testing.assert_allclose(answer.logits, weight @ answer.features.mean((1, 2)) + bias, atol=1e-4)


@converts
def test_the_quantised_export_runs_too(network: NmdAssistNet, images: Images) -> None:
    graph = make_litert_graph(network, speckle(8, seed=3), load_recipe("int8_export"))
    answer = LiteRtEngine(graph, "int8", threads=1).run(images[0])
    assert answer.features.shape == (1024, 7, 7) and answer.features.min() >= 0
    assert np.isfinite(answer.logits).all()


@converts
def test_an_included_graph_is_described_and_passes_the_self_test(
    network_bundle: ModelBundle, litert_graph: bytes, network: NmdAssistNet, tmp_path: Path
) -> None:
    bundle, images = network_bundle, speckle(32, seed=6)
    ours = answers(litert_graph, images, network)
    logits = ours.logits
    part, held_out = labelled(images, logits)
    # The network is sure of noise: at its own temperature every probability would be rounded to the same.
    temperature = float(np.abs(margins(logits)).max())
    threshold = float(np.median(Decision(temperature, 0.5).probabilities(logits)))
    decided = dataclasses.replace(bundle.manifest, temperature=temperature, decision_threshold=threshold)
    changed = dataclasses.replace(bundle, manifest=decided)
    manifest, golden = describe_litert(changed, litert_graph, ours, part.images, held_out, threads=1, recipe="as it was made")
    assert manifest.litert is not None and manifest.litert.measured.metrics.accuracy.value == pytest.approx(0.75)
    graphs = {**bundle.graphs, Precision.INT8_LITERT: litert_graph}
    write_bundle(tmp_path / "b", dataclasses.replace(bundle, manifest=manifest, graphs=graphs, golden=golden), KEY)
    assert load_bundle(tmp_path / "b", KEYS).manifest.litert == manifest.litert
    report = run_self_test(tmp_path / "b", 1, KEYS)
    # OpenVINO's rounding may carry a random network's answer across a threshold that lies in the middle of them.
    assert not [check for check in report.checks if not check.passed and "openvino" not in check.name]
