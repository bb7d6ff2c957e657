"""How many multiplications with addition one pass of the network takes, counted from the shapes that ONNX Runtime reports."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort


def count_mmac(graph: bytes) -> float:
    """10^6, of the convolutions and linear layers of an ONNX graph with the input "image" uint8 (1, 1, S, S).

    The graph runs once, not optimised, so that no two operators are one. Raises what ONNX Runtime raises.
    """
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_profiling, options.intra_op_num_threads = True, 1
    with tempfile.TemporaryDirectory() as folder:
        options.profile_file_prefix = f"{folder}/profile"
        session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        (image,) = session.get_inputs()
        session.run(None, {image.name: np.zeros(image.shape, np.uint8)})
        events = json.loads(Path(session.end_profiling()).read_text(encoding="utf-8"))
    return sum(_multiplications(event["args"]) for event in events if event["name"].endswith("_kernel_time")) / 1e6


def _multiplications(node: dict[str, Any]) -> int:
    """Each output is a sum: over the kernel and the channels of its group, or over the columns of the left matrix."""
    outputs = math.prod(_shape(node["output_type_shape"][0]))
    match node["op_name"]:
        case "Conv":
            return outputs * math.prod(_shape(node["input_type_shape"][1])[1:])
        case "Gemm" | "MatMul":
            return outputs * _shape(node["input_type_shape"][0])[-1]
    return 0


def _shape(tensor: dict[str, list[int]]) -> list[int]:
    """Of {"float": [1, 64, 7, 7]}."""
    return next(iter(tensor.values()))
