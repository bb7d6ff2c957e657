"""Settings of a scanner that change how an echo is shown as grey: gain, time-gain compensation, dynamic range, grey map.

A scanner shows the echo's level L in dB as the grey level 255 (L / D + .6), with D its dynamic range; a gain adds to L
(`edge_app.phantom.scanner`). What is approximate here: D is taken to be 60 dB, the image to have no grey map yet, and .6 to hold
for every scanner; what was cut off at black or white is taken to have been just at the edge, so a gain shows no echo that the
image does not hold; and a filter between compression and display, as speckle reduction is, is not undone.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from edge_app.phantom.scanner import GreyMap, grey_curve
from edge_app.records import FloatMap, GreyImage

DYNAMIC_RANGE_DB = 60.0
DECIBEL = 255 / DYNAMIC_RANGE_DB  # grey levels a dB
ZERO_DB = 0.6  # share of the grey levels that lies below the tissue at 0 dB, at every dynamic range, as in the simulated scanner


def as_grey(levels: FloatMap) -> GreyImage:
    """Grey levels as an image shows them: rounded, and cut at black and white."""
    return np.asarray(np.clip(np.rint(levels), 0, 255), np.uint8)


@dataclass(frozen=True)
class GreySetting:
    """How a scanner is set otherwise than it was. The defaults change nothing."""

    gain_db: float = 0.0
    tilt_db: float = 0.0  # more at the lower end of the image than at the upper
    dynamic_range_db: float = DYNAMIC_RANGE_DB
    grey_map: GreyMap = GreyMap.LINEAR
    grey_map_share: float = 1.0  # 1 is that map, 2 twice as far from the linear one


def change_setting(image: GreyImage, setting: GreySetting) -> GreyImage:
    """The image (h, w) at another setting, in a scanner's order: gain, compression, grey map. Rounded once before the map."""
    levels = _tilted(image.astype(np.float32) + np.float32(setting.gain_db * DECIBEL), setting.tilt_db)
    shown = as_grey(_compressed(levels, setting.dynamic_range_db))
    if setting.grey_map is GreyMap.LINEAR:
        return shown
    return change_grey_map(shown, setting.grey_map, setting.grey_map_share)


def change_gain(image: GreyImage | FloatMap, decibel: float) -> GreyImage:
    """The image (h, w) at another gain: log compression makes a factor of the echo a shift of the grey levels."""
    return as_grey(np.asarray(image.astype(np.float32) + decibel * DECIBEL, np.float32))


def tilt_gain(image: GreyImage, decibel: float) -> GreyImage:
    """Another time-gain compensation: `decibel` more at the lower end of the image (h, w) than at the upper, the middle kept."""
    return as_grey(_tilted(image.astype(np.float32), decibel))


def change_dynamic_range(image: GreyImage, decibel: float) -> GreyImage:
    """The image (h, w) at a dynamic range of `decibel`: contrast about the level of the tissue at 0 dB."""
    return as_grey(_compressed(image.astype(np.float32), decibel))


def change_grey_map(image: GreyImage, kind: GreyMap, share: float) -> GreyImage:
    """The image (h, w) with `share` of a scanner's grey map: 1 is that map, 2 twice as far from the linear one."""
    linear = np.arange(256, dtype=np.float32)
    curve = linear + np.float32(share) * (grey_curve(kind).astype(np.float32) - linear)
    return np.asarray(cv2.LUT(image, as_grey(curve)), np.uint8)


def _tilted(levels: FloatMap, decibel: float) -> FloatMap:
    slope = np.linspace(-0.5, 0.5, len(levels), dtype=np.float32)[:, None] * np.float32(decibel * DECIBEL)
    return np.asarray(levels + slope, np.float32)


def _compressed(levels: FloatMap, dynamic_range_db: float) -> FloatMap:
    zero = np.float32(255 * ZERO_DB)
    return np.asarray(zero + (levels - zero) * np.float32(DYNAMIC_RANGE_DB / dynamic_range_db), np.float32)
