"""How much of a quantised graph still computes in float, as ONNX Runtime runs it on this processor.

A quantise-dequantise (QDQ) graph only says where eight bits are allowed. The runtime fuses the pairs around an operator
into an integer kernel where it has one; what it cannot fuse runs in float between conversions. Each connected region of
such nodes costs a conversion at every edge that leads into it or out of it.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import onnx
import onnxruntime as ort

QUANTISE, DEQUANTISE = "QuantizeLinear", "DequantizeLinear"
LAYOUT = ("Reorder", "Transpose", "Reshape", "Squeeze", "Unsqueeze")  # moves numbers, computes nothing
INTEGER = "QLinear"  # begins the names of ONNX Runtime's integer kernels


@dataclass(frozen=True)
class GraphCount:
    """What a graph consists of."""

    pairs: int  # of quantise and dequantise around activations, as the graph is written
    conversions: int  # between integers and float that the runtime is left with, either way
    integer_nodes: int  # with an integer kernel
    float_nodes: int
    float_regions: int  # connected regions of float nodes

    def __str__(self) -> str:
        return (
            f"{self.pairs} Q/DQ pairs; run as {self.integer_nodes} integer and {self.float_nodes} float nodes "
            f"in {self.float_regions} float regions, {self.conversions} conversions"
        )


def count_float_regions(graph: bytes) -> GraphCount:
    """Count the graph as written and as ONNX Runtime rearranges it for the CPU."""
    written = onnx.load_from_string(graph)
    run = optimised(graph)
    constants = {item.name for item in run.graph.initializer}
    is_float = float_outputs(run)
    computing = [i for i, node in enumerate(run.graph.node) if is_float[i] and not _moves(node)]
    return GraphCount(
        pairs=sum(node.op_type == QUANTISE for node in written.graph.node),
        conversions=sum(node.op_type in (QUANTISE, DEQUANTISE) and node.input[0] not in constants for node in run.graph.node),
        integer_nodes=sum(node.op_type.startswith(INTEGER) for node in run.graph.node),
        float_nodes=len(computing),
        float_regions=len(regions(run, [i for i, floats in enumerate(is_float) if floats], set(computing))),
    )


def optimised(graph: bytes) -> onnx.ModelProto:
    """The graph after ONNX Runtime's rearrangements that hold on every CPU of this kind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "optimised.onnx"
        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(path)
        options.log_severity_level = 3  # errors only
        ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        return onnx.load(path)


def float_outputs(model: onnx.ModelProto) -> list[bool]:
    """For each node, whether it computes in float: dequantised values and all that is made of them until quantised again."""
    whole = {item.name: item.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16) for item in model.graph.initializer}
    floats = {item.name: item.type.tensor_type.elem_type == onnx.TensorProto.FLOAT for item in model.graph.input} | whole
    found = []
    for node in model.graph.node:
        if node.op_type == DEQUANTISE:
            result = True
        elif node.op_type == "Cast":
            result = next(a.i for a in node.attribute if a.name == "to") in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
        else:
            result = node.op_type != QUANTISE and not node.op_type.startswith(INTEGER) and floats.get(node.input[0], False)
        floats.update(dict.fromkeys(node.output, result))
        found.append(result and node.op_type not in (DEQUANTISE, "Cast"))
    return found


def regions(model: onnx.ModelProto, members: list[int], computing: set[int]) -> list[set[int]]:
    """Connected regions of the member nodes (by index) that hold a computing one; joined where one reads another's output."""
    producer = {name: i for i in members for name in model.graph.node[i].output}
    region = {i: {i} for i in members}
    for i in members:
        for name in model.graph.node[i].input:
            other = region.get(producer.get(name, -1))
            if other is not None and other is not region[i]:
                other |= region[i]
                for member in region[i]:
                    region[member] = other
    distinct = {id(one): one for one in region.values()}
    return [one for one in distinct.values() if one & computing]


def _moves(node: onnx.NodeProto) -> bool:
    return node.op_type.startswith(LAYOUT)
