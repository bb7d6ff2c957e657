"""A benchmark's worker that makes its times up, for tests of what is done with them: a process start takes 2 s."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.result.records import Accuracy, Display, ScreenRun
from benchmarks.run.child import Timed
from benchmarks.run.task import Done, Ready, StageTimes, Task

STAGES = ("crop", "guard", "inference")
MS = {"fp32": 5.0, "int8": 2.0}


def made_up_screen_run(display: Display) -> ScreenRun:
    return ScreenRun(display, (1280, 800), 30.0, 29.5, 350, 2, 1, 3, 0.6, 240.0, 1800.0, 0.02, 0.6, 0.9)


class MadeUpWorker:
    """A `benchmarks.run.measure.TimeTask`. `interrupt_at`: the task, counted from 0, at which Ctrl-C is pressed."""

    def __init__(self, interrupt_at: int | None = None) -> None:
        self.tasks: list[Task] = []
        self._interrupt_at = interrupt_at

    def __call__(self, task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
        if len(self.tasks) == self._interrupt_at:
            raise KeyboardInterrupt
        self.tasks.append(task)
        on_ready()
        tick()
        ms = MS[task.setting.precision]
        names = {"stages": STAGES, "peer": ("inference", "pipeline"), "screen": ("flash", "overlay")}.get(task.kind, (task.kind,))
        times = tuple(StageTimes(name, (ms, 1.1 * ms)) for name in names)
        accuracy = Accuracy(1.0, 0.01, 0.999, 0.985, 8) if task.kind in ("engine", "peer") else None
        screen = made_up_screen_run(task.display) if task.display else None
        return Timed(Ready(900.0, 3 * ms), Done("1.0", "0" * 64, times, 120.0, accuracy, screen))
