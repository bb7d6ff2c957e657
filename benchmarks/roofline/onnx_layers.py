"""The layers of an ONNX graph. Needs the package onnx, which the workstation has."""

from __future__ import annotations

from math import prod
from pathlib import Path

import onnx

from benchmarks.roofline.network import Layer, Network
from edge_app.errors import ConfigError

_COUNTED = {"Conv", "Gemm"}  # with weights
# Fused into the layer before, a view of the same memory, or a part of another layer's reading.
_FREE = {"Relu", "Clip", "Cast", "Flatten", "Reshape", "Identity", "Constant", "Squeeze", "Unsqueeze"}


def read_onnx(file: Path, name: str) -> Network:
    """The network of a float graph (batch 1, fixed sizes).

    Raises ConfigError when it cannot be read, when a size is not fixed, or when it is quantised: its Q/DQ pairs would be layers.
    """
    graph = _load(file)
    weights = {tensor.name: prod(tensor.dims) for tensor in graph.initializer}
    sizes = {
        info.name: _size(info, file) for info in [*graph.input, *graph.value_info, *graph.output] if info.name not in weights
    }
    layers = []
    for node in graph.node:
        if node.op_type in ("QuantizeLinear", "DequantizeLinear"):
            raise ConfigError(f"{file} is quantised: give the float graph of the same network, such as a bundle's fp32.onnx")
        if node.op_type in _FREE:
            continue
        own = [weights[i] for i in node.input if i in weights]
        outputs = sum(sizes[o] for o in node.output if o)
        macs = outputs * own[0] // _output_channels(node, graph) if node.op_type in _COUNTED else 0
        inputs = sum(sizes[i] for i in node.input if i in sizes)
        layers.append(Layer(_layer_name(node), node.op_type, macs, sum(own) if macs else 0, inputs, outputs))
    return Network(name, tuple(layers))


def _load(file: Path) -> onnx.GraphProto:
    """With the size of everything that flows."""
    try:
        model = onnx.load_model_from_string(file.read_bytes())
        return onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror})") from exc
    except Exception as exc:  # protobuf's and onnx's own, which have no common class
        raise ConfigError(f"{file} cannot be read as an ONNX graph: give a float graph, such as a bundle's fp32.onnx") from exc


def _size(info: onnx.ValueInfoProto, file: Path) -> int:
    dims = [dim.dim_value for dim in info.type.tensor_type.shape.dim]
    if not all(dims):
        raise ConfigError(f"{file}: the size of {info.name!r} is not fixed; export the graph for one image at a time")
    return prod(dims)


def _output_channels(node: onnx.NodeProto, graph: onnx.GraphProto) -> int:
    """A weight is used once for each output number of its channel, so MACs = outputs * weights / channels."""
    shape: tuple[int, ...] = next(tuple(tensor.dims) for tensor in graph.initializer if tensor.name == node.input[1])
    transposed = next((a.i for a in node.attribute if a.name == "transB"), 0)
    return shape[1] if node.op_type == "Gemm" and not transposed else shape[0]


def _layer_name(node: onnx.NodeProto) -> str:
    """The weights' name where there are some: it says where in the network the layer is."""
    if node.op_type in _COUNTED:
        return str(node.input[1]).removeprefix("net.").removesuffix(".weight").removesuffix(".conv")
    return str(node.name or node.output[0])
