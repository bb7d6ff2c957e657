"""Images in memory, and the training batches made of them in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from tqdm import tqdm

from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import GreyImage
from quantize.class_list import ClassList
from quantize.dataset.augment import Augmentation, augmented
from quantize.dataset.classes import class_indices
from quantize.dataset.manifest import Sample, read_sample
from quantize.network.model import CLASSES

CACHE_SIDE = 320  # px; a crop of two thirds of its area still has more pixels than the network's input

ORDER, VARIANT, MIXUP, PAIR = range(4)  # what a random stream is for

T = TypeVar("T")


def stream(seed: int, purpose: int, *place: int) -> np.random.Generator:
    """The random numbers for one purpose at one place (epoch, image or step).

    Drawn afresh for every place, so that a resumed run needs no saved state and threads cannot change the order.
    """
    return np.random.default_rng((seed, purpose, *place))


@dataclass(frozen=True)
class ImageSet:
    """One part of a data set, read once."""

    images: npt.NDArray[np.uint8]  # (N, size, size), as the appliance would preprocess them
    regions: tuple[GreyImage, ...]  # raw, at most CACHE_SIDE px a side; for augmentation
    labels: npt.NDArray[np.int64]  # (N,), index into CLASSES
    region_echo: npt.NDArray[np.float64]  # (N,) mean grey level of the raw region
    muscle_echo: npt.NDArray[np.float64]  # (N,) mean grey level inside the mask; NaN where there is none
    classes: npt.NDArray[np.int64] | None = None  # (N,), index into a list of classes; None: nobody asked for any

    @property
    def truth(self) -> npt.NDArray[np.int64]:
        """(N,) what a network of them has to answer: the class, or where there is none the label."""
        return self.labels if self.classes is None else self.classes


def read_images(
    folder: Path, samples: Sequence[Sample], p: Preprocessing, name: str, classes: ClassList | None = None
) -> ImageSet:
    """Read and preprocess every sample. Raises ConfigError naming the file at fault, or an image without one of the classes."""
    indices = None if classes is None else class_indices(samples, classes)
    images = np.empty((len(samples), p.size, p.size), np.uint8)
    regions, region_echo, muscle_echo = [], [], []
    for i, sample in enumerate(tqdm(samples, desc=f"reading {name}", unit="image", disable=None)):
        pixels, mask, roi = read_sample(folder, sample)
        images[i] = preprocess(pixels, roi, p)
        region_echo.append(roi.crop(pixels).mean())
        muscle_echo.append(np.nan if mask is None else pixels[mask > 0].mean())
        regions.append(limited(roi.crop(pixels)))
    labels = np.array([CLASSES.index(s.label) for s in samples], np.int64)
    return ImageSet(images, tuple(regions), labels, np.array(region_echo), np.array(muscle_echo), indices)


def limited(region: GreyImage) -> GreyImage:
    """A copy with each side brought to at most CACHE_SIDE, on its own: the network's input is square anyhow."""
    height, width = region.shape
    if width <= CACHE_SIDE and height <= CACHE_SIDE:
        return np.array(region)
    size = (min(width, CACHE_SIDE), min(height, CACHE_SIDE))
    return cv2.resize(region, size, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


@dataclass(frozen=True)
class Batch:
    """What one training step reads."""

    grey: Tensor  # (N, 1, size, size) uint8
    labels: Tensor  # (N,) int64, labels or classes


def training_batches(images: ImageSet, size: int, epoch: int, seed: int, a: Augmentation, p: Preprocessing) -> Iterator[Batch]:
    """An epoch's batches of `size`, each made while the one before is trained on. A last, shorter one is left out.

    Where the augmentation varies nothing the images are exactly those that the appliance would see.
    """
    order = stream(seed, ORDER, epoch).permutation(len(images.labels))

    def make(chosen: npt.NDArray[np.int64]) -> Batch:
        if a.varies_images:
            grey = np.stack([augmented(images.regions[i], a, p, stream(seed, VARIANT, epoch, int(i))) for i in chosen])
        else:
            grey = images.images[chosen]
        return Batch(torch.from_numpy(grey[:, None]), torch.from_numpy(images.truth[chosen]))

    yield from made_ahead(lambda step: make(order[step * size : (step + 1) * size]), steps(len(order), size))


def made_ahead(make: Callable[[int], T], count: int) -> Iterator[T]:
    """What `make` gives for 0 to `count`, each made in the background while the one before is used."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(make, 0)
        for number in range(count):
            ready = coming.result()
            if number + 1 < count:
                coming = pool.submit(make, number + 1)
            yield ready


def steps(images: int, size: int) -> int:
    """Batches of an epoch: at least one."""
    return max(1, images // size)
