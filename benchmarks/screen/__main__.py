"""Only the latency to the screen, with one setting: `python -m benchmarks.screen --display xvfb --flashes 1000`.

What `python -m benchmarks run` measures among the rest, for work on the kiosk. It prints what it found, the load of the machine
and whether that makes the figures void; nothing is kept.
"""

from __future__ import annotations

import os
import sys
import time

import click
import numpy as np
from tqdm import tqdm

from benchmarks.machine.disturbance import why_void
from benchmarks.machine.sampler import Sampler
from benchmarks.result.records import Display
from benchmarks.result.table import percentile
from benchmarks.run.child import TICK_S
from benchmarks.run.task import EngineSetting, Task
from benchmarks.screen.displays import PROGRAMS
from benchmarks.screen.probe import MEAN_PERIOD
from benchmarks.screen.session import time_screen
from benchmarks.statistics.timing import timing
from edge_app.bundle.loader import DEFAULT_BUNDLE
from edge_app.config import Runtime
from edge_app.errors import EdgeError


@click.command()
@click.option("--display", type=click.Choice(list(PROGRAMS)), default="xvfb", show_default=True, help="Display server.")
@click.option("--flashes", type=click.IntRange(min=1), default=1000, show_default=True, help="Of the probe, about.")
@click.option("--rate", type=click.FloatRange(1, 120), default=30.0, show_default=True, help="Frames a second of the probe.")
@click.option("--runtime", type=click.Choice(["litert", "onnxruntime", "openvino"]), default="litert", show_default=True)
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Of the runtime.")
def main(display: Display, flashes: int, rate: float, runtime: Runtime, threads: int) -> None:
    """Print the software part of glass-to-glass."""
    seconds = flashes * MEAN_PERIOD / rate
    setting = EngineSetting(runtime, "int8", threads, None)
    task = Task(
        "screen", setting, True, str(DEFAULT_BUNDLE), "", "", True, 0, seconds, time.monotonic_ns(), os.getpid(),
        display=display, source_hz=rate,
    )  # fmt: skip
    own, began = {os.getpid()}, list[float]()
    with Sampler(own.copy) as sampler, tqdm(desc=display, unit="s", disable=None, leave=False, file=sys.stderr) as bar:
        try:
            timed = time_screen(task, own, lambda: began.append(sampler.take()), lambda: _advance(bar))
        except EdgeError as exc:
            raise click.ClickException(str(exc)) from exc
        void = why_void(sampler.between(began[0], sampler.take()))
    for times in timed.done.times:
        if not times.ms:
            click.echo(f"{times.name}: never seen")
            continue
        found = timing([np.asarray(times.ms)])
        figures = ", ".join(f"p{100 * fraction:g} {percentile(found, fraction, 1)}" for fraction in (0.5, 0.9, 0.99))
        click.echo(f"{times.name}: {figures} ms, {found.min_ms:.1f} to {found.max_ms:.1f}, of {found.count}")
    click.echo(str(timed.done.screen))
    click.echo(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores{'; VOID: ' + void if void else ''}")


def _advance(bar: tqdm[None]) -> None:
    bar.update(TICK_S)


if __name__ == "__main__":
    main()
