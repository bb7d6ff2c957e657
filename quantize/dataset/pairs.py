"""Pairs of random variants of one image, whose answers have to agree: of real frames without a label, and of training images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from edge_app.imaging.preprocess import Preprocessing
from edge_app.records import GreyImage
from quantize.dataset.augment import Augmentation, Variant, variant
from quantize.dataset.batches import PAIR, made_ahead, stream
from quantize.perturbations.scene import Window


@dataclass(frozen=True)
class PairBatch:
    """N images in two variants each."""

    first: Tensor  # (N, 1, size, size) uint8
    second: Tensor  # (N, 1, size, size) uint8
    first_in_second: Tensor  # (N, 2, 3) float32: where a place of the second variant lies in the first, as `place_in` gives it


def pair_batches(
    unlabelled: Sequence[GreyImage],
    labelled: Sequence[GreyImage],
    size: int,
    count: int,
    epoch: int,
    seed: int,
    a: Augmentation,
    p: Preprocessing,
) -> Iterator[PairBatch]:
    """`count` batches of an epoch, of `size` images: the larger half from `unlabelled`, the others from `labelled`, by chance.

    Both are raw regions (H, W). Each batch is made while the one before is used.
    """

    def make(step: int) -> PairBatch:
        rng = stream(seed, PAIR, epoch, step)
        half = size // 2
        chosen = [unlabelled[i] for i in rng.integers(len(unlabelled), size=size - half)]
        chosen += [labelled[i] for i in rng.integers(len(labelled), size=half)]
        pairs = [(variant(region, a, p, rng), variant(region, a, p, rng)) for region in chosen]
        first, second = (torch.from_numpy(np.stack([pair[i].image for pair in pairs])[:, None]) for i in range(2))
        return PairBatch(first, second, torch.stack([place_in(one, other) for one, other in pairs]))

    yield from made_ahead(make, count)


def place_in(first: Variant, second: Variant) -> Tensor:
    """(2, 3) float32: the affine map from a place in the second variant to the same tissue in the first.

    Places are as in `torch.nn.functional.affine_grid`: from -1 at the left and upper edge to 1 at the right and lower one.
    """
    (sx, ox), (sy, oy) = _along(first.window, second.window)
    one = -1.0 if first.mirrored else 1.0
    other = -1.0 if second.mirrored else 1.0
    return torch.tensor([[one * sx * other, 0.0, one * ox], [0.0, sy, oy]])


def _along(first: Window, second: Window) -> tuple[tuple[float, float], tuple[float, float]]:
    """Scale and offset across, and down, of the second window in units of half the first."""
    return (
        (second.w / first.w, (2 * second.x + second.w - 2 * first.x - first.w) / first.w),
        (second.h / first.h, (2 * second.y + second.h - 2 * first.y - first.h) / first.h),
    )
