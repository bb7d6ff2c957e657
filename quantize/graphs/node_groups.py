"""Which layer of the network a node of the exported graph belongs to, and which nodes a recipe keeps in float."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

import onnx

from edge_app.errors import ConfigError
from quantize.recipe import KeepFloat

HEAD_OUTPUT = "logits"
FEATURES = "features"
PREFIX = "net."  # of the network inside `Deployed`
STEM = "conv_stem"
SIDE_RULE = re.compile(r"side >= (\d+)")


def modules(model: onnx.ModelProto) -> dict[str, str]:
    """Node -> the module it belongs to, in the order of the graph.

    A node with weights is of the module whose weights it reads; any other one, of the last module it reads from.
    """
    weights = {item.name for item in model.graph.initializer if item.name.startswith(PREFIX)}
    position = {name: i for i, node in enumerate(model.graph.node) for name in node.output}
    found: dict[str, str] = {}
    for node in model.graph.node:
        own = [name for name in node.input if name in weights]
        if own:
            found[node.name] = own[0].removeprefix(PREFIX).rpartition(".")[0].removesuffix(".conv")
            continue
        before = max((position[name] for name in node.input if name in position), default=-1)
        found[node.name] = found[model.graph.node[before].name] if before >= 0 else STEM
    return found


def group(module: str) -> str:
    """The part of the network a module is ranked with: a block, an attention, a separable convolution, stem or head."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "tail" or parts[1:2] == ["cbam"] else parts[0]


def groups(model: onnx.ModelProto) -> dict[str, list[str]]:
    """Every part of the network with the names of its nodes, in the order of the graph."""
    found: dict[str, list[str]] = {}
    for node, module in modules(model).items():
        found.setdefault(group(module), []).append(node)
    return found


def float_nodes(model: onnx.ModelProto, rules: Iterable[KeepFloat]) -> list[str]:
    """Names of the nodes that the rules keep in float. Raises ConfigError when a rule matches none."""
    found: dict[str, None] = {}
    for rule in rules:
        names = _matches(model, rule.layers)
        if not names:
            raise ConfigError(f'the recipe keeps "{rule.layers}" in float, but the network has no such layer')
        found.update(dict.fromkeys(names))
    return list(found)


def _matches(model: onnx.ModelProto, layers: str) -> list[str]:
    if layers == "head":
        return head_nodes(model)
    if side := SIDE_RULE.fullmatch(layers):
        return large_nodes(model, int(side[1]))
    return [node for node, module in modules(model).items() if fnmatch.fnmatchcase(module, layers)]


def head_nodes(model: onnx.ModelProto) -> list[str]:
    """Names of the nodes between the features and the logits."""
    producer = {name: node for node in model.graph.node for name in node.output}
    names, wanted = [], [HEAD_OUTPUT]
    while wanted:
        name = wanted.pop()
        if name != FEATURES and name in producer:
            names.append(producer[name].name)
            wanted.extend(producer[name].input)
    return names


def large_nodes(model: onnx.ModelProto, side: int) -> list[str]:
    """Names of the nodes whose output has `side` pixels a side or more."""
    shapes = {value.name: value.type.tensor_type.shape.dim for value in onnx.shape_inference.infer_shapes(model).graph.value_info}
    sides = {name: dims[2].dim_value for name, dims in shapes.items() if len(dims) == 4}
    return [node.name for node in model.graph.node if sides.get(node.output[0], 0) >= side]
