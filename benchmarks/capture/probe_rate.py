"""How many images a second the simulated probe can form on one core, plain and with the realistic effects, by turns in one run.

python -m benchmarks.capture.probe_rate [--images 150]
"""

from __future__ import annotations

import time
from contextlib import ExitStack

import click
import cv2
import numpy as np

from edge_app.capture.simulated import HEIGHT, WIDTH, SimulatedProbe
from edge_app.phantom.realistic import Appearance
from edge_app.records import Muscle


@click.command()
@click.option("--images", default=150, show_default=True, help="Of each muscle.")
def main(images: int) -> None:
    """Form images as fast as one thread can; processor time counts, not the wall clock of a shared machine."""
    cv2.setNumThreads(1)
    for muscle in Muscle:
        with ExitStack() as stack:
            probes = {look: stack.enter_context(SimulatedProbe(muscle=muscle, appearance=look)) for look in Appearance}
            times: dict[Appearance, list[float]] = {look: [] for look in Appearance}
            for i in range(images):
                for look, probe in probes.items():
                    start = time.thread_time()
                    probe.image(i / 30)
                    times[look].append(time.thread_time() - start)
        for look, taken in times.items():
            p50, p99 = np.percentile(taken, [50, 99]) * 1e3
            ratio = np.median(np.array(taken) / np.array(times[Appearance.PLAIN]))
            rate = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, {1e3 / p50:.0f} images/s, {ratio:.2f} times plain"
            click.echo(f"{muscle.value:24} {look.value:10} {WIDTH} x {HEIGHT}, 1 thread: {rate}")


if __name__ == "__main__":
    main()
