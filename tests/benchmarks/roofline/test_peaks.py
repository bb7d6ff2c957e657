"""The machine's peaks."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper

from benchmarks.roofline.peaks import FP32_PRODUCT, INT8_PRODUCT, measure_peaks
from tests.support.int8_kernels import needs_right_int8


def product(operator: str, a: int, b: int, c: int) -> onnx.ModelProto:
    """A graph of one operator; a, b, c: types of its inputs and output."""
    inputs = [helper.make_tensor_value_info(name, kind, ("n", "n")) for name, kind in (("a", a), ("b", b))]
    output = helper.make_tensor_value_info("c", c, ("n", "n"))
    graph = helper.make_graph([helper.make_node(operator, ["a", "b"], ["c"])], "product", inputs, [output])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 10)], ir_version=8, producer_name="")


@needs_right_int8
def test_the_int8_graph_is_a_product() -> None:
    assert onnx.load(INT8_PRODUCT) == product("MatMulInteger", TensorProto.UINT8, TensorProto.INT8, TensorProto.INT32)
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 256, (8, 8), np.uint8), rng.integers(-127, 128, (8, 8), np.int8)
    (found,) = ort.InferenceSession(INT8_PRODUCT.read_bytes(), providers=["CPUExecutionProvider"]).run(None, {"a": a, "b": b})
    assert (found == a.astype(np.int32) @ b.astype(np.int32)).all()


def test_the_float_graph_is_a_product() -> None:
    assert onnx.load(FP32_PRODUCT) == product("MatMul", TensorProto.FLOAT, TensorProto.FLOAT, TensorProto.FLOAT)
    a, b = np.random.default_rng(0).standard_normal((2, 8, 8), np.float32)
    (found,) = ort.InferenceSession(FP32_PRODUCT.read_bytes(), providers=["CPUExecutionProvider"]).run(None, {"a": a, "b": b})
    assert found == pytest.approx(a @ b, rel=1e-4, abs=1e-5)


def test_all_three_are_measured_and_it_says_how() -> None:
    found = measure_peaks(threads=2, seconds=0.001, side=64, copied_mb=1)
    assert found.int8_gops and found.fp32_gflops and found.memory_gb_s
    assert min(found.int8_gops, found.fp32_gflops, found.memory_gb_s) > 0
    assert "64 x 64" in found.how and "2 threads" in found.how
