"""What the installed ONNX Runtime can do with a graph in eight bits."""

from __future__ import annotations

import platform

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper

_VERSION = tuple(int(part) for part in onnxruntime.__version__.split(".")[:2])
_DEPTH = 64


def _saturates() -> bool:
    """Whether sums of products of large eight-bit numbers are cut off at 16 bits: on x86-64 with AVX2 and without VNNI."""
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["y"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [1, _DEPTH])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [1, 16])],
        [helper.make_tensor("b", TensorProto.INT8, [_DEPTH, 16], np.full((_DEPTH, 16), 127, np.int8).tobytes(), raw=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"a": np.full((1, _DEPTH), 255, np.uint8)})
    return bool((np.asarray(found) != 255 * 127 * _DEPTH).any())


# docs/adr/0055-fastest-runtime.md. The appliance's self-test notices both, and LiteRT runs.
needs_right_int8 = pytest.mark.skipif(
    (platform.machine() == "x86_64" and _VERSION < (1, 25)) or _saturates(),
    reason="ONNX Runtime computes layers in eight bits wrongly here: before 1.25 on x86-64, or where sums saturate",
)
