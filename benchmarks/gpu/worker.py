"""One process start on the GPU: `python -m benchmarks.gpu.worker` takes a GpuTask as JSON on standard input, answers in lines."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import msgspec
import torch
from torch import Tensor

from benchmarks.gpu.correctness import check_answers
from benchmarks.gpu.network import DTYPES, as_onnx, gpu_network
from benchmarks.gpu.onnx_runtime import OnnxRuntimeRunner
from benchmarks.gpu.passes import Passes, Stopwatch, stopwatch
from benchmarks.gpu.plan import COMPILED
from benchmarks.gpu.task import GpuTask, PassTimes, PointTimes, Prepared
from benchmarks.gpu.torch_runner import Forward, TorchRunner
from benchmarks.run.task import Failed
from edge_app.bundle.loader import ModelBundle, Precision, load_bundle
from edge_app.bundle.trusted_keys import trusted_keys
from edge_app.engine.protocol import one_line
from edge_app.errors import EdgeError
from edge_app.system.parent import end_with_parent

MAX_TEXT = 300  # characters of an error; a compiler writes pages


class Runner(Protocol):
    """The network, loaded."""

    version: str

    def prepare(self, images: Tensor) -> Forward:
        """For images (N, 1, S, S) uint8 on the device. Raises EngineError or RuntimeError where it cannot."""


def main() -> int:
    """Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=GpuTask)
    end_with_parent(task.parent)
    lines = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what compilers and drivers print must not get among the lines
    try:
        for line in answers(task, lambda: stopwatch(task.device)):
            print(msgspec.json.encode(line).decode(), file=lines, flush=True)
    except (EdgeError, RuntimeError, ImportError) as exc:
        print(msgspec.json.encode(Failed(short(exc))).decode(), file=lines, flush=True)
        return 1
    return 0


def answers(task: GpuTask, clock: Callable[[], Stopwatch]) -> Iterator[Prepared | PointTimes]:
    """All lines. clock: makes what tells the device's time. Raises EdgeError, RuntimeError where nothing can be measured."""
    begun = time.monotonic()
    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    runner = load(task, bundle)
    for batch in task.batches:
        if time.monotonic() - begun > task.limit_s:
            yield Prepared(batch, runner.version, 0.0, None, f"not reached within {task.limit_s:.0f} s of its process start")
            continue
        point = Point(task, bundle, runner, batch)
        with without_gradients(task):
            line = point.prepare(clock)
        yield line
        if not line.why_not:
            with without_gradients(task):
                times = point.measure()
            yield times


def load(task: GpuTask, bundle: ModelBundle) -> Runner:
    """The variant. Raises EdgeError, RuntimeError where it is not to be had here."""
    if not task.runtime.startswith("onnxruntime"):
        return TorchRunner(gpu_network(bundle, task.precision), task.runtime, task.precision, task.device)
    _, side, _ = bundle.golden.images.shape
    shapes = {"logits": (len(bundle.weight),), "features": (bundle.weight.shape[1], *bundle.golden.fp32.maps.shape[1:])}
    if task.precision == "int8":
        graph = bundle.graphs[Precision.INT8]
        return OnnxRuntimeRunner(graph, task.runtime, task.precision, task.device, shapes, torch.float32, only=1)
    # TensorRT rounds a float graph by itself, the CUDA provider runs what the graph says.
    precision = "fp32" if task.runtime == "onnxruntime, TensorRT" else task.precision
    graph = as_onnx(gpu_network(bundle, precision), side)
    return OnnxRuntimeRunner(graph, task.runtime, task.precision, task.device, shapes, DTYPES[precision])


def without_gradients(task: GpuTask) -> AbstractContextManager[object]:
    """inference_mode is the cheaper one for the host; what is compiled is compiled for the one that its makers try it with."""
    return torch.no_grad() if task.runtime in COMPILED else torch.inference_mode()


class Point:
    """One batch size of one process start."""

    def __init__(self, task: GpuTask, bundle: ModelBundle, runner: Runner, batch: int) -> None:
        self._task, self._bundle, self._runner, self._batch = task, bundle, runner, batch

    def prepare(self, clock: Callable[[], Stopwatch]) -> Prepared:
        """Ready to be timed, or why not: what is too large for the memory, or does not compile. The next size may do."""
        task, runner, begun = self._task, self._runner, time.monotonic()
        try:
            self._passes = Passes(self._bundle.golden.images, self._batch, task.device, clock())
            self._forward = runner.prepare(self._passes.device_images)
            seconds = time.monotonic() - begun
            name = f"{task.runtime} {task.precision}"
            accuracy = check_answers(name, self._bundle, task.precision, self._passes, self._forward)
            for number in range(task.warm_ups):
                self._passes.run(number, self._forward)
        except (EdgeError, RuntimeError) as exc:
            return Prepared(self._batch, runner.version, time.monotonic() - begun, None, short(exc))
        return Prepared(self._batch, runner.version, seconds, accuracy)

    def measure(self) -> PointTimes:
        """One pass after the other, for as long as the task says; at least one."""
        gc.collect()
        gc.disable()  # it would be within the time of whichever pass it hits
        try:
            took: list[PassTimes] = []
            end = time.perf_counter() + self._task.seconds
            while not took or time.perf_counter() < end:
                took.append(self._passes.run(len(took), self._forward))
        finally:
            gc.enable()

        def column(of: Callable[[PassTimes], float | None]) -> tuple[float, ...]:
            return tuple(round(value, 5) for one in took if (value := of(one)) is not None)

        return PointTimes(
            self._batch,
            end_to_end=column(lambda one: one.end_to_end),
            enqueue=column(lambda one: one.enqueue),
            to_device=column(lambda one: one.to_device),
            device=column(lambda one: one.device),
            from_device=column(lambda one: one.from_device),
        )


def short(error: Exception) -> str:
    """Its message, short enough for a table."""
    text = one_line(error) or type(error).__name__
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 3] + "..."


if __name__ == "__main__":
    sys.exit(main())
