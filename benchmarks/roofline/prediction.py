"""Latency of a network on a board that nobody has measured it on, from the roofline and what others published. Pure functions.

The roofline (Williams, Waterman, Patterson 2009, doi:10.1145/1498765.1498785), layer by layer: a layer takes no less than its
MACs at the processor's peak, and no less than its bytes at the memory's. No runtime gets there; how near it gets, the
efficiency, is the geometric mean of that of published latencies of other small networks. Each of these is predicted from the
others, too: those errors are the prediction's interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.roofline.network import Layer, Network, Precision
from benchmarks.roofline.processors import Processor
from benchmarks.roofline.published_latencies import PublishedLatency


@dataclass(frozen=True)
class Check:
    """A published latency beside what the others predict for it."""

    published: PublishedLatency
    bound_ms: float
    predicted_ms: float

    @property
    def error(self) -> float:
        """(predicted - published) / published."""
        return self.predicted_ms / self.published.ms - 1


@dataclass(frozen=True)
class Prediction:
    """Never a measurement."""

    processor: Processor
    precision: Precision
    bound_ms: float  # no faster than this
    efficiency: float  # 0-1, share of the bound's speed
    ms: float | None  # None where there is one published latency only, so that nothing could be checked
    low_ms: (
        float  # as far off as the checks were, at worst, in either direction; no confidence interval. Without a check: the bound
    )
    high_ms: float  # without a check: at the one efficiency there is


def layer_bound_ms(layer: Layer, processor: Processor, precision: Precision) -> float:
    """Of one image; the longer of computing and moving."""
    compute_ms = layer.macs / processor.gmac_s(precision) / 1e6
    return max(compute_ms, layer.bytes_moved(precision) / processor.memory_gb_s / 1e6)


def bound_ms(network: Network, processor: Processor, precision: Precision) -> float:
    """Of one image through all layers, one after the other."""
    return sum(layer_bound_ms(layer, processor, precision) for layer in network.layers)


def efficiency(published: Sequence[PublishedLatency]) -> float:
    """Geometric mean of bound / latency; at least one latency."""
    logs = [math.log(bound_ms(one.network, one.processor, one.precision) / one.ms) for one in published]
    return math.exp(math.fsum(logs) / len(logs))


def check(published: Sequence[PublishedLatency]) -> tuple[Check, ...]:
    """Each latency predicted from the others; at least two."""
    checks = []
    for i, one in enumerate(published):
        bound = bound_ms(one.network, one.processor, one.precision)
        checks.append(Check(one, bound, bound / efficiency([*published[:i], *published[i + 1 :]])))
    return tuple(checks)


def predict(network: Network, processor: Processor, precision: Precision, published: Sequence[PublishedLatency]) -> Prediction:
    """From the published latencies of the same precision; at least one."""
    alike = [one for one in published if one.precision == precision]
    bound, reached = bound_ms(network, processor, precision), efficiency(alike)
    ms = bound / reached
    if len(alike) < 2:
        return Prediction(processor, precision, bound, reached, None, bound, ms)
    off = [one.published.ms / one.predicted_ms for one in check(alike)]
    return Prediction(processor, precision, bound, reached, ms, ms * min(1.0, *off), ms * max(1.0, *off))
