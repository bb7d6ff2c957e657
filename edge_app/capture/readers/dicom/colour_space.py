"""Samples as they are stored -> RGB or one channel, 8 bits a colour. Pure.

YBR_FULL is ITU-R BT.601 over the full range, YBR_PARTIAL over 16 to 235 and 240 (DICOM PS3.3 C.7.6.3.1.2).
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.capture.readers.dicom.layout import Layout, Samples

Image8 = npt.NDArray[np.uint8]  # (H, W) or (H, W, 3)

_STEPS = np.arange(256) - 16.0
_LUMA = np.clip(np.rint(_STEPS * 255 / 219), 0, 255)
_CHROMA = np.clip(np.rint((_STEPS - 112) * 255 / 224 + 128), 0, 255)
_FULL_RANGE = np.stack([_LUMA, _CHROMA, _CHROMA], axis=-1).astype(np.uint8)[None]  # (1, 256, 3), for cv2.LUT


def native_image(samples: npt.NDArray[np.generic], layout: Layout) -> npt.NDArray[np.generic]:
    """(n,) in the order of the file -> (H, W) or (H, W, 3): planes interleaved, shared colour repeated.

    Raises ValueError for a frame whose rows have half a pair of pixels.
    """
    height, width = layout.rows, layout.columns
    if layout.sampled_in_pairs:
        if width % 2:
            raise ValueError(f"pixels stored in pairs, but {width} columns")
        pairs = samples.reshape(height, width // 2, 4)  # Y Y Cb Cr
        return np.dstack([pairs[:, :, :2].reshape(height, width), *(pairs[:, :, c].repeat(2, axis=1) for c in (2, 3))])
    if layout.samples == 1:
        return samples.reshape(height, width)
    return interleaved(samples, layout) if layout.planar else samples.reshape(height, width, 3)


def interleaved(samples: npt.NDArray[np.generic], layout: Layout) -> npt.NDArray[np.generic]:
    """(3 H W,) one colour after the other -> (H, W, 3)."""
    return np.moveaxis(samples.reshape(3, layout.rows, layout.columns), 0, -1)


def rgb(samples: Samples, photometric: str, bits_stored: int) -> Image8:
    """(H, W, 3) of a colour space of `Layout` -> (H, W, 3) RGB. Raises ValueError for a space that only a codec undoes."""
    image = np.ascontiguousarray(samples >> (bits_stored - 8) if bits_stored > 8 else samples, dtype=np.uint8)
    match photometric:
        case "RGB":
            return image
        case "YBR_FULL" | "YBR_FULL_422":
            return _from_ycbcr(image)
        case "YBR_PARTIAL_422" | "YBR_PARTIAL_420":
            return _from_ycbcr(np.asarray(cv2.LUT(image, _FULL_RANGE), np.uint8))
        case other:
            raise ValueError(f"pixels stored as {other} without a codec of that colour space")


def _from_ycbcr(ycbcr: Image8) -> Image8:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(ycbcr[:, :, [0, 2, 1]]), cv2.COLOR_YCrCb2RGB), np.uint8)
