"""What a run has found on an NVIDIA GPU, as it is in result.json. What was not measured is None, and `why_not` says why."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.result.timing import Timing


@dataclass(frozen=True)
class GpuDevice:
    """The card and what drives it."""

    name: str
    capability: str  # compute capability, such as "9.0"
    memory_mb: int  # MiB
    driver: str  # version; "": nvidia-smi does not say
    cuda: str  # version that torch was built for
    cudnn: str  # version; "": none
    torch: str  # version


@dataclass(frozen=True)
class GpuAccuracy:
    """The answers of the very variant that was timed to the golden images, beside their reference."""

    same_labels: int
    images: int
    logits_worst: float  # largest difference
    logits_limit: float
    heat_worst: float  # largest difference of the heatmap, where 1 is the heat scale
    heat_limit: float


@dataclass(frozen=True)
class GpuPoint:
    """One batch size. Images lie in pinned memory of the host, and so do the answers: logits and the last feature map.

    The parts need not add up to the whole: the GPU works while the host still enqueues.
    """

    batch: int  # images in one pass
    end_to_end: Timing | None  # wall clock: from the images on the host to their answers on the host
    enqueue: Timing | None  # wall clock: until the call of the network returns to the host
    to_device: Timing | None  # CUDA events around the copy of the images
    device: Timing | None  # CUDA events around the network, pauses while the GPU waits for the host included
    from_device: Timing | None  # CUDA events around the copy of the answers
    prepare_s: float | None  # s that compiling, capturing or loading it for this batch size took, the mean of the starts
    void: str  # why it must not be used; ""
    why_not: str = ""  # measured; or why not


@dataclass(frozen=True)
class GpuVariant:
    """One way to run the network on the GPU."""

    runtime: str  # such as "torch, CUDA graph"
    precision: str  # "fp32", "tf32", "fp16", "bf16" or "int8"
    version: str  # of the package that provides it
    accuracy: GpuAccuracy | None
    points: tuple[GpuPoint, ...]  # by rising batch size
    why_not: str = ""  # measured; or why not

    @property
    def name(self) -> str:
        """Such as "torch, CUDA graph fp16"."""
        return f"{self.runtime} {self.precision}"


@dataclass(frozen=True)
class GpuSample:
    """What the GPU did in one second."""

    t_s: float  # s since the run began
    temperature_c: float | None  # degrees C
    clock_mhz: float | None  # of the multiprocessors
    memory_clock_mhz: float | None
    power_w: float | None
    busy_percent: float | None  # share of the time in which something ran
    throttled: str  # what slowed it down, in words; "" for nothing


@dataclass(frozen=True)
class GpuResult:
    """All that was measured on the GPU."""

    device: GpuDevice | None
    variants: tuple[GpuVariant, ...]
    samples: tuple[GpuSample, ...]
    sensor: str  # where the samples come from, or "none: " and why there is none
    why_not: str = ""  # measured; or why nothing was
