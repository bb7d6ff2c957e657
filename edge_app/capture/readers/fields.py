"""Interlaced frames: two fields, the even and the odd rows, of moments that are 20 ms apart. Pure.

Where the probe has moved between them, every edge is a comb, which is texture that no muscle has. The even rows are kept and the
odd ones filled in between them: half the resolution down, but one moment. Whether a frame is one, its image tells: grabbers
also store interlaced frames as progressive video, and progressive frames as interlaced.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.capture.image_faults.find import MIN_SIDE, is_combed, is_noise

ONE_FIELD = "interlaced, one of its two fields shown"  # for `RecordedFrame.corrections`


def one_field(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8] | None:
    """(H, W) or (H, W, 3), as it was recorded -> the same of one field; None where there is no comb in it."""
    grey = image if image.ndim == 2 else image[:, :, 1]  # green has most of the brightness
    if min(grey.shape) < MIN_SIDE or not is_combed(grey) or is_noise(grey):
        return None
    single: npt.NDArray[np.uint8] = image.copy()
    above, below = image[:-2:2].astype(np.uint16), image[2::2]
    single[1 : 2 * len(below) : 2] = (above + below + 1) >> 1
    if len(image) % 2 == 0:
        single[-1] = image[-2]
    return single
