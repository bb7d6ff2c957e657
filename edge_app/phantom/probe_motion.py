"""How a hand moves a probe: never still, and occasionally pressing, tilting or lifting off."""

from __future__ import annotations

import numpy as np

from edge_app.phantom.scanner import Pose

REACH_MM = 4.0  # how far the hand slides along the limb to either side
_LIFT_EVERY_S = 24.0
_LIFT_S = 1.6


class ProbeMotion:
    """A smooth, endless random motion; the same seed gives the same motion."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._phase = rng.uniform(0, 2 * np.pi, 8)

    def pose(self, seconds: float) -> Pose:
        """The probe's pose so many seconds after the exam began."""
        p = self._phase
        lift = seconds % _LIFT_EVERY_S - (_LIFT_EVERY_S - _LIFT_S)
        return Pose(
            across_mm=2.2 * _sway(seconds, 0.11, p[0]) + 0.9 * _sway(seconds, 0.31, p[1]),
            along_mm=REACH_MM * (0.8 * _sway(seconds, 0.07, p[2]) + 0.2 * _sway(seconds, 0.23, p[3])),
            tilt_deg=3.0 * _sway(seconds, 0.13, p[4]) + 1.0 * _sway(seconds, 0.41, p[5]),
            pressure=0.25 + 0.2 * _sway(seconds, 0.17, p[6]) + 0.05 * _sway(seconds, 0.9, p[7]),
            contact=1.0 if lift < 0 else float(abs(2 * lift / _LIFT_S - 1) ** 2),
        )


def _sway(seconds: float, hertz: float, phase: float) -> float:
    return float(np.sin(2 * np.pi * hertz * seconds + phase))
