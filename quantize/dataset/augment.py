"""Random variation of training images: the scanner's settings, resized crop, flip, jitter after CLAHE; Mixup of a batch.

Settings and crop are of the raw region, before median filter and CLAHE: what the network sees then went through the very path
of the appliance, from a scanner set otherwise and for a region that an operator might have drawn a little differently. The
jitter comes after CLAHE, as in the paper; before it, CLAHE would take most of it back.
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
from edge_app.phantom.scanner import GreyMap
from edge_app.records import GreyImage, Roi
from quantize.network.model import CLASSES
from quantize.perturbations.framing import change_depth
from quantize.perturbations.grey_levels import GreySetting, change_setting
from quantize.perturbations.resolution import change_frequency
from quantize.perturbations.scene import Scene, Window

CURVES = (GreyMap.SOFT, GreyMap.STRONG)


@dataclass(frozen=True)
class ScannerVariation:
    """How much a scanner's settings vary about those an image was taken with; each is drawn uniformly, ratios log-uniformly."""

    gain_db: float = 9.0  # up to so much more or less
    tilt_db: float = 9.0  # up to so much more or less below than above
    dynamic_range_db: tuple[float, float] = (45.0, 80.0)  # where an image has 60
    grey_map_share: float = 1.5  # up to so much of one of two maps
    depth: float = 1.4  # up to so many times deeper or shallower
    frequency: float = 1.4  # up to so many times higher or lower
    share: float = 0.5  # of the images whose depth, and of those whose frequency, is changed at all: these two take the time


@dataclass(frozen=True)
class Augmentation:
    """How much training images vary. Jitter, flip and Mixup are the paper's; the crop's bounds are ours."""

    least_area: float = 0.6  # of the region; ImageNet's 0.08 would often leave an image without muscle
    most_stretch: float = 4 / 3  # aspect ratio of the crop against the region's
    flip: float = 0.5  # probability, left to right
    jitter: float = 0.2  # brightness and contrast, each by a factor within 1 +- this
    mixup: float = 0.2  # alpha of Beta(alpha, alpha); 0: images are not mixed
    scanner: ScannerVariation | None = None  # None: settings as they are

    @property
    def varies_images(self) -> bool:
        """Whether an image is ever other than as the appliance would see it; Mixup comes after that."""
        unvaried = (self.least_area, self.most_stretch, self.flip, self.jitter, self.scanner) == (1, 1, 0, 0, None)
        return not unvaried

    @property
    def least_side(self) -> float:
        """Smallest width or height of a crop, as a share of the region's."""
        return math.sqrt(self.least_area / self.most_stretch)


NO_AUGMENTATION = Augmentation(least_area=1.0, most_stretch=1.0, flip=0.0, jitter=0.0, mixup=0.0)


@dataclass(frozen=True)
class Variant:
    """One random variant of a region, preprocessed."""

    image: GreyImage  # (size, size)
    window: Window  # what it shows, in px of the region
    mirrored: bool  # left and right exchanged


def random_region(height: int, width: int, a: Augmentation, rng: np.random.Generator) -> Roi:
    """A crop of a height x width region: uniform area, log-uniform stretch, uniform place."""
    area = rng.uniform(a.least_area, 1)
    stretch = math.exp(rng.uniform(-1, 1) * math.log(a.most_stretch))
    w = max(1, round(width * min(1.0, math.sqrt(area * stretch))))
    h = max(1, round(height * min(1.0, math.sqrt(area / stretch))))
    return Roi(int(rng.integers(width - w + 1)), int(rng.integers(height - h + 1)), w, h)


def random_setting(v: ScannerVariation, rng: np.random.Generator) -> GreySetting:
    """What of a scanner's settings changes grey levels and nothing else."""
    return GreySetting(
        gain_db=float(rng.uniform(-v.gain_db, v.gain_db)),
        tilt_db=float(rng.uniform(-v.tilt_db, v.tilt_db)),
        dynamic_range_db=float(rng.uniform(*v.dynamic_range_db)),
        grey_map=CURVES[int(rng.integers(len(CURVES)))],
        grey_map_share=float(rng.uniform(0, v.grey_map_share)),
    )


def resampled(scene: Scene, v: ScannerVariation, rng: np.random.Generator) -> Scene:
    """The scene at another depth and frequency, each in a share of the cases."""
    depth, frequency = (math.exp(rng.uniform(-1, 1) * math.log(most)) for most in (v.depth, v.frequency))
    if rng.random() < v.share:
        scene = change_depth(scene, depth)
    if rng.random() < v.share:
        scene = scene.with_field(lambda part: change_frequency(part, frequency, scene.mm_per_pixel))
    return scene


def jittered(image: GreyImage, a: Augmentation, rng: np.random.Generator) -> GreyImage:
    """Brightness by a factor, then contrast about the mean by another, as torchvision's ColorJitter does."""
    brightness, contrast = rng.uniform(1 - a.jitter, 1 + a.jitter, 2)
    levels = np.arange(256) * brightness
    levels = (levels - image.mean() * brightness) * contrast + image.mean() * brightness
    return cv2.LUT(image, np.clip(np.rint(levels), 0, 255).astype(np.uint8))  # type: ignore[return-value]


def variant(region: GreyImage, a: Augmentation, p: Preprocessing, rng: np.random.Generator) -> Variant:
    """One random variant of a raw region (H, W) uint8. Its scale is taken to be unknown, for frequency."""
    height, width = region.shape
    roi = random_region(height, width, a, rng)
    scene = Scene(region, roi, Roi(0, 0, width, height), None)
    if a.scanner is not None:
        scene = resampled(scene, a.scanner, rng)
    image = crop_resize(scene.pixels, scene.roi, p.size)
    mirrored = bool(rng.random() < a.flip)
    if mirrored:
        image = np.ascontiguousarray(image[:, ::-1])
    if a.scanner is not None:
        image = change_setting(image, random_setting(a.scanner, rng))
    return Variant(jittered(enhance(image, p), a, rng), scene.window(scene.roi), mirrored)


def augmented(region: GreyImage, a: Augmentation, p: Preprocessing, rng: np.random.Generator) -> GreyImage:
    """One random variant of a raw region (H, W) uint8 -> (size, size) uint8, preprocessed."""
    return variant(region, a, p, rng).image


def mix(
    x: Tensor, labels: Tensor, a: Augmentation, rng: np.random.Generator, classes: int = len(CLASSES)
) -> tuple[Tensor, Tensor]:
    """Mixup (Zhang et al. 2018): blend a batch with itself in another order.

    x (N, ...) float32, labels (N,) int64 -> blended x, and (N, classes) float32 class shares. One weight for the batch.
    Without Mixup x is returned as it is.
    """
    if a.mixup == 0:
        return x, F.one_hot(labels, classes).to(x.dtype)
    weight = float(rng.beta(a.mixup, a.mixup))
    partner = torch.from_numpy(rng.permutation(len(x))).to(x.device)
    shares = F.one_hot(labels, classes).to(x.dtype)
    return torch.lerp(x[partner], x, weight), torch.lerp(shares[partner], shares, weight)
