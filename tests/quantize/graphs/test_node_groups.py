"""Nodes of the exported graph, found by the layer they belong to."""

from __future__ import annotations

import onnx
import pytest

from edge_app.errors import ConfigError
from quantize.graphs.node_groups import float_nodes, groups, modules
from quantize.recipe import DEFAULT_RECIPE, KeepFloat, load_recipe


@pytest.fixture(scope="module")
def model(fp32_graph: bytes) -> onnx.ModelProto:
    return onnx.load_from_string(fp32_graph)


def test_every_node_belongs_to_one_part(model: onnx.ModelProto) -> None:
    parts = groups(model)
    names = [name for nodes in parts.values() for name in nodes]
    assert sorted(names) == sorted(node.name for node in model.graph.node)
    assert len(parts) == 1 + 16 + 7 + 5 + 2 + 1  # stem, blocks, attentions, separable convolutions, tail, head
    assert next(iter(parts)) == "conv_stem"


def test_a_node_with_weights_is_of_the_module_that_owns_them(model: onnx.ModelProto) -> None:
    found = modules(model)
    for node in model.graph.node:
        if node.op_type == "Conv":
            assert node.input[1].startswith(f"net.{found[node.name]}.")


def test_a_rule_finds_its_layers(model: onnx.ModelProto) -> None:
    kinds = {node.name: node.op_type for node in model.graph.node}
    spatial = float_nodes(model, [KeepFloat("*.cbam.spatial", "")])
    assert [kinds[name] for name in spatial].count("Conv") == 7
    shipped = float_nodes(model, load_recipe(DEFAULT_RECIPE).keep_float)
    assert [kinds[name] for name in shipped].count("Conv") == 9 and "Gemm" in [kinds[name] for name in shipped]
    assert len(set(shipped)) == len(shipped)


def test_a_rule_that_matches_nothing_is_refused(model: onnx.ModelProto) -> None:
    with pytest.raises(ConfigError, match="block99"):
        float_nodes(model, [KeepFloat("block99*", "")])
