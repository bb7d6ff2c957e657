"""Frames to time on, as the simulated probe's but made at once."""

from __future__ import annotations

import numpy as np

from benchmarks.stages.frames import FrameSet
from edge_app.capture.simulated import HEIGHT, MM_PER_PIXEL, WIDTH
from edge_app.device_profiles import SIMULATED_PROBE
from tests.support.fakes import textured


def speckled_frames(count: int = 3, source: str = SIMULATED_PROBE.device) -> FrameSet:
    """Grain that passes for contact, each a little moved."""
    pixels = textured(HEIGHT, WIDTH)
    return FrameSet(np.stack([np.roll(pixels, n, axis=1) for n in range(count)]), source, MM_PER_PIXEL, False)
