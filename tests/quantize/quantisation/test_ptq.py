"""The INT8 graph: small, quantised where it should be, and close to the float one."""

from __future__ import annotations

import collections

import numpy as np
import numpy.typing as npt
import onnx
import pytest

from edge_app.bundle.loader import Reference
from edge_app.engine.onnx_runtime import OrtEngine
from quantize.graphs.answers import trained_outputs
from quantize.graphs.node_groups import FEATURES, head_nodes, large_nodes
from quantize.graphs.raw_maps import logits_and_maps
from quantize.network.model import NmdAssistNet
from quantize.quantisation.ptq import run_unfused
from quantize.statistics.quantisation_error import signal_to_noise
from tests.support.int8_kernels import needs_right_int8

Images = npt.NDArray[np.uint8]


@pytest.fixture(scope="module")
def int8_answers(network: NmdAssistNet, int8_graph: bytes, images: Images) -> Reference:
    engine = OrtEngine(int8_graph, "int8", threads=1)
    return logits_and_maps(map(engine.run, images), network.fc.weight.detach().numpy())


def test_the_graph_is_small(int8_graph: bytes) -> None:
    assert len(int8_graph) <= 3_000_000


def test_every_convolution_but_those_of_the_first_stage_is_quantised_per_channel(int8_graph: bytes, fp32_graph: bytes) -> None:
    model = onnx.load_from_string(int8_graph)
    large = large_nodes(onnx.load_from_string(fp32_graph), 112)
    producer = {name: node for node in model.graph.node for name in node.output}
    scales = {item.name: onnx.numpy_helper.to_array(item) for item in model.graph.initializer}
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    quantised = [node for node in convolutions if node.name not in large]
    assert len(convolutions) == 128 and len(quantised) == 128 - 9  # stem, block 0, the separable one after it, half of block 1
    for node in quantised:
        for name in node.input:
            assert producer[name].op_type == "DequantizeLinear"
        weight = producer[node.input[1]]
        channels = next(item.dims[0] for item in model.graph.initializer if item.name == weight.input[0])
        assert scales[weight.input[1]].size == channels


def test_the_head_stays_in_float(int8_graph: bytes, fp32_graph: bytes) -> None:
    model = onnx.load_from_string(int8_graph)
    producer = {name: node for node in model.graph.node for name in node.output}
    assert producer[FEATURES].op_type == "DequantizeLinear"
    left = collections.Counter(
        node.op_type for node in model.graph.node if node.name in head_nodes(onnx.load_from_string(fp32_graph))
    )
    assert left == {"ReduceMean": 1, "Gemm": 1}


@needs_right_int8
def test_answers_stay_near_the_trained_network(network: NmdAssistNet, int8_answers: Reference, images: Images) -> None:
    """Random weights quantise badly (their evidence is noise), but a wrong scale anywhere would leave 0 dB or less."""
    logits, _ = trained_outputs(network, images)
    assert signal_to_noise(logits, int8_answers.logits) > 6.0


@needs_right_int8
def test_other_kernels_come_to_nearly_the_same_logits(
    network: NmdAssistNet, int8_graph: bytes, int8_answers: Reference, images: Images
) -> None:
    unfused = logits_and_maps(run_unfused(int8_graph, images), network.fc.weight.detach().numpy())
    assert np.abs(unfused.logits - int8_answers.logits).max() < 0.25 * np.abs(unfused.logits).max()


def test_signal_to_noise_in_decibel() -> None:
    signal = np.ones(100, np.float32)
    assert signal_to_noise(signal, signal * np.float32(1.1)) == pytest.approx(20.0, abs=1e-3)
    assert signal_to_noise(signal, signal) == np.inf
