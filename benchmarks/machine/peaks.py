"""The most that the machine does: products of large matrices, in bytes and in floats, and memory that is copied.

Not what the processor's data sheet says, but what a program reaches: the roof under which a network is drawn (Williams et al.
2009). Other programs lower it: it is the best of many goes, and no more is known of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from benchmarks.machine.onnx_product import FLOAT, INT8, INT32, UINT8, product_graph
from benchmarks.result.records import Peaks

SIDE = 1024  # of the matrices: 3 to 12 MB, so that the arithmetic and not the memory is the limit
COPIED = 64 << 20  # bytes, more than the last cache of any board or desktop processor
SECONDS = 1.0  # s for each; the best time counts


def measure_peaks(threads: int, side: int = SIDE, copied: int = COPIED, seconds: float = SECONDS) -> Peaks:
    """With so many threads. Raises what ONNX Runtime raises where it cannot do it."""
    rng = np.random.default_rng(0)
    floats = rng.standard_normal((2, side, side)).astype(np.float32)
    left, right = rng.integers(0, 256, (side, side), np.uint8), rng.integers(-127, 128, (side, side)).astype(np.int8)
    operations = 2.0 * side**3
    fp32_s = _best(_product("MatMul", (FLOAT, FLOAT, FLOAT), floats[0], floats[1], threads), seconds)
    int8_s = _best(_product("MatMulInteger", (UINT8, INT8, INT32), left, right, threads), seconds)
    source = np.ones(copied, np.uint8)
    target = np.empty_like(source)
    with ThreadPoolExecutor(threads) as pool:
        pairs = list(zip(np.array_split(target, threads), np.array_split(source, threads), strict=True))
        memory_s = _best(lambda: list(pool.map(lambda pair: np.copyto(*pair), pairs)), seconds)
    return Peaks(
        int8_gops=operations / int8_s / 1e9,
        fp32_gflops=operations / fp32_s / 1e9,
        memory_gb_s=2 * copied / memory_s / 1e9,  # read and written
        how=f"best of {seconds:g} s each, {threads} threads: ONNX Runtime {ort.__version__} MatMulInteger (uint8 by int8) and "
        f"MatMul of {side} x {side}; a copy of {copied >> 20} MiB by NumPy, read and write counted",
    )


def _product(
    operator: str, kinds: tuple[int, int, int], a: npt.NDArray[np.generic], b: npt.NDArray[np.generic], threads: int
) -> Callable[[], object]:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(product_graph(operator, *kinds, len(a)), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"a": a, "b": b})


def _best(do: Callable[[], object], seconds: float) -> float:
    """s, the least of one go; at least three goes."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    while len(took) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        do()
        took.append(time.perf_counter() - start)
    return min(took)
