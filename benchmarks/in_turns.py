"""Several ways to run the network in one process, a few passes each in turn, so that ratios hold however the machine drifts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from tqdm import tqdm

from edge_app.records import GreyImage

Run = Callable[[GreyImage], object]  # one forward pass

BURST = 10  # runs of one before the next has its turn; the first is not counted, its caches are cold


def measure(runs: Mapping[str, Run], images: GreyImage, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every counted run; images: (N, S, S) uint8."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for n in tqdm(range(-3, rounds), desc="rounds", unit="", disable=None, leave=False):
        for name, run in runs.items():
            for i in range(BURST):
                start = time.perf_counter()
                run(images[i % len(images)])
                if n >= 0 and i > 0:
                    took[name].append((time.perf_counter() - start) * 1e3)
    return took
