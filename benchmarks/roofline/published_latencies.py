"""Latencies that others have published of small networks on these boards, all cores, one image: what a prediction is held to.

Raspberry Pi 4: the tables of XNNPACK's README (February 2022; the boards of that time ran at 1.5 GHz) and of ncnn's
benchmark/README.md (averages at 1.8 GHz). Raspberry Pi 5 and T4: as collected for this project in November 2026; ncnn's figures
of the Pi 5 are left out because they may be in half precision.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.roofline.network import Network, Precision
from benchmarks.roofline.processors import RASPBERRY_PI_4, RASPBERRY_PI_4_FIRST, RASPBERRY_PI_5, T4, Processor
from benchmarks.roofline.published_networks import ghostnet, mobilenet_v1, mobilenet_v2, shufflenet_v2


@dataclass(frozen=True)
class PublishedLatency:
    """One figure."""

    processor: Processor
    network: Network
    precision: Precision
    runtime: str
    ms: float


_V1, _V2, _SHUFFLE, _GHOST = mobilenet_v1(), mobilenet_v2(), shufflenet_v2(), ghostnet()

ON_PROCESSORS = (
    PublishedLatency(RASPBERRY_PI_4_FIRST, _V1, "int8", "XNNPACK", 24.0),
    PublishedLatency(RASPBERRY_PI_4_FIRST, _V2, "int8", "XNNPACK", 17.0),
    PublishedLatency(RASPBERRY_PI_4, _V1, "int8", "ncnn", 34.37),
    PublishedLatency(RASPBERRY_PI_5, _V2, "int8", "XNNPACK", 4.0),
    PublishedLatency(RASPBERRY_PI_5, _SHUFFLE, "int8", "XNNPACK", 3.63),
    PublishedLatency(RASPBERRY_PI_4_FIRST, _V1, "fp32", "XNNPACK", 77.0),
    PublishedLatency(RASPBERRY_PI_4_FIRST, _V2, "fp32", "XNNPACK", 46.0),
    PublishedLatency(RASPBERRY_PI_4, _V1, "fp32", "ncnn", 61.17),
    PublishedLatency(RASPBERRY_PI_4, _V2, "fp32", "ncnn", 61.88),
    PublishedLatency(RASPBERRY_PI_4, _SHUFFLE, "fp32", "ncnn", 24.56),
    PublishedLatency(RASPBERRY_PI_5, _V2, "fp32", "XNNPACK", 10.9),
)
ON_GPU = (
    PublishedLatency(T4, _GHOST, "int8", "TensorRT", 1.03),
    PublishedLatency(T4, _GHOST, "fp32", "TensorRT", 2.93),
)
