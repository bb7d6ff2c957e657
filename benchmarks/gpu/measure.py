"""The part of a run that is on the GPU: a process for each start of each variant, in turns, the card watched meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from benchmarks.gpu.assemble import assemble_gpu, gpu_series
from benchmarks.gpu.device import ORDER, FoundDevice
from benchmarks.gpu.journal import FILE, GpuJournal, PointOutcome, StartOutcome
from benchmarks.gpu.plan import GpuPlan, Variant
from benchmarks.gpu.task import GpuTask, PointTimes, Prepared
from benchmarks.machine.disturbance import why_void
from benchmarks.machine.nvidia import GpuSampler
from benchmarks.machine.sampler import Sampler
from benchmarks.result.files import Series
from benchmarks.result.gpu import GpuResult, GpuSample
from benchmarks.run.child import LATE_S, START_S, Child, ChildError
from benchmarks.run.task import Failed

T = TypeVar("T", Prepared, PointTimes)

MODULE = "benchmarks.gpu.worker"


@dataclass(frozen=True)
class GpuSubject:
    """What is measured."""

    bundle: Path
    keys: Path | None


Tick = Callable[[], None]
Ask = Callable[[GpuTask, set[int], Tick], Iterator[Prepared | PointTimes]]  # the lines of one process start; raises ChildError


class GpuPart:
    """`part.measure(...)`; what is finished of it is in `result` and `series` at any time, also after Ctrl-C."""

    def __init__(self, plan: GpuPlan, subject: GpuSubject, found: FoundDevice, ask: Ask | None = None) -> None:
        """ask: runs one start, in a process of its own if it is `ask_worker`."""
        self._plan, self._subject, self._found = plan, subject, found
        self._ask = ask or ask_worker
        self._outcomes: list[StartOutcome] = []
        self._sensor = ""

    @property
    def seconds(self) -> float:
        """About how long it takes, s."""
        return self._plan.total_s if self._found.device else 0.0

    @property
    def result(self) -> GpuResult:
        """Of what is finished."""
        if self._found.device is None:
            return GpuResult(None, (), (), "none: no GPU", self._found.why_not)
        return assemble_gpu(self._found.device, self._outcomes, self._sensor)

    @property
    def series(self) -> list[Series]:
        """Every single time of what is finished."""
        return gpu_series(self._outcomes)

    def measure(self, folder: Path, sampler: Sampler, own: set[int], turn: Callable[[str], None], tick: Tick) -> None:
        """All starts that no earlier, interrupted run has finished. folder: of its journal; turn: told each variant's name.

        Raises ConfigError where another GPU's journal lies there.
        """
        device = self._found.device
        if device is None:
            return
        with GpuJournal(folder, self._plan, device) as journal:
            self._outcomes = journal.outcomes
            began_s = max((sample.t_s for one in journal.outcomes for sample in one.samples), default=0.0)
            with GpuSampler(began_s=began_s) as card:
                self._sensor = card.source
                own |= card.processes
                session = _Session(self._plan, self._subject, self._ask, sampler, card, own, tick)
                for start in range(self._plan.starts):
                    variants = self._plan.variants if start % 2 == 0 else tuple(reversed(self._plan.variants))
                    for variant in variants:
                        if not journal.done(variant, start):
                            turn(variant.name)
                            journal.add(session.start(variant, start))
                own -= card.processes

    def forget(self, folder: Path) -> None:
        """The run is finished, and its result written."""
        (folder / FILE).unlink(missing_ok=True)


class _Session:
    """The starts of one run."""

    def __init__(
        self, plan: GpuPlan, subject: GpuSubject, ask: Ask, sampler: Sampler, card: GpuSampler, own: set[int], tick: Tick
    ) -> None:
        self._plan, self._subject, self._ask = plan, subject, ask
        self._sampler, self._card, self._own, self._tick = sampler, card, own, tick
        self._kept = 0  # of the card's samples

    def start(self, variant: Variant, start: int) -> StartOutcome:
        """One, again while any point of it is void, as often as the plan allows."""
        for _ in range(self._plan.tries):
            outcome = self._once(variant, start)
            if not any(point.void for point in outcome.points):
                break
        return outcome

    def _once(self, variant: Variant, start: int) -> StartOutcome:
        points: list[PointOutcome] = []
        version = error = ""
        try:
            lines = self._ask(self._task(variant), self._own, self._tick)
            for prepared in lines:
                assert isinstance(prepared, Prepared)
                version = prepared.version
                times: PointTimes | None = None
                void = ""
                if not prepared.why_not:
                    begun, card_begun = self._sampler.take(), self._card.now_s
                    line = next(lines)
                    assert isinstance(line, PointTimes)
                    times = line
                    void = why_void(self._sampler.between(begun, self._sampler.take()))
                    void = void or why_gpu_void(self._card.between(card_begun, self._card.now_s))
                points.append(PointOutcome(prepared.batch, prepared.seconds, prepared.accuracy, times, void, prepared.why_not))
        except ChildError as exc:
            error = str(exc)
        samples = self._card.samples
        new, self._kept = samples[self._kept :], len(samples)
        return StartOutcome(variant, start, version, error, tuple(points), new)

    def _task(self, variant: Variant) -> GpuTask:
        plan, subject = self._plan, self._subject
        return GpuTask(
            runtime=variant.runtime,
            precision=variant.precision,
            device="cuda",
            batches=plan.batches,
            seconds=plan.seconds,
            limit_s=plan.limit_s,
            warm_ups=plan.warm_ups,
            bundle=str(subject.bundle),
            keys=str(subject.keys) if subject.keys else "",
            parent=os.getpid(),
        )


def why_gpu_void(samples: tuple[GpuSample, ...]) -> str:
    """In one sentence why what the card did makes a measurement void; "" where nothing is known against it."""
    words = sorted({word for sample in samples for word in sample.throttled.split(", ") if word})
    return f"the GPU was slowed down ({', '.join(words)})" if words else ""


def environment(task: GpuTask) -> dict[str, str]:
    """NVIDIA's libraries round FP32 to TF32 wherever their own default says so, TensorRT among them, unless this forbids it."""
    return ORDER | ({} if task.precision == "tf32" else {"NVIDIA_TF32_OVERRIDE": "0"})


def ask_worker(task: GpuTask, own: set[int], tick: Tick) -> Iterator[Prepared | PointTimes]:
    """The lines of one process. Raises ChildError."""
    with Child(MODULE, own, environment(task)) as child:
        child.tell(task)
        for _ in task.batches:
            prepared = _answer(child.line(START_S, tick), Prepared)
            yield prepared
            if not prepared.why_not:
                yield _answer(child.line(task.seconds + LATE_S, tick), PointTimes)


def _answer(line: bytes, kind: type[T]) -> T:
    fields = msgspec.json.decode(line)
    if "error" in fields:
        raise ChildError(msgspec.convert(fields, Failed).error)
    return msgspec.convert(fields, kind)
