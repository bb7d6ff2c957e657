"""The kiosk's worker without its screen: capture, guard, network, heat and its colours, frame after frame as fast as they go."""

from __future__ import annotations

import math
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.machine.processor_time import ProcessorTime
from benchmarks.machine.sysfs import text
from benchmarks.soak.faulty_probe import AHEAD, FaultyProbe
from benchmarks.soak.journal import SoakJournal, Times
from benchmarks.soak.records import PART, Part
from benchmarks.stages.frames import STREAM_HZ
from edge_app.bundle.loader import ModelBundle
from edge_app.capture.calibrated import calibrated
from edge_app.capture.simulated import MM_PER_PIXEL
from edge_app.engine.protocol import Engine
from edge_app.errors import EngineError
from edge_app.guard.live_guard import LiveGuard
from edge_app.imaging.heatmap import OPACITY, heat_layer
from edge_app.pipeline import analyse
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import SIMULATED_SOURCE, Finding, Frame, GreyImage, Guard, Roi
from edge_app.scanner_screen import central_region, image_field
from edge_app.worker import TimeLimits, Worker, frame_of

SCREEN = (640, 480)  # px, of the region on a screen of 1280 x 800
ALL = TimeLimits(picture_ms=math.inf, slow_ms=math.inf)  # every frame is analysed, however busy the machine is
SILENT_S = 60.0  # s without a frame after which nothing will come any more


class TimedAnalysis:
    """What the kiosk does to a frame of its live view, and how long it took.

    The guard is told that frames come 30 a second: it looks at the texture by their times, so that a busy machine, which gets
    fewer of them in a second, would otherwise look at more of them, and a frame would take longer for that.
    """

    def __init__(self, bundle: ModelBundle, engine: Engine) -> None:
        self._bundle, self._engine = bundle, engine
        self._known = ProfileLookup(None)
        self._guard = LiveGuard(bundle.manifest.guard, bundle.texture)
        self.ms = np.zeros((2 * AHEAD, 2), np.float32)  # of the frames under way: wall clock, processor time of the thread

    def __call__(self, frame: Frame, roi: Roi) -> Finding:
        wall, processor = time.perf_counter_ns(), time.thread_time_ns()
        known = self._known.with_profile_defaults(frame)
        guard = self._guard.assess(replace(known, captured_ns=round(frame.sequence * 1e9 / STREAM_HZ)), roi)
        permission = self._known.permission(known, self._bundle, False)
        finding = analyse(known, roi, self._bundle, self._engine, permission, guard)
        spent = time.perf_counter_ns() - wall, time.thread_time_ns() - processor
        self.ms[frame.sequence % len(self.ms)] = np.array(spent) / 1e6
        return finding


def soak(
    bundle: ModelBundle,
    engine: Engine,
    cine: Sequence[GreyImage],
    frames: int,
    journal: SoakJournal,
    progress: Callable[[int], None],
) -> None:
    """Go on until so many frames were shown in all. progress: called with the frames of each part that is finished.

    Raises EngineError when the stream ends, which no fault may cause, and OSError where a part cannot be kept.
    """
    probe = FaultyProbe(cine, SIMULATED_SOURCE, MM_PER_PIXEL, journal.next_frame)
    timed = TimedAnalysis(bundle, engine)
    use = ProcessorTime(lambda: (os.getpid(),))
    with Worker(calibrated(probe), timed, lambda frame: central_region(image_field(frame.pixels)), ALL) as worker:
        seen_ns = time.monotonic_ns()
        try:
            while journal.shown < frames:
                began, injected = time.monotonic(), Counter(probe.injected)
                times = show_part(worker, probe, timed)
                states = Counter(one.state.value for one in worker.transitions if one.at_ns > seen_ns)
                seen_ns = time.monotonic_ns()
                resident, anonymous = memory()
                part = Part(
                    start=journal.start,
                    shown=journal.shown + PART,
                    next_frame=probe.next_frame,
                    seconds=time.monotonic() - began,
                    resident=resident,
                    anonymous=anonymous,
                    refused=int(np.isnan(times[:, 0]).sum()),
                    foreign_cores=use.read().foreign_cores,
                    faults={fault.value: count for fault, count in (probe.injected - injected).items()},
                    states=dict(states),
                )
                journal.add(part, times)
                progress(PART)
        finally:
            probe.let_go()


def show_part(worker: Worker, probe: FaultyProbe, timed: TimedAnalysis) -> Times:
    """PART frames as the screen takes them; (PART, 2) ms, NaN for those that the guard refused. Raises EngineError."""
    times = np.full((PART, 2), np.nan, np.float32)
    for row in times:
        shown = worker.frames.take(SILENT_S)
        if shown is None:
            raise EngineError(f"the stream has ended: no frame for {SILENT_S:g} s; {worker.status().probe_fault}")
        if isinstance(shown, Finding) and shown.guard is Guard.FIT:
            heat_layer(shown.heat, SCREEN, OPACITY)
            row[:] = timed.ms[shown.frame.sequence % len(timed.ms)]
        probe.go_on(frame_of(shown).sequence)
    return times


def memory(root: Path = Path("/")) -> tuple[float, float]:
    """MiB of this process: resident, and of that what is of no file, which no shortage of memory makes smaller."""
    fields = dict(line.split(":", 1) for line in text(root / "proc/self/status").splitlines() if ":" in line)
    resident, anonymous = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return resident, anonymous
