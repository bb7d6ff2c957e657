"""How many images a second the simulated probe can form on one core.

python -m benchmarks.capture.probe_rate [--images 150]
"""

from __future__ import annotations

import time

import click
import cv2
import numpy as np

from edge_app.capture.simulated import HEIGHT, WIDTH, SimulatedProbe
from edge_app.records import Muscle


@click.command()
@click.option("--images", default=150, show_default=True, help="Of each muscle.")
def main(images: int) -> None:
    """Form images as fast as one thread can; processor time counts, not the wall clock of a shared machine."""
    cv2.setNumThreads(1)
    for muscle in Muscle:
        with SimulatedProbe(muscle=muscle) as probe:
            times = []
            for i in range(images):
                start = time.thread_time()
                probe.image(i / 30)
                times.append(time.thread_time() - start)
        p50, p99 = np.percentile(times, [50, 99]) * 1e3
        rate = f"{1e3 / p50:.0f} images/s"
        click.echo(f"{muscle.value:24} {WIDTH} x {HEIGHT}, 1 thread: p50 {p50:.1f} ms, p99 {p99:.1f} ms, {rate}")


if __name__ == "__main__":
    main()
