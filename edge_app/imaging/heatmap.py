"""From the last feature map to a heatmap on the image: Grad-CAM in closed form, and its colours.

The head of the network is global average pooling and one linear layer, so the gradient of logit c with respect to the
last feature map A_k is w_ck / (h w) at every position. Grad-CAM (Selvaraju et al. 2017, eq. 1 and 2) is then
relu(sum_k w_ck A_k) up to the positive factor 1 / (h w): the class activation map of Zhou et al. 2016, rectified. No
gradient is computed, and one forward pass is enough.

A map has no unit of its own. Scaling each map to its own maximum, as is common, would make the faintest evidence in a
normal frame look like disease and the live overlay flicker. So a finding's map is divided by the bundle's `heat_scale`, a
constant determined on calibration images, and clipped at 1.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from edge_app.records import FloatMap, GreyImage, Roi

RgbImage = npt.NDArray[np.uint8]  # (h, w, 3)
Layer = npt.NDArray[np.uint8]  # (h, w, 4) BGRA, premultiplied: Qt's ARGB32_Premultiplied

# Plasma rises evenly in lightness, is distinguishable with every type of colour vision, and unlike inferno does not end in
# white, which on ultrasound is fascia.
COLOURS: RgbImage = cv2.cvtColor(
    cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_PLASMA), cv2.COLOR_BGR2RGB
)[:, 0]  # type: ignore[assignment]


OPACITY = 0.6  # of the strongest evidence, unless somebody chooses
NETWORK_SIDE = 224  # px of the network's input
_NOTHING = np.zeros(1)
MUSCLE_GREY = 80  # 0-255, echo intensity of muscle with normal brightness: what a scale of the colours is drawn on


def colour_scale(width: int, height: int) -> RgbImage:
    """(height, width, 3) RGB: the colours of heat from 0 on the left to 1 on the right, as they look over muscle."""
    ramp = np.rint(np.linspace(0, 255, width)).astype(np.uint8)
    return over_grey(np.full((height, width), MUSCLE_GREY, np.uint8), coloured(np.tile(ramp, (height, 1)), OPACITY))


def grad_cam(features: FloatMap, class_weights: FloatMap) -> FloatMap:
    """Grad-CAM of one class at the last feature map, without computing a gradient.

    features: (K, h, w) float32, before global average pooling; class_weights: (K,) float32, that class's row of the
    linear layer. Returns (h, w) float32, at least 0, which is h w times Grad-CAM as scaled in the paper.
    """
    k, h, w = features.shape
    evidence: FloatMap = (class_weights @ features.reshape(k, h * w)).reshape(h, w)
    np.maximum(evidence, 0.0, out=evidence)
    return evidence


def scaled(cam: FloatMap, heat_scale: float) -> FloatMap:
    """Raw map -> heat 0-1 (float32). `heat_scale` is the raw value shown as 1; anything above is clipped."""
    heat: FloatMap = np.minimum(cam * np.float32(1.0 / heat_scale), np.float32(1.0))
    return heat


def cell_offset(cells: int) -> float:
    """How far a cell of a feature map lies left of, and above, the middle of its block of the input, in cells: almost half.

    Each convolution that halves its input reads around every second pixel, the first to begin with. So cell k of the last map
    lies over pixel 32 k of the network's 224, where the middle of its block is 32 k + 15.5.
    """
    return 0.5 - 0.5 * cells / NETWORK_SIDE


def heat_layer(heat: FloatMap, size: tuple[int, int], opacity: float) -> Layer:
    """Heat (h, w), 0-1, interpolated to `size` = (width, height) pixels -> (height, width, 4) uint8, BGRA, premultiplied.

    Alpha grows with the evidence up to `opacity` (0-1): where there is no evidence, the image under the layer is unchanged.
    """
    return coloured(heat_levels(heat, size), opacity)


def heat_levels(heat: FloatMap, size: tuple[int, int]) -> GreyImage:
    """Heat (h, w), 0-1, interpolated to `size` = (width, height) pixels -> (height, width) uint8, 0-255.

    Each cell lies where the network has seen it (`cell_offset`).
    """
    (width, height), (rows, columns) = size, heat.shape
    across = _cubic_weights(columns, width) @ (np.clip(heat, 0.0, 1.0) * np.float32(255.0)).T
    heights = _cubic_weights(rows, height) @ across.T
    levels: GreyImage = cv2.add(heights, _NOTHING, dtype=cv2.CV_8U)  # type: ignore[assignment]  # rounded, cut off at 0 and 255
    return levels


@lru_cache(maxsize=8)
def _cubic_weights(cells: int, pixels: int) -> FloatMap:
    """(pixels, cells) float32: what each cell of a map gives to each pixel that it is drawn on, along one side.

    Cubic convolution (Keys 1981) with a = -0.75, as OpenCV has it; beyond the outer cells the map goes on as it ends. Two
    products of matrices take a fourth of the time that `cv2.resize` does, and no place has to be rounded to a pixel.
    """
    place = (np.arange(pixels) + 0.5) * (cells / pixels) - 0.5 + cell_offset(cells)
    before = np.floor(place).astype(int)
    weights = np.zeros((pixels, cells), np.float32)
    for tap in range(-1, 3):
        far = np.abs(place - before - tap)
        near = (1.25 * far - 2.25) * far * far + 1.0
        outer = -0.75 * (((far - 5.0) * far + 8.0) * far - 4.0)
        np.add.at(weights, (np.arange(pixels), np.clip(before + tap, 0, cells - 1)), np.where(far <= 1.0, near, outer))
    return weights


def coloured(levels: GreyImage, opacity: float) -> Layer:
    """The colours of heat (h, w), 0-255 -> (h, w, 4) uint8, BGRA, premultiplied; alpha up to `opacity` (0-1).

    Premultiplied and in this order of bytes, Qt paints it in two thirds of the time that RGBA takes.
    """
    pixels = levels.ravel()
    if pixels.size % 2:  # they are looked up in pairs
        pixels = np.append(pixels, np.uint8(0))
    # All indices are within the table. "clip" leaves out the search for one that is not, which took half the time.
    colours = np.take(_colour_pairs(opacity), pixels.view("<u2"), mode="clip")
    layer: Layer = colours.view(np.uint8)[: levels.size * 4].reshape(*levels.shape, 4)
    return layer


@lru_cache(maxsize=2)
def _colour_pairs(opacity: float) -> npt.NDArray[np.uint64]:
    """(65536,) the BGRA of two neighbouring pixels, by their levels, the left one's in the low byte: half as many look-ups."""
    alpha = np.rint(np.arange(256) * opacity)[:, None]
    premultiplied = np.rint(COLOURS[:, ::-1] * (alpha / 255))
    words = np.ascontiguousarray(np.hstack([premultiplied, alpha]).astype(np.uint8)).view(np.uint32)[:, 0]
    pairs: npt.NDArray[np.uint64] = np.stack([np.tile(words, 256), np.repeat(words, 256)], axis=1).view(np.uint64)[:, 0]
    return pairs


def overlay(pixels: GreyImage, roi: Roi, heat: FloatMap, opacity: float = OPACITY) -> RgbImage:
    """The grey frame with the heat drawn over its region -> (H, W, 3) uint8 RGB, a new array.

    pixels: (H, W) uint8; roi: inside the frame; heat: (h, w), 0-1; opacity: 0-1, of the strongest evidence.
    """
    image: RgbImage = cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)  # type: ignore[assignment]
    region = image[roi.y : roi.y + roi.h, roi.x : roi.x + roi.w]
    region[:] = over_grey(roi.crop(pixels), heat_layer(heat, (roi.w, roi.h), opacity))
    return image


def over_grey(pixels: GreyImage, layer: Layer) -> RgbImage:
    """A layer over a grey image of its size -> (h, w, 3) uint8 RGB."""
    under = np.float32(1.0) - layer[..., 3:].astype(np.float32) / np.float32(255.0)
    image: RgbImage = np.minimum(np.rint(layer[..., 2::-1] + under * pixels[..., None]), 255).astype(np.uint8)
    return image
