"""How much of a LiteRT graph computes in float. Its tensors have types of their own: no pair stands around an operator."""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from quantize.graphs.float_regions import GraphCount

IDENTIFIER = b"TFL3"  # bytes 4 to 8 of the file
CONVERSIONS = {"QUANTIZE", "DEQUANTIZE"}
MOVES = {"RESHAPE", "TRANSPOSE", "SQUEEZE", "EXPAND_DIMS", "PACK", "SHAPE", "STRIDED_SLICE"}  # compute nothing


def is_litert(graph: bytes) -> bool:
    """Whether the bytes are a LiteRT graph."""
    return graph[4:8] == IDENTIFIER


def count_litert(graph: bytes) -> GraphCount:
    """Count a graph as it is written; XNNPACK takes it as it is."""
    interpreter = Interpreter(model_content=graph, experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    interpreter.allocate_tensors()
    types = {tensor["index"]: tensor["dtype"] for tensor in interpreter.get_tensor_details()}
    operators: list[dict[str, Any]] = interpreter._get_ops_details()
    computing = [one for one in operators if one["op_name"] not in CONVERSIONS | MOVES]
    in_float = [one for one in computing if types[one["outputs"][0]] is np.float32]
    return GraphCount(
        pairs=0,
        conversions=sum(_converts(one, types) for one in operators),
        integer_nodes=len(computing) - len(in_float),
        float_nodes=len(in_float),
        float_regions=_regions([one for one in operators if types[one["outputs"][0]] is np.float32], in_float),
    )


def _converts(operator: dict[str, Any], types: dict[int, Any]) -> bool:
    """Between float and integers; QUANTIZE from one integer scale to another is a rescaling."""
    kinds = {types[operator["inputs"][0]], types[operator["outputs"][0]]}
    return operator["op_name"] in CONVERSIONS and np.float32 in kinds


def _regions(nodes: list[dict[str, Any]], computing: list[dict[str, Any]]) -> int:
    """Connected regions of `nodes`, which pass float tensors on to each other, that hold one of `computing`."""
    parent = list(range(len(nodes)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    maker = {output: i for i, node in enumerate(nodes) for output in node["outputs"]}
    for i, node in enumerate(nodes):
        for tensor in node["inputs"]:
            if tensor in maker:
                parent[root(i)] = root(maker[tensor])
    busy = {id(node) for node in computing}
    return len({root(i) for i, node in enumerate(nodes) if id(node) in busy})
