"""Processors as the roofline sees them: what their makers' documents say they do at most. None of it was measured by us.

MACs a cycle and core: the Cortex-A76 and A78AE have two 128-bit pipes with the dot product (SDOT), 2 x 16 of int8, 2 x 4 of
float; the A72 has no dot product: 8 of int8 by widening multiplications, and one 128-bit pipe's 4 of float.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.roofline.network import Precision


@dataclass(frozen=True)
class Processor:
    """All cores of one processor, or a GPU."""

    name: str
    int8_gmac_s: float  # 10^9 MACs a second
    fp32_gmac_s: float
    memory_gb_s: float  # 10^9 bytes a second, read and written
    source: str  # where the figures come from

    def gmac_s(self, precision: Precision) -> float:
        return self.int8_gmac_s if precision == "int8" else self.fp32_gmac_s


def _cores(name: str, cores: int, ghz: float, int8_macs: int, fp32_macs: int, memory_gb_s: float, source: str) -> Processor:
    """MACs are those of one core and cycle."""
    return Processor(name, cores * ghz * int8_macs, cores * ghz * fp32_macs, memory_gb_s, source)


_PI_4_MEMORY = "memory: STREAM, sci-pi.org.uk/bench/stream.html"
RASPBERRY_PI_4_FIRST = _cores("Raspberry Pi 4 at 1.5 GHz", 4, 1.5, 8, 4, 5.5, f"4 Cortex-A72; {_PI_4_MEMORY}")
RASPBERRY_PI_4 = _cores("Raspberry Pi 4", 4, 1.8, 8, 4, 5.5, f"4 Cortex-A72 at 1.8 GHz; {_PI_4_MEMORY}")
RASPBERRY_PI_5 = _cores(
    "Raspberry Pi 5", 4, 2.4, 32, 8, 11.4, "4 Cortex-A76 at 2.4 GHz; memory: 11.4 of 17 GB/s sustained, hellomatik.com, May 2026"
)
ORIN_NANO_CPU = _cores(
    "Jetson Orin Nano, processor",
    6,
    1.5,
    32,
    8,
    45.0,
    "6 Cortex-A78AE at 1.5 GHz (8 GB module); memory: two thirds of 68 GB/s, as on a Pi 5",
)
ORIN_NANO_GPU = Processor(
    "Jetson Orin Nano, GPU",
    10_000.0,
    640.0,
    45.0,
    "20 dense int8 TOPS, 1,024 CUDA cores at 625 MHz (8 GB module); memory: as its processor",
)
T4 = Processor("Tesla T4", 65_000.0, 4_050.0, 213.0, "130 int8 TOPS, 8.1 FP32 TFLOPS; memory: two thirds of 320 GB/s")
