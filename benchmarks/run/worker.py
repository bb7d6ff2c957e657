"""One process start: `python -m benchmarks.run.worker` takes a Task as JSON on standard input, and answers with two lines.

The first is `Ready`, so that the parent looks at the machine from there on, the second `Done`. A functional task has one line,
`Worked`. Each may be `Failed` instead.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import BinaryIO

import msgspec

from benchmarks.run.task import Done, Failed, Ready, StageTimes, Task, Worked
from edge_app.config import Runtime
from edge_app.errors import EdgeError
from edge_app.system.little_memory import keep_blas_small
from edge_app.system.malloc import keep_arrays
from edge_app.system.parent import end_with_parent


def main(answers: Callable[[Task], Iterator[Ready | Done | Worked]]) -> int:
    """answers: all lines of a task. Returns the exit code."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    end_with_parent(task.parent)
    keep_blas_small()
    keep_arrays()  # as the kiosk
    with own_output() as output:
        try:
            for line in answers(task):
                output.write(msgspec.json.encode(line) + b"\n")
        except EdgeError as exc:
            output.write(msgspec.json.encode(Failed(str(exc))) + b"\n")
            return 1
    return 0


def own_output() -> BinaryIO:
    """What was standard output until now. What the runtimes print goes to standard error from here on, and is no answer."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return output


def answers(task: Task) -> Iterator[Ready | Done | Worked]:
    """All lines. Raises EdgeError where it cannot be measured."""
    from edge_app.bundle.loader import load_bundle
    from edge_app.bundle.trusted_keys import trusted_keys
    from edge_app.engine.factory import EngineChoice, load_engine, target
    from edge_app.engine.golden import compare_to_golden
    from edge_app.engine.runtimes import RUNTIMES
    from edge_app.errors import EngineError

    setting = task.setting
    runtime: Runtime = msgspec.convert(setting.runtime, Runtime)
    bundle = load_bundle(Path(task.bundle), trusted_keys(Path(task.keys) if task.keys else None))
    choice = EngineChoice(runtime, setting.precision, setting.threads, spinning=bool(setting.spinning))
    engine = load_engine(bundle, choice)
    begun = time.perf_counter_ns()
    engine.run(bundle.golden.images[0])
    first_ms, cold_ms = (time.perf_counter_ns() - begun) / 1e6, (time.monotonic_ns() - task.spawned_ns) / 1e6
    wanted = target(bundle, runtime, setting.precision)
    if not (found := compare_to_golden(bundle, engine, wanted)).passed:
        raise EngineError(f"{setting.name} answers the golden images otherwise than it should ({found}); see edge-app doctor")

    from benchmarks.stages.frames import load
    from benchmarks.stages.golden import golden_accuracy
    from edge_app.imaging.threads import use_one_opencv_thread

    use_one_opencv_thread()  # as the appliance
    package, graph_sha256 = _version(RUNTIMES[runtime].module), hashlib.sha256(wanted.graph).hexdigest()
    timed: dict[str, Iterator[Callable[[], object]]]
    match task.kind:
        case "engine":
            timed = {"inference": (partial(engine.run, image) for image in itertools.cycle(list(bundle.golden.images)))}
        case "pipeline":
            from benchmarks.stages.pipeline import Pipeline

            frames = load(Path(task.frames))
            pipeline = Pipeline(frames, bundle, engine, task.with_guard, task.research)
            timed = {"pipeline": (partial(pipeline.run, frame) for frame in frames.stream())}
        case "functional":
            from benchmarks.stages.once import run_once

            done = run_once(Path(task.frames), load(Path(task.frames)), bundle, engine, task.research)
            yield Worked(package, graph_sha256, done, golden_accuracy(bundle, engine))
            return
        case _:
            from benchmarks.stages.single import single_stages

            stages = single_stages(Path(task.frames), load(Path(task.frames)), bundle, engine, task.research)
            timed = {stage.name: stage.calls for stage in stages}
    for calls in timed.values():
        for _ in range(task.warm_ups):
            next(calls)()
    gc.collect()
    gc.freeze()
    yield Ready(cold_ms, first_ms)
    yield Done(
        version=package,
        graph_sha256=graph_sha256,
        times=tuple(StageTimes(name, measure(calls, task.seconds)) for name, calls in timed.items()),
        peak_rss_mb=peak_rss_mb(),
        accuracy=golden_accuracy(bundle, engine) if task.kind == "engine" else None,
    )


def measure(calls: Iterator[Callable[[], object]], seconds: float) -> tuple[float, ...]:
    """Milliseconds of one call after the other, for so long; at least one."""
    took: list[float] = []
    end = time.perf_counter_ns() + round(seconds * 1e9)
    while not took or time.perf_counter_ns() < end:
        call = next(calls)
        start = time.perf_counter_ns()
        call()
        took.append(round((time.perf_counter_ns() - start) / 1e6, 4))  # 0.1 us is as much as the clock's own cost
    return tuple(took)


def peak_rss_mb(status: Path = Path("/proc/self/status")) -> float | None:
    """MiB, the most memory of this process that was resident; None where /proc does not say.

    getrusage's figure would not do: it begins with the memory of the process that started this one.
    """
    try:
        found = re.search(r"^VmHWM:\s*(\d+) kB", status.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) / 1024 if found else None


def _version(module: str) -> str:
    packages = packages_distributions().get(module)
    return version(packages[0]) if packages else "unknown"


if __name__ == "__main__":
    sys.exit(main(answers))
