"""Signed bundles whose graphs cannot be right are refused when loaded: loops, other widths, no numbers, no answer."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine import factory
from edge_app.engine.factory import EngineChoice, make_engine
from edge_app.engine.graph_operators import operators
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage

FP32 = EngineChoice("onnxruntime", "fp32", 1)


def with_graph(bundle: ModelBundle, graph: bytes) -> ModelBundle:
    return dataclasses.replace(bundle, graphs={**bundle.graphs, Precision.FP32: graph})


def endless() -> bytes:
    """A graph that adds until a condition that never comes."""
    going = helper.make_node("Identity", ["going"], ["still"])
    more = helper.make_node("Identity", ["sum"], ["more"])
    body = helper.make_graph(
        [going, more],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, [1, 2]),
        ],
        [
            helper.make_tensor_value_info("still", TensorProto.BOOL, []),
            helper.make_tensor_value_info("more", TensorProto.FLOAT, [1, 2]),
        ],
    )
    zero = numpy_helper.from_array(np.zeros((1, 2), np.float32), "zero")
    true = numpy_helper.from_array(np.array(True), "true")
    return model([helper.make_node("Loop", ["", "true", "zero"], ["logits"], body=body)], [zero, true], 2)


def answering(labels: int, width: int, value: float = 0.0) -> bytes:
    """A graph that answers every image with the same."""
    constant = {"logits": np.full((1, labels), value, np.float32), "features": np.full((1, width, 7, 7), 0.0, np.float32)}
    initial = [numpy_helper.from_array(array, f"{name}_value") for name, array in constant.items()]
    return model([helper.make_node("Identity", [f"{name}_value"], [name]) for name in constant], initial, labels, width)


def model(nodes: list[onnx.NodeProto], initial: list[onnx.TensorProto], labels: int, width: int | None = None) -> bytes:
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, labels])]
    if width is not None:
        outputs.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, width, 7, 7]))
    image = helper.make_tensor_value_info("image", TensorProto.UINT8, [1, 1, 224, 224])
    graph = helper.make_graph(nodes, "graph", [image], outputs, initial)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    return bytes(made.SerializeToString())


def refusal(bundle: ModelBundle, graph: bytes) -> str:
    with pytest.raises(EngineError) as caught:
        make_engine(with_graph(bundle, graph), FP32)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_operators_are_those_that_onnx_reads(bundle: ModelBundle) -> None:
    for precision in (Precision.FP32, Precision.INT8):
        nodes = onnx.load_from_string(bundle.graphs[precision]).graph.node
        assert operators(bundle.graphs[precision]) == {node.op_type for node in nodes}


def test_a_graph_that_loops_is_refused_before_it_runs(bundle: ModelBundle) -> None:
    assert "the operator Loop, which may never end" in refusal(bundle, endless())


@pytest.mark.parametrize("cut", [1, 7, 100])
def test_a_graph_that_is_cut_is_refused(bundle: ModelBundle, cut: int) -> None:
    assert "graph" in refusal(bundle, bundle.graphs[Precision.FP32][:-cut])


def test_an_answer_of_another_width_is_refused(bundle: ModelBundle) -> None:
    width = bundle.weight.shape[1]
    make_engine(with_graph(bundle, answering(2, width)), FP32)
    assert f"{width} features" in refusal(bundle, answering(2, width + 1))
    assert "2 labels" in refusal(bundle, answering(3, width))


def test_an_answer_that_is_no_number_is_refused(bundle: ModelBundle) -> None:
    assert "not a number" in refusal(bundle, answering(2, bundle.weight.shape[1], float("nan")))


def test_a_graph_that_does_not_answer_is_given_up(bundle: ModelBundle, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        name = "ONNX Runtime fp32, 1 thread"

        def __init__(self, *arguments: object) -> None: ...

        def run(self, image: GreyImage) -> Inference:
            time.sleep(5)
            raise EngineError("too late")

    monkeypatch.setattr("edge_app.engine.onnx_runtime.OrtEngine", Silent)
    monkeypatch.setattr(factory, "FIRST_ANSWER_S", 0.05)
    assert "has not answered within 0 s" in refusal(bundle, bundle.graphs[Precision.FP32])
