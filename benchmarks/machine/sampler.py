"""Looks at the machine once a second while it is measured, and measures what that costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from types import TracebackType

from benchmarks.machine.clock import find_clock, governor
from benchmarks.machine.power import PowerSensor, find_power
from benchmarks.machine.processor_time import ProcessorTime
from benchmarks.machine.throttle import ThermalSensors
from benchmarks.result.records import Sample, Sensors

EVERY_S = 1.0  # s between two samples


class Sampler:
    """`with Sampler(own) as sampler: ...; sampler.samples`. One sample a second, and one whenever `take` is called."""

    def __init__(
        self,
        own: Callable[[], Collection[int]],
        root: Path = Path("/"),
        every_s: float = EVERY_S,
        began_s: float = 0.0,
        power: PowerSensor | None = None,
    ) -> None:
        """own: the benchmark's processes now; root: of the file system that is read; began_s: the time of the first sample."""
        self._thermal, self._clock, self._root = ThermalSensors(root), find_clock(root), root
        self._power, self._use = power or find_power(root), ProcessorTime(own, root)
        self._every_s, self._began = every_s, time.monotonic() - began_s
        self._samples: list[Sample] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._spent_s, self._started = 0.0, time.monotonic()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def sensors(self) -> Sensors:
        """Where the samples come from."""
        return Sensors(
            temperature=self._thermal.temperature_source,
            clock=self._clock.source,
            throttle=self._thermal.throttle_source,
            energy=self._power.source,
            foreign=self._use.source,
        )

    @property
    def samples(self) -> tuple[Sample, ...]:
        """Those taken so far."""
        with self._lock:
            return tuple(self._samples)

    @property
    def cost_percent(self) -> float:
        """Of one core, since this object was made: its thread's processor time, and that of a program it asks."""
        return 100 * (self._spent_s + self._power.cost_s) / max(time.monotonic() - self._started, 1e-9)

    def take(self) -> float:
        """Take a sample now, so that what came before is told from what comes; its time, s."""
        with self._lock:
            begun = time.thread_time()
            thermal, use = self._thermal.read(), self._use.read()
            sample = Sample(
                t_s=time.monotonic() - self._began,
                temperature_c=thermal.temperature_c,
                clock_mhz=self._clock.read(),
                governor=governor(self._root),
                throttled=thermal.throttled,
                power_mw=self._power.read(),
                load=use.load,
                foreign_cores=use.foreign_cores,
            )
            self._samples.append(sample)
            self._spent_s += time.thread_time() - begun
            return sample.t_s

    def between(self, begin_s: float, end_s: float) -> tuple[Sample, ...]:
        """The samples of what happened after `begin_s`, up to `end_s`; both are times that `take` has returned."""
        return tuple(sample for sample in self.samples if begin_s < sample.t_s <= end_s)

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            self.take()
