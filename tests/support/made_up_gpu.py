"""A GPU that nobody has: its answers, and a result that is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.gpu.device import FoundDevice
from benchmarks.gpu.plan import GpuPlan, Variant
from benchmarks.gpu.task import GpuTask, PointTimes, Prepared
from benchmarks.result.gpu import GpuAccuracy, GpuDevice, GpuPoint, GpuResult, GpuSample, GpuVariant
from benchmarks.run.child import ChildError
from tests.support.benchmark_results import made_up_timing

DEVICE = GpuDevice("made-up GPU", "9.9", 8192, "999.1", "99.0", "9.9", "9.9.9")
FOUND = FoundDevice(DEVICE)
ACCURACY = GpuAccuracy(8, 8, 0.002, 0.007, 0.001, 0.004)
EAGER, GRAPH, TENSORRT = (
    Variant("torch, eager", "fp16"),
    Variant("torch, CUDA graph", "fp16"),
    Variant("onnxruntime, TensorRT", "int8"),
)
PLAN = GpuPlan((EAGER, GRAPH, TENSORRT), (1, 8), starts=2, seconds=0.0, limit_s=60.0, warm_ups=1, tries=1)


class MadeUpGpu:
    """A `benchmarks.gpu.measure.Ask`: TensorRT is not installed, and batch 8 does not fit CUDA graphs.

    interrupt_at: the start, counted from 0, at which Ctrl-C is pressed.
    """

    def __init__(self, interrupt_at: int | None = None) -> None:
        self.tasks: list[GpuTask] = []
        self._interrupt_at = interrupt_at

    def __call__(self, task: GpuTask, own: set[int], tick: Callable[[], None]) -> Iterator[Prepared | PointTimes]:
        if len(self.tasks) == self._interrupt_at:
            raise KeyboardInterrupt
        self.tasks.append(task)
        if task.runtime == TENSORRT.runtime:
            raise ChildError("TensorrtExecutionProvider is not installed")
        for batch in task.batches:
            if batch > 1 and task.runtime == GRAPH.runtime:
                yield Prepared(batch, "9.9", 0.5, None, "out of memory")
                continue
            yield Prepared(batch, "9.9", 0.5, ACCURACY)
            tick()
            yield PointTimes(batch, (2.0, 2.2) * 10, (0.5,) * 20, (0.1,) * 20, (1.0,) * 20, (0.2,) * 20)


def made_up_gpu() -> GpuResult:
    """One variant in full, one whose second batch size is void, one that is not there."""

    def point(batch: int, ms: float, void: str = "") -> GpuPoint:
        whole, part = made_up_timing(ms), made_up_timing(ms / 4)
        return GpuPoint(batch, whole, part, part, part, part, 1.5, void)

    return GpuResult(
        DEVICE,
        (
            GpuVariant("torch, eager", "fp16", "9.9", ACCURACY, (point(1, 4.0), point(8, 5.0))),
            GpuVariant("torch, CUDA graph", "fp16", "9.9", ACCURACY, (point(1, 1.0), point(8, 2.0, "the GPU was slowed down"))),
            GpuVariant("onnxruntime, TensorRT", "int8", "", None, (), "TensorrtExecutionProvider is not installed"),
        ),
        (GpuSample(1.0, 40.0, 1980.0, 3201.0, 120.5, 90.0, ""), GpuSample(2.0, 50.0, 1900.0, 3201.0, None, 99.0, "power limit")),
        "nvidia-smi, once a second",
    )
