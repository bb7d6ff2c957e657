"""What the machine can do at most, by graphs written byte by byte."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort

from benchmarks.machine.onnx_product import INT8, INT32, UINT8, product_graph
from benchmarks.machine.peaks import measure_peaks


def test_the_graph_multiplies() -> None:
    graph = product_graph("MatMulInteger", UINT8, INT8, INT32, 200)
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 256, (200, 200), np.uint8), rng.integers(-127, 128, (200, 200)).astype(np.int8)
    (c,) = ort.InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, {"a": a, "b": b})
    assert np.array_equal(c, a.astype(np.int32) @ b.astype(np.int32))


def test_every_peak_is_measured_and_says_how() -> None:
    peaks = measure_peaks(1, side=64, copied=1 << 20, seconds=0.0)
    assert all(peak is not None and peak > 0 for peak in (peaks.int8_gops, peaks.fp32_gflops, peaks.memory_gb_s))
    assert "1 threads" in peaks.how and "64 x 64" in peaks.how and "1 MiB" in peaks.how
