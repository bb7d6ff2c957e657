"""Echoes that are not where they seem to be: side lobes, reverberation between layers, and a diffuse haze of many reflections.

In vivo such clutter lies 0 to 30 dB below a bright wall (Lediju et al. 2008, Ultrasonic Imaging 30:151). What is left and right
of strong reflectors comes from off-axis scattering, what is below the layers near the skin from reverberation (Lediju et al.
2008, IEEE Ultrasonics Symposium, 50; Dahl & Sheth 2014, Ultrasound Med Biol 40:714).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from edge_app.phantom.random_fields import FloatArray

_COARSE = 4  # samples to one, for what is diffuse


@dataclass(frozen=True)
class Clutter:
    """How strong each kind is; None: absent, as it is without this class."""

    side_lobes_db: float | None = None  # of all side lobes together, relative to the echo they come from
    side_lobe_mm: float = 5.0  # how far they reach to either side, standard deviation
    haze_db: float | None = None  # of the whole tail, relative to the echo it follows
    haze_mm: float = 5.0  # mean length of the tail; Byram & Shu 2016 (J Med Imaging 3:046005) draw it exponential, with this mean
    layers_db: float | None = None  # a second reflection at skin, superficial fascia or bone, relative to the first echo

    @property
    def has_speckle(self) -> bool:
        """Whether there is any that is diffuse, with speckle of its own."""
        return self.side_lobes_db is not None or self.haze_db is not None


NO_CLUTTER = Clutter()


def repeated(field: FloatArray, layers: FloatArray, layers_db: float, step_mm: float, wavelength: float) -> FloatArray:
    """The field with every echo once more, deeper by the depth of each layer: skin, fascia and bone reflect to and fro.

    field: (rows, lines, 2) real and imaginary, compensated for depth: what the longer way loses in tissue the time gain gives
    back. layers: (L, lines) mm, NaN where there is none; one after another, so that mixed ways are there too.
    """
    rows, lines = field.shape[:2]
    echoes = np.ascontiguousarray(field).view(np.complex64)[..., 0]
    row, line = np.arange(rows, dtype=np.int32)[:, None], np.arange(lines, dtype=np.int32)
    for layer in layers:
        present = ~np.isnan(layer)
        if not present.any():
            continue
        depth = np.where(present, layer, 0)
        turn = (np.where(present, 10 ** (layers_db / 20), 0) * np.exp(-4j * np.pi / wavelength * depth)).astype(np.complex64)
        shift = np.rint(np.where(present, layer, rows * step_mm) / step_mm).astype(np.int32)
        top = min(int(shift.min()), rows)  # to half a row in place, exact in phase
        source = row[top:] - shift
        again = echoes.ravel()[np.maximum(source, 0) * lines + line]
        again *= turn
        again[source < 0] = 0
        echoes = echoes.copy()
        echoes[top:] += again
    return np.asarray(echoes[..., None].view(np.float32), np.float32)


def diffuse(field: FloatArray, clutter: Clutter, noise: FloatArray, step_mm: tuple[float, float]) -> FloatArray:
    """Side lobes and haze of a compensated field (rows, lines, 2), as speckle of the power that leaks from each echo.

    noise: (rows, lines, 2) white, variance 1 each; the pattern stays with the probe, as clutter of layers does. step_mm: between
    rows and lines. Of an echo thinner than four rows up to 2 dB less leaks.
    """
    rows, lines = field.shape[:2]
    squares = np.asarray(cv2.resize(field * field, (lines // _COARSE, rows // _COARSE), interpolation=cv2.INTER_AREA), np.float32)
    power = squares[..., 0] + squares[..., 1]
    leaked = np.zeros_like(power)
    if clutter.side_lobes_db is not None:
        sigma = clutter.side_lobe_mm / step_mm[1] / _COARSE
        wide = cv2.GaussianBlur(power, (2 * int(2.5 * sigma) + 1, 1), sigma, borderType=cv2.BORDER_REPLICATE)
        leaked += np.float32(10 ** (clutter.side_lobes_db / 10)) * np.asarray(wide, np.float32)
    if clutter.haze_db is not None:
        leaked += np.float32(10 ** (clutter.haze_db / 10)) * _tails(power, clutter.haze_mm / step_mm[0] / _COARSE)
    amplitude = np.asarray(cv2.resize(np.sqrt(leaked / 2), (lines, rows), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.asarray(noise * amplitude[..., None], np.float32)


def _tails(power: FloatArray, length: float) -> FloatArray:
    """Every row followed by an exponential tail of the mean length (rows), its sum that of the row, spread a little across."""
    count = int(4 * length)
    tail = np.exp(-np.arange(count + 1) / length)
    kernel = np.concatenate([tail[::-1], np.zeros(count)]).astype(np.float32)[:, None] / np.float32(tail.sum())
    across: Any = cv2.getGaussianKernel(15, 3.0, cv2.CV_32F)
    return np.asarray(cv2.sepFilter2D(power, -1, across, kernel, borderType=cv2.BORDER_CONSTANT), np.float32)
