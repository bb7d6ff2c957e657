"""How long graphs take beside each other, on this machine, in one run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from edge_app.engine.protocol import Engine
from edge_app.records import GreyImage

ROUNDS = 3  # over all images


@dataclass(frozen=True)
class Latency:
    """Time of one image, batch 1."""

    name: str
    median_ms: float
    p95_ms: float
    ratio: float  # of the median to the base's


def measure_latency(engines: Mapping[str, Engine], images: GreyImage, base: str) -> tuple[Latency, ...]:
    """Time every engine on the images (N, S, S). They take turns, so that whatever else runs slows all alike."""
    milliseconds: dict[str, list[float]] = {name: [] for name in engines}
    for engine in engines.values():
        engine.run(images[0])  # the first run is slower
    for _ in range(ROUNDS):
        for image in images:
            for name, engine in engines.items():
                start = time.perf_counter()
                engine.run(image)
                milliseconds[name].append(1e3 * (time.perf_counter() - start))
    medians = {name: float(np.median(values)) for name, values in milliseconds.items()}
    return tuple(
        Latency(name, medians[name], float(np.percentile(values, 95)), medians[name] / medians[base])
        for name, values in milliseconds.items()
    )
