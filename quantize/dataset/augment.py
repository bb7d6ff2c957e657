"""Random variation of training images: resized crop, flip, jitter of brightness and contrast; Mixup of a batch.

The crop is taken of the raw region, before median filter and CLAHE: what the network sees then went through the very path
of the appliance, for a region that an operator might have drawn a little differently. The jitter comes after CLAHE, as in
the paper; before it, CLAHE would take most of it back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from edge_app.imaging.preprocess import Preprocessing, crop_resize, enhance
from edge_app.records import GreyImage, Roi
from quantize.network.model import CLASSES


@dataclass(frozen=True)
class Augmentation:
    """How much training images vary. Jitter, flip and Mixup are the paper's; the crop's bounds are ours."""

    least_area: float = 0.6  # of the region; ImageNet's 0.08 would often leave an image without muscle
    most_stretch: float = 4 / 3  # aspect ratio of the crop against the region's
    flip: float = 0.5  # probability, left to right
    jitter: float = 0.2  # brightness and contrast, each by a factor within 1 +- this
    mixup: float = 0.2  # alpha of Beta(alpha, alpha)

    @property
    def least_side(self) -> float:
        """Smallest width or height of a crop, as a share of the region's."""
        return math.sqrt(self.least_area / self.most_stretch)


def random_region(height: int, width: int, a: Augmentation, rng: np.random.Generator) -> Roi:
    """A crop of a height x width region: uniform area, log-uniform stretch, uniform place."""
    area = rng.uniform(a.least_area, 1)
    stretch = math.exp(rng.uniform(-1, 1) * math.log(a.most_stretch))
    w = max(1, round(width * min(1.0, math.sqrt(area * stretch))))
    h = max(1, round(height * min(1.0, math.sqrt(area / stretch))))
    return Roi(int(rng.integers(width - w + 1)), int(rng.integers(height - h + 1)), w, h)


def jittered(image: GreyImage, a: Augmentation, rng: np.random.Generator) -> GreyImage:
    """Brightness by a factor, then contrast about the mean by another, as torchvision's ColorJitter does."""
    brightness, contrast = rng.uniform(1 - a.jitter, 1 + a.jitter, 2)
    levels = np.arange(256) * brightness
    levels = (levels - image.mean() * brightness) * contrast + image.mean() * brightness
    return cv2.LUT(image, np.clip(np.rint(levels), 0, 255).astype(np.uint8))  # type: ignore[return-value]


def augmented(region: GreyImage, a: Augmentation, p: Preprocessing, rng: np.random.Generator) -> GreyImage:
    """One random variant of a raw region (H, W) uint8 -> (size, size) uint8, preprocessed."""
    image = crop_resize(region, random_region(region.shape[0], region.shape[1], a, rng), p.size)
    if rng.random() < a.flip:
        image = np.ascontiguousarray(image[:, ::-1])
    return jittered(enhance(image, p), a, rng)


def mix(x: Tensor, labels: Tensor, a: Augmentation, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Mixup (Zhang et al. 2018): blend a batch with itself in another order.

    x (N, ...) float32, labels (N,) int64 -> blended x, and (N, 2) float32 class shares. One weight for the batch.
    """
    weight = float(rng.beta(a.mixup, a.mixup))
    partner = torch.from_numpy(rng.permutation(len(x))).to(x.device)
    shares = F.one_hot(labels, len(CLASSES)).to(x.dtype)
    return torch.lerp(x[partner], x, weight), torch.lerp(shares[partner], shares, weight)
