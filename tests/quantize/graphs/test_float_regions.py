"""Counting float regions: by hand on small graphs, then on the network."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper

from quantize.graphs.float_regions import count_float_regions


def chain(*kinds: str) -> bytes:
    """x -> Q -> DQ -> kind -> Q -> DQ -> kind -> ... -> y: each node between conversions of its own."""
    scale = helper.make_tensor("scale", TensorProto.FLOAT, [], [0.1])
    zero = helper.make_tensor("zero", TensorProto.UINT8, [], [0])
    nodes, name = [], "x"
    for i, kind in enumerate(kinds):
        nodes += [
            helper.make_node("QuantizeLinear", [name, "scale", "zero"], [f"q{i}"]),
            helper.make_node("DequantizeLinear", [f"q{i}", "scale", "zero"], [f"d{i}"]),
            helper.make_node(kind, [f"d{i}"], [f"y{i}"]),
        ]
        name = f"y{i}"
    nodes.append(helper.make_node("Identity", [name], ["y"]))
    graph = helper.make_graph(
        nodes,
        "chain",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])],
        [scale, zero],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def test_a_node_without_an_integer_kernel_is_a_float_region() -> None:
    found = count_float_regions(chain("Erf"))
    assert (found.pairs, found.float_nodes, found.float_regions, found.integer_nodes) == (1, 1, 1, 0)


def test_integers_between_them_make_two_float_regions() -> None:
    found = count_float_regions(chain("Erf", "Softsign"))
    assert (found.pairs, found.float_regions, found.float_nodes) == (2, 2, 2)
    assert found.conversions == 4


def test_a_fused_node_is_no_float_region() -> None:
    found = count_float_regions(chain("Sigmoid", "Sigmoid"))
    assert found.integer_nodes >= 1 and found.float_regions < 2


def test_the_float_graph_is_one_float_region(fp32_graph: bytes) -> None:
    found = count_float_regions(fp32_graph)
    assert (found.pairs, found.conversions, found.integer_nodes, found.float_regions) == (0, 0, 0, 1)


def test_the_int8_graph_has_few_float_regions(int8_graph: bytes) -> None:
    found = count_float_regions(int8_graph)
    assert found.pairs > 200 and found.integer_nodes > 200
    assert found.float_regions <= 10  # first stage (2), head, and the maximum over channels in each of the seven attentions
    assert np.isclose(found.pairs, sum(n.op_type == "QuantizeLinear" for n in onnx.load_from_string(int8_graph).graph.node))
