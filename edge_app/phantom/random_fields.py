"""Smooth random fields, from which fascicles, fat lobules and patches of disease are made."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

_TILE = 512  # samples per side of the periodic tile
_PER_LENGTH = 8  # samples per correlation length; the tile spans 64 lengths


@dataclass(frozen=True)
class RandomField:
    """A periodic pattern over the plane, sampled at positions in mm."""

    tile: FloatArray  # (512 + 1, 512 + 1), last row and column repeat the first
    step: tuple[float, float]  # mm per sample along x and z

    def at(self, x: FloatArray, z: FloatArray) -> FloatArray:
        """The field at points x, z in mm, bilinear; any shape, wrapped around."""
        u = np.mod(x / np.float32(self.step[0]), _TILE).astype(np.float32)
        v = np.mod(z / np.float32(self.step[1]), _TILE).astype(np.float32)
        # OpenCV remaps at most 32,767 rows: fold the list of points into a rectangle.
        width = 1024
        pad = -u.size % width
        u2 = np.pad(u.ravel(), (0, pad)).reshape(-1, width)
        v2 = np.pad(v.ravel(), (0, pad)).reshape(-1, width)
        values = cv2.remap(self.tile, u2, v2, cv2.INTER_LINEAR)
        return np.asarray(values, np.float32).ravel()[: u.size].reshape(x.shape)


def random_field(rng: np.random.Generator, length_x: float, length_z: float) -> RandomField:
    """A Gaussian field, mean 0, variance 1, whose correlation falls to exp(-1/2) at length_x, length_z (mm)."""
    return RandomField(_closed(_gaussian_tile(rng)), (length_x / _PER_LENGTH, length_z / _PER_LENGTH))


def streaks(rng: np.random.Generator, length_x: float, length_z: float, width: float) -> RandomField:
    """Curved lines of height 0-1: the zero lines of a Gaussian field, bright where they lie across the beam.

    Perimysium and the septa of fat are such sheets: visible where they face the probe, invisible where they run along the
    beam. width: of a line, relative to the correlation lengths length_x, length_z (mm).
    """
    tile = _gaussian_tile(rng)
    slope_z = (np.roll(tile, -1, 0) - np.roll(tile, 1, 0)) / length_z
    slope_x = (np.roll(tile, -1, 1) - np.roll(tile, 1, 1)) / length_x
    facing = slope_z**2 / (slope_x**2 + slope_z**2 + 1e-12)
    lines = np.exp(-((tile / width) ** 2)) * facing**2
    return RandomField(_closed(lines), (length_x / _PER_LENGTH, length_z / _PER_LENGTH))


def _gaussian_tile(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    f = np.fft.fftfreq(_TILE)
    # White noise through a Gaussian of sigma = length / sqrt(2): its autocorrelation has sigma = length.
    sigma = _PER_LENGTH / np.sqrt(2)
    shape = np.exp(-2 * (np.pi * sigma) ** 2 * (f[:, None] ** 2 + f[None, :] ** 2))
    tile = np.fft.ifft2(np.fft.fft2(rng.standard_normal((_TILE, _TILE))) * shape).real
    return np.asarray((tile - tile.mean()) / tile.std(), np.float64)


def _closed(tile: npt.NDArray[np.float64]) -> FloatArray:
    return np.pad(tile, (0, 1), mode="wrap").astype(np.float32)
