"""What a needle's electrode picks up of a current in the muscle around it.

Coordinates, mm, with the recording surface at the origin: z along the fibres, y along the needle (its shaft is at positive y),
x the direction that the recording surface faces. The needle is perpendicular to the fibres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_app.phantom.emg.membrane import FloatArray

RADIAL_S_PER_M = 0.063  # conductivity of muscle across its fibres (Andreassen & Rosenfalck 1981)
ANISOTROPY = 5.0  # along its fibres it conducts so many times as well (Andreassen & Rosenfalck 1981: 0.33 S/m)
INTRACELLULAR_S_PER_M = 1.01  # conductivity within a fibre (Andreassen & Rosenfalck 1981)


@dataclass(frozen=True)
class Surface:
    """A conductor along the needle that takes the mean potential of where it lies."""

    start_mm: float  # y
    stop_mm: float  # y
    sign: float  # +1 active, -1 reference


@dataclass(frozen=True)
class Electrode:
    """A needle electrode: its conductors, and how near to their axis a fibre can lie."""

    name: str
    surfaces: tuple[Surface, ...]
    front_mm: float  # nearest fibre on the side that the recording surface faces
    back_mm: float  # nearest fibre behind

    def seen_at(self, x: FloatArray, y: FloatArray, z: FloatArray) -> FloatArray:
        """What a point source at x, y, z (mm, broadcasting) adds to the potential, 1/mm, to be multiplied by I / (4 pi
        sigma_radial).

        In an infinite medium with axial conductivity K times the radial one this is 1 / sqrt(K r^2 + z^2) (Nandedkar & Stålberg
        1983), here averaged along each conductor in closed form.
        """
        k = np.float32(np.sqrt(ANISOTROPY))
        q = np.sqrt(ANISOTROPY * x * x + z * z)
        total = np.zeros(np.broadcast_shapes(q.shape, y.shape), np.float32)
        for surface in self.surfaces:
            ends = np.arcsinh(k * (surface.stop_mm - y) / q) - np.arcsinh(k * (surface.start_mm - y) / q)
            total += ends * np.float32(surface.sign / (k * (surface.stop_mm - surface.start_mm)))
        return total

    def beside(self, x: FloatArray) -> FloatArray:
        """Where tissue at x lies once the needle has pushed it aside, mm."""
        return np.asarray(np.where(x >= 0, x + np.float32(self.front_mm), x - np.float32(self.back_mm)), np.float32)


# The standard core is an ellipse of 0.15 x 0.58 mm, 0.07 mm^2, in the bevel of a cannula of 0.45 mm (Nandedkar et al. 1988): a
# line of its length here. The cannula is the reference; ours: 20 mm of it are in the muscle. The core faces one way, the
# cannula lies behind it. Ours: the nearest fibre's axis is half its diameter and a tenth of a millimetre of pushed-aside
# tissue away.
CONCENTRIC = Electrode("concentric", (Surface(-0.29, 0.29, 1.0), Surface(0.45, 20.0, -1.0)), 0.13, 0.45)
# The bare cone of a monopolar needle, about a millimetre long (Dumitru, King & Nandedkar 1997 model such), against the skin,
# far away.
MONOPOLAR = Electrode("monopolar", (Surface(-0.5, 0.5, 1.0),), 0.13, 0.13)
