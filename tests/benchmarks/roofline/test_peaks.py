"""The machine's peaks."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper

from benchmarks.roofline.peaks import PRODUCT, measure_peaks


def test_the_graph_is_an_int8_product() -> None:
    square = ("n", "n")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "int8_product",
        [
            helper.make_tensor_value_info("a", TensorProto.UINT8, square),
            helper.make_tensor_value_info("b", TensorProto.INT8, square),
        ],
        [helper.make_tensor_value_info("c", TensorProto.INT32, square)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 10)], ir_version=8, producer_name="")
    assert onnx.load(PRODUCT) == model
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 256, (8, 8), np.uint8), rng.integers(-127, 128, (8, 8), np.int8)
    (found,) = ort.InferenceSession(PRODUCT.read_bytes(), providers=["CPUExecutionProvider"]).run(None, {"a": a, "b": b})
    assert (found == a.astype(np.int32) @ b.astype(np.int32)).all()


def test_all_three_are_measured_and_it_says_how() -> None:
    found = measure_peaks(threads=2, seconds=0.001, side=64, copied_mb=1)
    assert found.int8_gops and found.fp32_gflops and found.memory_gb_s
    assert min(found.int8_gops, found.fp32_gflops, found.memory_gb_s) > 0
    assert "64 x 64" in found.how and "2 threads" in found.how
