"""The functional run: every runtime, precision and stage does its work once. Nothing is timed, so an emulated board will do."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from benchmarks.result.files import RESULT, write_result
from benchmarks.result.records import SCHEMA, Check, Configuration, Machine, Peaks, Result, Sensors, Software
from benchmarks.run.child import ChildError, check_task
from benchmarks.run.measure import Subject
from benchmarks.run.plan import engine_settings
from benchmarks.run.task import EngineSetting, Task, Worked
from benchmarks.stages.frames import save
from edge_app.bundle.loader import ModelBundle
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import make_folder

NOTHING = "none: a functional run measures nothing"
NOTE = "a functional run: each runtime and stage had to work once, and nothing was timed"

CheckTask = Callable[[Task], Worked]


@dataclass(frozen=True)
class Circumstances:
    """What is in the result beside the checks."""

    command: str  # as it was typed
    machine: Machine
    software: Software
    notes: tuple[str, ...]


def settings_to_check(bundle: ModelBundle, processors: int) -> tuple[EngineSetting, ...]:
    """Every runtime and precision with one thread and with all of them; idle threads do not spin."""
    return tuple(setting for setting in engine_settings(bundle, sorted({1, processors})) if not setting.spinning)


def run(
    settings: Sequence[EngineSetting],
    subject: Subject,
    out: Path,
    about: Circumstances,
    checked: Callable[[EngineSetting], None],
    checked_by: CheckTask = check_task,
) -> Result:
    """Have each setting do everything once, in a process of its own, and write `result.json` into `out`.

    checked: told of each setting that is finished; checked_by: does what a task asks, in a process of its own if it is
    `benchmarks.run.child.check_task`. A setting that fails is in the result, with its reason; an interrupted run leaves nothing.
    Raises ConfigError where a result lies in `out` already, ExportError where it cannot be written.
    """
    make_folder(out)
    if (out / RESULT).exists():
        raise ConfigError(f"{out} holds a finished result; choose another folder with --out")
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        save(subject.frames, Path(folder))
        checks = []
        for setting in settings:
            checks.append(_check(setting, _task(setting, subject, Path(folder)), checked_by))
            checked(setting)
    result = Result(
        schema=SCHEMA,
        made=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        command=about.command,
        mode="functional",
        screening=False,
        complete=True,
        machine=about.machine,
        software=about.software,
        sensors=Sensors(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
        peaks=Peaks(None, None, None, "not measured: a functional run"),
        engines=(),
        pipelines=(),
        samples=(),
        sampler_cost_percent=None,
        network_mmac=None,
        notes=(NOTE, *about.notes),
        checks=tuple(checks),
    )
    write_result(out / RESULT, result)
    return result


def _check(setting: EngineSetting, task: Task, checked_by: CheckTask) -> Check:
    try:
        worked, error = checked_by(task), ""
    except ChildError as exc:
        worked, error = Worked("", "", (), None), str(exc)
    configuration = Configuration(
        setting.runtime, worked.version, setting.precision, setting.threads, setting.spinning, worked.graph_sha256
    )
    return Check(configuration, worked.done, worked.accuracy, error)


def _task(setting: EngineSetting, subject: Subject, folder: Path) -> Task:
    return Task(
        kind="functional",
        setting=setting,
        with_guard=False,
        bundle=str(subject.bundle),
        keys=str(subject.keys) if subject.keys else "",
        frames=str(folder),
        research=subject.research,
        warm_ups=0,
        seconds=0.0,
        spawned_ns=time.monotonic_ns(),
        parent=os.getpid(),
    )
