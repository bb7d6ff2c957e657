"""The peaks of this machine, measured: the roof that a network's speed is compared with.

Arithmetic: products of two 1024 x 1024 matrices by ONNX Runtime, which every board has, with as many threads as cores: uint8 by
int8 with sums in 32 bits (MatMulInteger), and FP32 (MatMul). Memory: as many threads copy an array, each byte counted once when
it is read and once when it is written, as STREAM does. Each is the best of as many repetitions as fit into the time: a peak is
what the machine can do, so whatever disturbs it is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from benchmarks.result.records import Peaks

# Inputs a and b (n, n), output their product; `tests/benchmarks/roofline/test_peaks.py` makes both with the package onnx.
INT8_PRODUCT, FP32_PRODUCT = (Path(__file__).with_name(f"{precision}_product.onnx") for precision in ("int8", "fp32"))


def measure_peaks(threads: int, seconds: float = 1.0, side: int = 1024, copied_mb: int = 64) -> Peaks:
    """threads: of each measurement. seconds: for each of the three. side: of the matrices. copied_mb: 10^6 bytes of the array."""
    rng = np.random.default_rng(0)
    whole = rng.integers(0, 256, (side, side), np.uint8), rng.integers(-127, 128, (side, side), np.int8)
    floats = rng.standard_normal((side, side), np.float32), rng.standard_normal((side, side), np.float32)
    operations = 2 * side**3 / 1e9  # a multiplication and an addition
    return Peaks(
        int8_gops=operations / _best_s(_product(INT8_PRODUCT, threads, *whole), seconds),
        fp32_gflops=operations / _best_s(_product(FP32_PRODUCT, threads, *floats), seconds),
        memory_gb_s=2 * copied_mb / 1e3 / _best_copy_s(threads, copied_mb, seconds),
        how=f"best in {seconds:g} s each, {threads} thread{'s' if threads > 1 else ''}: {side} x {side} matrix products by "
        f"ONNX Runtime {ort.__version__}; copy of {copied_mb} MB, read and written bytes",
    )


def _best_s(work: Callable[[], object], seconds: float) -> float:
    """Shortest time of one call; at least three calls."""
    work()
    best, end, calls = float("inf"), time.perf_counter() + seconds, 0
    while calls < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        best, calls = min(best, time.perf_counter() - start), calls + 1
    return best


def _product(graph: Path, threads: int, a: npt.NDArray[Any], b: npt.NDArray[Any]) -> Callable[[], object]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"a": a, "b": b})


def _best_copy_s(threads: int, copied_mb: int, seconds: float) -> float:
    source = np.ones(copied_mb * 1_000_000 // 8, np.float64)
    target = np.zeros_like(source)
    parts = list(zip(np.array_split(source, threads), np.array_split(target, threads), strict=True))
    with ThreadPoolExecutor(threads) as pool:
        return _best_s(lambda: list(pool.map(lambda part: np.copyto(part[1], part[0]), parts)), seconds)
