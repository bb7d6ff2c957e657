"""One measurement of the latency to the screen: display server, probe, kiosk and watcher, each a process of its own.

Times are CLOCK_MONOTONIC of both ends, which is one clock for all processes of a machine.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import psutil

from benchmarks.result.records import ScreenRun
from benchmarks.run.child import LATE_S, START_S, Child, ChildError, Timed
from benchmarks.run.task import Done, Ready, StageTimes, Task
from benchmarks.screen.displays import DisplayError, Running, display
from benchmarks.screen.flashes import Flash, Sighting, latencies, shown_hz
from benchmarks.screen.marker import centres
from benchmarks.screen.tasks import KioskReady, KioskTask, ProbeTask, Watched, WatchTask
from edge_app.capture.simulated import HEIGHT, WIDTH

LEARN_S = 60.0  # s in which the watcher has to have learnt; ten flashes take it 3
SETTLE_S = 3.0  # s that the kiosk runs before
GRID = 8  # places across and down the region at which its colour is looked at


def time_screen(task: Task, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None]) -> Timed:
    """Measure one start. on_ready: called when what follows is measured. Raises ChildError."""
    assert task.display is not None  # of a task of this kind
    try:
        with tempfile.TemporaryDirectory(prefix="screen-") as folder, display(task.display) as running:
            own.add(running.process)
            try:
                return _time(task, running, own, on_ready, tick, Path(folder))
            finally:
                own.discard(running.process)
    except DisplayError as exc:
        raise ChildError(str(exc)) from exc


def _time(
    task: Task, running: Running, own: set[int], on_ready: Callable[[], None], tick: Callable[[], None], folder: Path
) -> Timed:  # fmt: skip
    noted, seen, parent = folder / "flashes.jsonl", folder / "sightings.json", os.getpid()
    with Child("benchmarks.screen.probe", own) as probe:
        probe.tell(ProbeTask(str(noted), task.source_hz, random.randrange(1 << 30), parent))
        port, spawned_ns = int(probe.line(START_S, tick)), time.monotonic_ns()
        with (
            Child("benchmarks.screen.kiosk", own, running.environment) as kiosk,
            Child("benchmarks.screen.watch", own) as watcher,
        ):
            kiosk.tell(KioskTask(task.setting, task.bundle, task.keys, port, spawned_ns, parent))
            ready = msgspec.json.decode(kiosk.line(START_S, tick), type=KioskReady)
            _wait(SETTLE_S, tick)
            squares, region = places_on_screen(ready)
            watcher.tell(
                WatchTask(running.name, str(running.where), squares, region, LEARN_S, task.seconds, str(seen), parent)
            )  # fmt: skip
            watcher.line(LEARN_S + LATE_S, tick)
            on_ready()
            process = psutil.Process(kiosk.process)
            before, began = process.cpu_times(), time.monotonic()
            watched = msgspec.json.decode(watcher.line(task.seconds + LATE_S, tick), type=Watched)
            after, took = process.cpu_times(), time.monotonic() - began
            memory = process.memory_info().rss / 2**20
            flashes = [msgspec.json.decode(line, type=Flash) for line in noted.read_bytes().splitlines()]
    sightings = msgspec.json.decode(seen.read_bytes(), type=list[Sighting])
    counted = _while_watched(flashes, sightings)
    found = latencies(counted, sightings)
    if not found.flash_ms:
        raise ChildError("no flash reached the screen; look whether this machine is too slow for the kiosk")
    run = ScreenRun(
        display=running.name,
        size=watched.screen,
        source_hz=task.source_hz,
        shown_hz=shown_hz(sightings),
        flashes=len(counted),
        unseen=found.unseen,
        without_overlay=found.without_overlay,
        later=found.later,
        kiosk_cores=(after.user + after.system - before.user - before.system) / took,
        kiosk_rss_mb=memory,
        kiosk_start_ms=ready.start_ms,
        grab_ms=watched.grab_ms,
        apart_p50_ms=watched.apart_p50_ms,
        apart_p99_ms=watched.apart_p99_ms,
    )
    times = StageTimes("flash", found.flash_ms), StageTimes("overlay", found.overlay_ms)
    return Timed(Ready(ready.start_ms, 0.0), Done(ready.version, ready.graph_sha256, times, memory, None, run))


def places_on_screen(ready: KioskReady) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Where on the screen, px, the strip's squares are, and places all over the analysed region."""
    left, top, width, height = ready.image
    x, y, w, h = ready.region
    across, down = width / WIDTH, height / HEIGHT
    steps = [(place + 0.5) / GRID for place in range(GRID)]

    def on_screen(places: Iterable[tuple[float, float]]) -> tuple[tuple[int, int], ...]:
        return tuple((int(left + column * across), int(top + row * down)) for column, row in places)

    return on_screen(centres()), on_screen((x + i * w, y + j * h) for j in steps for i in steps)


def _while_watched(flashes: list[Flash], sightings: list[Sighting]) -> list[Flash]:
    """Those that the watcher cannot have missed the beginning or end of."""
    if not sightings:
        return []
    return [one for one in flashes if sightings[0].at_ns < one.handed_ns < sightings[-1].at_ns - 1_000_000_000]


def _wait(seconds: float, tick: Callable[[], None]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.25)
        tick()
