"""Heatmaps of one image before and after a perturbation, compared where both lie on the same tissue. Pure."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.imaging.heatmap import cell_offset
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
    result = cosines(before, after)
    for i in np.flatnonzero((before_windows != after_windows).any(1) | mirrored):
        shared = _intersection(before_windows[i], after_windows[i])
        if shared is None:
            result[i] = np.nan
            continue
        then, seen_then = _sampled(before[i], before_windows[i], shared, mirrored=False)
        now, seen_now = _sampled(after[i], after_windows[i], shared, bool(mirrored[i]))
        both = seen_then & seen_now
        result[i] = cosines((then * both)[None], (now * both)[None])[0] if (then * both).any() else np.nan
    return np.where(before.any((1, 2)), result, np.nan)


def _intersection(a: Floats, b: Floats) -> Floats | None:
    x, y = max(a[0], b[0]), max(a[1], b[1])
    w, h = min(a[0] + a[2], b[0] + b[2]) - x, min(a[1] + a[3], b[1] + b[3]) - y
    return np.array([x, y, w, h]) if w > 0 and h > 0 else None


def _sampled(
    heat: npt.NDArray[np.float32], window: Floats, part: Floats, mirrored: bool
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """A map (h, w) that lies on a window, interpolated where as many cells on a part of that window would lie, and which of these
    places are within half a cell of one of the map's."""
    rows, columns = heat.shape
    x, y = _places(columns, window[0::2], part[0::2], mirrored), _places(rows, window[1::2], part[1::2], mirrored=False)
    across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    seen = (across > -0.5) & (across < columns - 0.5) & (down > -0.5) & (down < rows - 0.5)
    return np.asarray(cv2.remap(heat, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32), seen


def _places(cells: int, window: Floats, part: Floats, mirrored: bool) -> Floats:
    """(cells,) where in a map's cells on `window` = (start, length) the cells of one on `part` lie."""
    offset = cell_offset(cells)
    share: Floats = (part[0] + (np.arange(cells) + 0.5 - offset) / cells * part[1] - window[0]) / window[1]
    return (1 - share if mirrored else share) * cells - 0.5 + offset
