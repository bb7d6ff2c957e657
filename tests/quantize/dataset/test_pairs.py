"""Pairs of variants of one image: what lies where in both."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from edge_app.imaging.preprocess import Preprocessing
from quantize.dataset.augment import Augmentation, ScannerVariation, Variant, variant
from quantize.dataset.pairs import pair_batches, place_in

SIDE = 64  # px
BARE = Preprocessing(size=SIDE, median=None, clahe_clip=None)
GEOMETRY = Augmentation(jitter=0.0)
DEPTHS = Augmentation(
    jitter=0.0,
    scanner=ScannerVariation(gain_db=0, tilt_db=0, dynamic_range_db=(60.0, 60.0), grey_map_share=0, frequency=1.0, share=1.0),
)
# Smooth, and nowhere alike: brighter to the right and, less, downwards.
RAMP = np.asarray(np.add.outer(np.linspace(0, 60, 150), np.linspace(20, 190, 180)), np.uint8)


def drawn(number: int, a: Augmentation) -> Variant:
    return variant(RAMP, a, BARE, np.random.default_rng(number))


@pytest.mark.parametrize("augmentation", [GEOMETRY, DEPTHS])
@pytest.mark.parametrize("number", range(12))
def test_both_variants_show_the_same_tissue_where_they_say(number: int, augmentation: Augmentation) -> None:
    first, second = drawn(number, augmentation), drawn(100 + number, augmentation)
    grid = F.affine_grid(place_in(first, second)[None], [1, 1, SIDE, SIDE], align_corners=False)
    image = torch.from_numpy(first.image).float()[None, None]
    moved = F.grid_sample(image, grid, padding_mode="border", align_corners=False)[0, 0].numpy()
    both = (grid[0].abs() <= 1).all(-1).numpy()
    assert both.mean() > 0.1
    assert np.abs(moved - second.image)[both].max() < 6


def test_a_mirrored_pair_lies_mirrored() -> None:
    whole = Augmentation(least_area=1.0, most_stretch=1.0, flip=0.0, jitter=0.0)
    turned = Augmentation(least_area=1.0, most_stretch=1.0, flip=1.0, jitter=0.0)
    expected = torch.tensor([[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    torch.testing.assert_close(place_in(drawn(0, whole), drawn(1, turned)), expected)


def test_half_of_the_pairs_are_labelled_images_and_an_epoch_repeats_exactly() -> None:
    dark, bright = np.full((70, 70), 40, np.uint8), np.full((70, 70), 200, np.uint8)

    def epoch(number: int) -> list[torch.Tensor]:
        return [b.first for b in pair_batches([bright], [dark], 4, 3, number, 7, GEOMETRY, BARE)]

    batches = epoch(0)
    assert len(batches) == 3
    assert [(batch.flatten(1).float().mean(1) > 100).sum().item() for batch in batches] == [2, 2, 2]
    assert all(torch.equal(a, b) for a, b in zip(batches, epoch(0), strict=True))
