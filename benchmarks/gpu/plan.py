"""Which ways to run the network on a GPU are tried, at which batch sizes, how often and how long. Knows nothing of torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benchmarks.result.records import TimedMode

Runtime = Literal[
    "torch, eager",
    "torch, CUDA graph",
    "torch.compile, reduce-overhead",
    "torch.compile, max-autotune",
    "onnxruntime, CUDA",
    "onnxruntime, TensorRT",
]
GpuPrecision = Literal["fp32", "tf32", "fp16", "bf16", "int8"]

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
FEW_BATCHES = (1, 8, 64, 512)  # of a quick run
COMPILED: tuple[Runtime, ...] = ("torch.compile, reduce-overhead", "torch.compile, max-autotune")
START_S = 20.0  # s that a process start takes beside what is measured, for the estimate; compiling takes minutes more
COMPILING_S = 60.0


@dataclass(frozen=True)
class Variant:
    """One way to run the network."""

    runtime: Runtime
    precision: GpuPrecision

    @property
    def name(self) -> str:
        """As `GpuVariant.name`."""
        return f"{self.runtime} {self.precision}"


_FLOAT: tuple[GpuPrecision, ...] = ("fp32", "tf32", "fp16", "bf16")
_TORCH: tuple[Runtime, ...] = (
    "torch, eager",
    "torch, CUDA graph",
    "torch.compile, reduce-overhead",
    "torch.compile, max-autotune",
)
# Slow to prepare come last, so that a machine that is lent for minutes has measured the others by then.
VARIANTS = (
    *(Variant(runtime, precision) for runtime in _TORCH[:2] for precision in _FLOAT),
    *(Variant("onnxruntime, CUDA", precision) for precision in (*_FLOAT, "int8")),
    *(Variant("onnxruntime, TensorRT", precision) for precision in (*_FLOAT, "int8")),
    *(Variant(runtime, precision) for runtime in _TORCH[2:] for precision in _FLOAT),
)
# Named in the result, so that nobody looks for it in vain.
NOT_TRIED = (Variant("torch, eager", "int8"), "PyTorch's packages hold no INT8 convolution for CUDA")


@dataclass(frozen=True)
class GpuPlan:
    """How the part of a run that is on the GPU goes."""

    variants: tuple[Variant, ...]
    batches: tuple[int, ...]
    starts: int  # processes of each variant
    seconds: float  # s of each batch size
    limit_s: float  # s after which a process begins no further batch size
    warm_ups: int  # passes at each batch size that are not counted
    tries: int  # of a process start that turns out void

    @property
    def total_s(self) -> float:
        """About how long it takes, s, if no start is void."""
        compiled = sum(variant.runtime in COMPILED for variant in self.variants)
        each = START_S + len(self.batches) * self.seconds
        return self.starts * len(self.variants) * each + compiled * min(self.limit_s, COMPILING_S * len(self.batches))


def make_gpu_plan(mode: TimedMode) -> GpuPlan:
    """quick: one process start with four batch sizes. standard: three starts. full: five, ten seconds each."""
    match mode:
        case "quick":
            return GpuPlan(VARIANTS, FEW_BATCHES, 1, 1.0, 90.0, 20, 1)
        case "standard":
            return GpuPlan(VARIANTS, BATCHES, 3, 3.0, 900.0, 100, 3)
        case "full":
            return GpuPlan(VARIANTS, BATCHES, 5, 10.0, 1800.0, 100, 3)
