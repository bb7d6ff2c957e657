"""What the measuring process asks of a process on the GPU, and what that answers: JSON, a line each.

For each batch size `Prepared` and, unless that says why not, `PointTimes`. Any line may be `Failed` instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.gpu.plan import GpuPrecision, Runtime
from benchmarks.result.gpu import GpuAccuracy


@dataclass(frozen=True)
class GpuTask:
    """One process start of one variant."""

    runtime: Runtime
    precision: GpuPrecision
    device: str  # as torch calls it: "cuda", or "cpu" where the code is tried without one
    batches: tuple[int, ...]
    seconds: float  # s of each batch size
    limit_s: float  # s after which no further batch size is begun
    warm_ups: int
    bundle: str  # its folder
    keys: str  # folder of public keys to trust as well; "": none
    parent: int  # id of the process that asks, with which this one ends


@dataclass(frozen=True)
class Prepared:
    """One batch size is compiled, captured or loaded, warm, and answers as it should: what follows is measured."""

    batch: int
    version: str  # of the package that provides the runtime
    seconds: float  # s that preparing took, warm-ups not counted
    accuracy: GpuAccuracy | None  # None: it cannot be measured
    why_not: str = ""  # it can be measured; or why not


@dataclass(frozen=True)
class PassTimes:
    """The times in ms of one pass; those of the GPU None where there is no GPU."""

    end_to_end: float
    enqueue: float | None
    to_device: float | None
    device: float | None
    from_device: float | None


@dataclass(frozen=True)
class PointTimes:
    """All passes of one batch size, in their order: each field (n,) ms, empty where there is no GPU."""

    batch: int
    end_to_end: tuple[float, ...]
    enqueue: tuple[float, ...]
    to_device: tuple[float, ...]
    device: tuple[float, ...]
    from_device: tuple[float, ...]
