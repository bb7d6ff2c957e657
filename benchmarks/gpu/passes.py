"""One pass over the network and its copies, and how long each part of it takes on the GPU and for the host."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from benchmarks.gpu.task import PassTimes
from benchmarks.gpu.torch_runner import Forward
from edge_app.records import GreyImage

MARKS = 4  # of a pass: before the copy of the images, before the network, before the copy of the answers, after it


class Stopwatch(Protocol):
    """What tells the time on the device."""

    def mark(self, number: int) -> None:
        """Note the moment at which the device gets here. number: of the mark, from 0."""

    def wait(self) -> None:
        """Until the device has done all that was enqueued."""

    def between(self) -> tuple[float, float, float] | None:
        """ms from each mark to the next, after `wait`; None: this device has no clock of its own."""


class CudaEvents:
    """CUDA's events in the current stream, half a microsecond fine (cudaEventElapsedTime)."""

    def __init__(self) -> None:
        self._events = [torch.cuda.Event(enable_timing=True) for _ in range(MARKS)]  # type: ignore[no-untyped-call]

    def mark(self, number: int) -> None:
        self._events[number].record()

    def wait(self) -> None:
        self._events[-1].synchronize()

    def between(self) -> tuple[float, float, float] | None:
        begun, copied, computed, returned = self._events
        return begun.elapsed_time(copied), copied.elapsed_time(computed), computed.elapsed_time(returned)


class NoEvents:
    """Of the processor, which has finished when a call returns."""

    def mark(self, number: int) -> None:
        """Nothing to note."""

    def wait(self) -> None:
        """Nothing to wait for."""

    def between(self) -> tuple[float, float, float] | None:
        return None


def stopwatch(device: str) -> Stopwatch:
    """That of a device, as torch calls it."""
    return CudaEvents() if device == "cuda" else NoEvents()


class Passes:
    """The passes of one batch size: `run(n)` asks about images n, n + 1, ... of those it was given, over and over."""

    def __init__(self, images: GreyImage, batch: int, device: str, clock: Stopwatch) -> None:
        """images: (M, S, S) uint8. Raises RuntimeError where the memory is too small."""
        pinned = device == "cuda"
        rounds = [
            torch.from_numpy(images[[(n + i) % len(images) for i in range(batch)]])[:, None] for n in starts(len(images), batch)
        ]
        self._host = [one.pin_memory() if pinned else one.contiguous() for one in rounds]
        self._pinned, self._clock = pinned, clock
        self.device_images = torch.zeros_like(self._host[0], device=device)
        self._answers: list[Tensor] | None = None

    def run(self, number: int, forward: Forward) -> PassTimes:
        """One pass, to its end. number: of the pass; forward: reads `device_images`."""
        clock = self._clock
        begun = time.perf_counter_ns()
        clock.mark(0)
        self.device_images.copy_(self._host[number % len(self._host)], non_blocking=True)
        clock.mark(1)
        called = time.perf_counter_ns()
        there = forward()
        enqueued = time.perf_counter_ns()
        clock.mark(2)
        for here, answer in zip(self._room(there), there, strict=True):
            here.copy_(answer, non_blocking=True)
        clock.mark(3)
        clock.wait()
        ended = time.perf_counter_ns()
        parts = clock.between()
        if parts is None:
            return PassTimes((ended - begun) / 1e6, None, None, None, None)
        return PassTimes((ended - begun) / 1e6, (enqueued - called) / 1e6, *parts)

    def answers(self, number: int, forward: Forward) -> list[Tensor]:
        """Logits (N, 2) and features (N, K, h, w) float32 of one pass, on the host."""
        self.run(number, forward)
        assert self._answers is not None
        return [answer.float().clone() for answer in self._answers]

    def asked(self, number: int) -> Tensor:
        """The images (N, 1, S, S) of a pass."""
        return self._host[number % len(self._host)]

    def _room(self, there: Sequence[Tensor]) -> list[Tensor]:
        """Memory for the answers, taken in the first pass."""
        if self._answers is None:
            # With the same strides as on the device: else every copy would be rearranged there first.
            self._answers = [torch.empty_like(answer, device="cpu", pin_memory=self._pinned) for answer in there]
        return self._answers


def starts(images: int, batch: int) -> range:
    """The first image of each pass of a round: every image in its turn; a batch that holds them all has one round."""
    return range(0, images, batch) if batch < images else range(1)
