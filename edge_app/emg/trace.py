"""What flows through the room of needle EMG: one channel of a recording."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Microvolts = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Trace:
    """One channel of a needle EMG recording, as it came from a file or from the simulator.

    A sample is positive where the needle's active electrode is positive against the reference. On paper and screens EMG is drawn
    with negative up; that is a matter of drawing (`edge_app/emg/rendering.py`), never of these numbers.
    """

    samples: Samples  # (N,) float32, counts as they were recorded, finite, read-only
    rate_hz: float  # samples a second
    microvolt_per_count: float | None  # µV; 1.0 where the samples are microvolts; None: unknown, no amplitude may be shown
    channel: str  # its name in the recording, "1" where it has none
    source: str  # file name, or what the simulator calls the recording
    rails: tuple[float, float] | None = None  # counts, the least and the most that the recorder can write; None: unknown
    high_pass_hz: float | None = None  # of the amplifier, as the recording states it; None: not stated
    low_pass_hz: float | None = None  # of the amplifier, as the recording states it; None: not stated
    breaks: tuple[int, ...] = ()  # indices of samples before which the recording was interrupted
    simulated: bool = False  # from the simulator

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError(f"a trace is (N,) float32, not {self.samples.shape} {self.samples.dtype}")
        if not (math.isfinite(self.rate_hz) and self.rate_hz > 0):
            raise ValueError(f"a trace has a rate above 0 Hz, not {self.rate_hz}")
        scale = self.microvolt_per_count
        if scale is not None and not (math.isfinite(scale) and scale > 0):
            raise ValueError(f"a calibrated trace has microvolts per count above 0, not {scale}")
        self.samples.setflags(write=False)

    @property
    def calibrated(self) -> bool:
        """Whether amplitudes may be shown."""
        return self.microvolt_per_count is not None

    @property
    def seconds(self) -> float:
        """How long it lasts, s."""
        return len(self.samples) / self.rate_hz

    def microvolts(self) -> Microvolts | None:
        """(N,) float32 µV, positive as the active electrode is; None where the trace is not calibrated."""
        return None if self.microvolt_per_count is None else self.samples * np.float32(self.microvolt_per_count)
