"""The peaks of this machine, measured: the roof that a network's speed is compared with.

int8: a product of 1024 x 1024 matrices (uint8 by int8, sums in 32 bits) by ONNX Runtime's MatMulInteger, an int8 product that
every board has installed. FP32: the same size by numpy's BLAS. Memory: as many threads as cores copy an array, each byte
counted once when it is read and once when it is written, as STREAM does. Each is the best of as many repetitions as fit into
the time: a peak is what the machine can do, so whatever disturbs it is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime as ort

from benchmarks.result.records import Peaks

# Inputs a uint8 (n, n) and b int8 (n, n), output int32; `tests/benchmarks/roofline/test_peaks.py` makes it with the package onnx.
PRODUCT = Path(__file__).with_name("int8_product.onnx")


def measure_peaks(threads: int, seconds: float = 1.0, side: int = 1024, copied_mb: int = 64) -> Peaks:
    """threads: of each measurement. seconds: for each of the three. side: of the matrices. copied_mb: 10^6 bytes of the array."""
    operations = 2 * side**3  # a multiplication and an addition
    return Peaks(
        int8_gops=operations / _best_s(_int8_product(threads, side), seconds) / 1e9,
        fp32_gflops=operations / _best_s(_float_product(side), seconds) / 1e9,
        memory_gb_s=2 * copied_mb * 1e6 / _best_copy_s(threads, copied_mb, seconds) / 1e9,
        how=f"best in {seconds:g} s each: {side} x {side} matrix products, int8 by ONNX Runtime {ort.__version__}, "
        f"{threads} threads, FP32 by numpy's BLAS; copy of {copied_mb} MB by {threads} threads, read and written bytes",
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


def _int8_product(threads: int, side: int) -> Callable[[], object]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(PRODUCT.read_bytes(), options, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    feed = {
        "a": rng.integers(0, 256, (side, side), np.uint8),
        "b": rng.integers(-127, 128, (side, side), np.int8),
    }
    return lambda: session.run(None, feed)


def _float_product(side: int) -> Callable[[], object]:
    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal((side, side), np.float32) for _ in range(2))
    out = np.empty_like(a)
    return lambda: np.matmul(a, b, out=out)


def _best_copy_s(threads: int, copied_mb: int, seconds: float) -> float:
    source = np.ones(copied_mb * 1_000_000 // 8, np.float64)
    target = np.zeros_like(source)
    parts = list(zip(np.array_split(source, threads), np.array_split(target, threads), strict=True))
    with ThreadPoolExecutor(threads) as pool:
        return _best_s(lambda: list(pool.map(lambda part: np.copyto(part[1], part[0]), parts)), seconds)
