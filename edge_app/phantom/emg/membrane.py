"""The action potential inside one muscle fibre, along the fibre, as it travels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

PEAK_MM = 1.5  # behind the front: where 768 z^3 exp(-2 z) is highest, 129 mV above rest
AFTER_MV = 10.0  # size of the slow end of repolarisation (McGill & Lateva 2001 model it apart from the spike)
AFTER_S = 0.010  # its time constant (Persson 1963, frog: some ten to fifteen milliseconds)


def velocity(diameter_um: FloatArray) -> FloatArray:
    """Conduction velocity, m/s = mm/ms, of fibres of these diameters, µm: 3.7 + 0.05 (d - 55), Nandedkar & Stålberg 1983.

    Below 1.5 m/s the line is not followed (ours: it has been fitted to fibres of healthy size).
    """
    return np.asarray(np.maximum(3.7 + 0.05 * (diameter_um - 55), 1.5), np.float32)


def slope(behind_mm: FloatArray, stretch: FloatArray, after_mm: FloatArray) -> FloatArray:
    """Slope of the intracellular potential, mV/mm, at distances behind the front of the action potential, mm; 0 ahead of it.

    The axial current is proportional to it. The spike is Rosenfalck's (1969) as Nandedkar & Stålberg (1983) scale it,
    V(z) = 768 z^3 exp(-2 z) - 90 mV; behind its peak z advances `stretch` times more slowly: repolarisation takes longer in
    denervated fibres (Redfern & Thesleff 1971). An afterpotential of AFTER_MV follows, which decays over `after_mm`. The three
    broadcast.
    """
    z = np.maximum(behind_mm, np.float32(0))
    late = z > PEAK_MM
    s = np.where(late, PEAK_MM + (z - PEAK_MM) / stretch, z)
    spike = 768 * s * s * (3 - 2 * s) * np.exp(-2 * s) / np.where(late, stretch, 1)
    rise = np.exp(-z / PEAK_MM)
    after = AFTER_MV * np.exp(-z / after_mm) * (rise / PEAK_MM - (1 - rise) / after_mm)
    return np.where(behind_mm > 0, spike + after, 0).astype(np.float32)
