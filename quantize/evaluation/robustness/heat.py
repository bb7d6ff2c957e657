"""Heatmaps of one image before and after a perturbation, compared where both lie on the same tissue. Pure."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from quantize.statistics.metrics import Floats
from quantize.statistics.quantisation_error import cosines

Maps = npt.NDArray[np.float32]  # (N, h, w)


def cosines_on_tissue(
    before: Maps, before_windows: Floats, after: Maps, after_windows: Floats, mirrored: npt.NDArray[np.bool_]
) -> Floats:
    """(N,) cosine of each pair of maps over the tissue that both show; NaN without any, or where the earlier map is empty on it.

    before, after: (N, h, w); windows: (N, 4), x, y, w, h of what each map lies on in the untouched image; mirrored (N,): whether
    left and right of `after` are exchanged.
    """
    unturned = np.where(mirrored[:, None, None], after[:, :, ::-1], after)
    result = cosines(before, unturned)
    for i in np.flatnonzero((before_windows != after_windows).any(1)):
        shared = _intersection(before_windows[i], after_windows[i])
        if shared is None:
            result[i] = np.nan
            continue
        then, now = _sampled(before[i], before_windows[i], shared), _sampled(unturned[i], after_windows[i], shared)
        result[i] = cosines(then[None], now[None])[0] if then.any() else np.nan
    return np.where(before.any((1, 2)), result, np.nan)


def _intersection(a: Floats, b: Floats) -> Floats | None:
    x, y = max(a[0], b[0]), max(a[1], b[1])
    w, h = min(a[0] + a[2], b[0] + b[2]) - x, min(a[1] + a[3], b[1] + b[3]) - y
    return np.array([x, y, w, h]) if w > 0 and h > 0 else None


def _sampled(heat: npt.NDArray[np.float32], window: Floats, part: Floats) -> npt.NDArray[np.float32]:
    """A map (h, w) that lies on a window, interpolated at the middles of as many cells of a part of that window."""
    rows, columns = heat.shape
    x = (part[0] + (np.arange(columns) + 0.5) / columns * part[2] - window[0]) / window[2] * columns - 0.5
    y = (part[1] + (np.arange(rows) + 0.5) / rows * part[3] - window[1]) / window[3] * rows - 0.5
    across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    return np.asarray(cv2.remap(heat, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
