"""What the tissue takes from the echo on its way down and back."""

from __future__ import annotations

import cv2
import numpy as np

from edge_app.phantom.anatomy import Anatomy, Tissue
from edge_app.phantom.random_fields import FloatArray

# One way, dB / (cm MHz); muscle across its fibres. Order of Tissue.
ATTENUATION = np.array([0.9, 0.6, 0.7, 0.7, 0.95], np.float32)
_RAYS = 5  # across the aperture
_FLOOR_DB = np.float32(-160)


def loss_db(anatomy: Anatomy, x: FloatArray, z: FloatArray, frequency_mhz: float, muscle_extra: float) -> FloatArray:
    """Round-trip attenuation (negative dB) down to each sample; x, z (rows, columns) in mm, rows evenly spaced.

    muscle_extra is added to the examined muscle's coefficient, dB / (cm MHz): in disease the echo fades with depth.
    """
    coefficient = ATTENUATION[anatomy.tissue(x, z)] + 0
    if muscle_extra:
        coefficient[anatomy.tissue(x, z) == Tissue.MUSCLE] += np.float32(muscle_extra)
    step_cm = float(z[1, 0] - z[0, 0]) / 10
    result: FloatArray = np.cumsum(coefficient, axis=0) * np.float32(-2 * frequency_mhz * step_cm)
    np.maximum(result, _FLOOR_DB, out=result)
    return result


def clear_share(bone: FloatArray, step: tuple[float, float], half_angle_deg: float) -> FloatArray:
    """(rows, columns) share of the rays between the aperture and each point that no bone stops: a shadow has a penumbra.

    bone: same shape, 1 inside bone, else 0. step: mm between rows and between columns. half_angle_deg: half the angle under
    which a point sees the aperture, arctan(1 / (2 F)) at an f-number F (Szabo 2014, Diagnostic Ultrasound Imaging, ch. 7).
    """
    dz, dx = step
    row, column = (np.asarray(index, np.float32) for index in np.indices(bone.shape, np.float32))
    clear = np.zeros_like(bone)
    for tangent in np.tan(np.radians(np.linspace(-half_angle_deg, half_angle_deg, _RAYS))):
        shear = row * np.float32(dz * tangent / dx)  # along which the ray is a column
        sheared = _resampled(bone, column + shear, row)
        clear += 1 - _resampled(np.maximum.accumulate(sheared, axis=0), column - shear, row)
    return np.asarray(np.clip(clear / _RAYS, 0, 1), np.float32)


def _resampled(values: FloatArray, column: FloatArray, row: FloatArray) -> FloatArray:
    return np.asarray(cv2.remap(values, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
