"""Random variation of training images, and the batches made of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import Roi
from quantize.dataset.augment import NO_AUGMENTATION, Augmentation, augmented, jittered, mix, random_region
from quantize.dataset.batches import CACHE_SIDE, ImageSet, read_images, training_batches
from quantize.dataset.manifest import read_sample
from tests.support.small_dataset import make_dataset

PLAIN = Augmentation(least_area=1.0, most_stretch=1.0, flip=0.0, jitter=0.0)
P = Preprocessing()
NOISE = np.random.default_rng(0).integers(0, 256, (200, 260), np.uint8)


@given(st.integers(1, 600), st.integers(1, 600), st.integers(0, 2**32))
def test_crop_lies_inside_and_has_the_area_asked_for(height: int, width: int, seed: int) -> None:
    a = Augmentation()
    roi = random_region(height, width, a, np.random.default_rng(seed))
    assert roi == roi.clipped(width, height)
    assert (roi.w + 0.5) / width >= np.sqrt(a.least_area / a.most_stretch)
    assert (roi.w + 0.5) * (roi.h + 0.5) >= a.least_area / a.most_stretch * width * height * 0.99


def test_without_variation_an_image_is_the_appliances() -> None:
    whole = preprocess(NOISE, Roi(0, 0, 260, 200), P)
    np.testing.assert_array_equal(augmented(NOISE, PLAIN, P, np.random.default_rng(0)), whole)


def test_a_flip_is_left_to_right_before_enhancement() -> None:
    always = Augmentation(least_area=1.0, most_stretch=1.0, flip=1.0, jitter=0.0)
    mirrored = preprocess(np.ascontiguousarray(NOISE[:, ::-1]), Roi(0, 0, 260, 200), P)
    seen = augmented(NOISE, always, P, np.random.default_rng(0))
    assert np.abs(seen.astype(int) - mirrored).mean() < 1  # resizing rounds the other way round here and there


def test_jitter_stays_in_its_bounds_and_does_something() -> None:
    grey = np.full((8, 8), 100, np.uint8)
    means = [jittered(grey, Augmentation(), np.random.default_rng(seed)).mean() for seed in range(200)]
    assert 80 <= min(means) < 85 and 115 < max(means) <= 120  # contrast does not change an even image
    two = np.array([[90, 110]], np.uint8)
    spans = [int(np.ptp(jittered(two, Augmentation(), np.random.default_rng(seed)).astype(int))) for seed in range(200)]
    assert 20 * 0.64 - 1 <= min(spans) < 16 and 24 < max(spans) <= 20 * 1.44 + 1


def test_mixup_blends_images_and_labels_alike() -> None:
    labels = torch.tensor([0, 1, 1, 0])
    x = labels.float().view(4, 1, 1, 1).expand(4, 3, 2, 2).clone()
    blended, shares = mix(x, labels, Augmentation(mixup=5.0), np.random.default_rng(1))
    torch.testing.assert_close(blended[:, 0, 0, 0], shares[:, 1])
    torch.testing.assert_close(shares.sum(1), torch.ones(4))
    assert bool(((shares > 0.01) & (shares < 0.99)).any())


def images(count: int) -> ImageSet:
    """Even grey images, each of its own level, so that a batch shows which ones it holds."""
    regions = tuple(np.full((60, 60), 5 * i, np.uint8) for i in range(count))
    labels = np.arange(count) % 2
    seen = np.stack([preprocess(region, Roi(0, 0, 60, 60), P) for region in regions])
    return ImageSet(seen, regions, labels, np.zeros(count), np.zeros(count))


@pytest.mark.parametrize("a", [PLAIN, dataclasses.replace(PLAIN, flip=0.5)], ids=["as they are", "varied"])
def test_an_epoch_holds_every_image_once(a: Augmentation) -> None:
    source = images(10)
    batches = list(training_batches(source, 5, 0, 0, a, P))
    grey = torch.cat([b.grey for b in batches])
    assert grey.shape == (10, 1, 224, 224) and grey.dtype == torch.uint8
    levels = [int(image.flatten().mode().values) for image in grey]
    of_each = [int(np.median(augmented(region, PLAIN, P, np.random.default_rng(0)))) for region in source.regions]
    assert sorted(levels) == sorted(of_each)
    assert torch.cat([b.labels for b in batches]).sum() == 5


@pytest.mark.parametrize(("size", "expected"), [(4, [4, 4]), (10, [10]), (32, [10]), (2, [2] * 5)])
def test_a_short_last_batch_is_left_out_unless_it_is_the_only_one(size: int, expected: list[int]) -> None:
    assert [len(b.labels) for b in training_batches(images(10), size, 0, 0, PLAIN, P)] == expected


def test_epochs_differ_and_repeat_exactly() -> None:
    def epoch(number: int, seed: int) -> torch.Tensor:
        return torch.cat([b.grey for b in training_batches(images(6), 3, number, seed, Augmentation(), P)])

    assert torch.equal(epoch(1, 0), epoch(1, 0))
    assert not torch.equal(epoch(1, 0), epoch(2, 0))
    assert not torch.equal(epoch(1, 0), epoch(1, 1))


def test_a_part_is_read_as_the_appliance_would_see_it(tmp_path: Path) -> None:
    samples = make_dataset(tmp_path, 4)
    part = read_images(tmp_path, samples, P, "part")
    pixels, mask, roi = read_sample(tmp_path, samples[1])
    np.testing.assert_array_equal(part.images[1], preprocess(pixels, roi, P))
    np.testing.assert_array_equal(part.regions[1], roi.crop(pixels))
    assert part.region_echo[1] == pytest.approx(roi.crop(pixels).mean())
    assert mask is not None and part.muscle_echo[1] == pytest.approx(pixels[mask == 255].mean())
    assert part.labels.tolist() == [0, 1, 0, 1]


def test_large_regions_are_kept_small(tmp_path: Path) -> None:
    samples = make_dataset(tmp_path, 1)
    for name in (samples[0].image, str(samples[0].mask)):
        image = cv2.imread(str(tmp_path / name), cv2.IMREAD_GRAYSCALE)
        assert image is not None
        cv2.imwrite(str(tmp_path / name), cv2.resize(image, (960, 400)))
    part = read_images(tmp_path, samples, P, "part")
    height, width = part.regions[0].shape
    assert width == CACHE_SIDE and height < CACHE_SIDE


def test_without_augmentation_batches_are_exactly_what_the_appliance_would_see(tmp_path: Path) -> None:
    bare = Preprocessing(size=64, median=None, clahe_clip=None)
    samples = make_dataset(tmp_path / "set", 6)
    images = read_images(tmp_path / "set", samples, bare, "a")
    batches = list(training_batches(images, 2, 0, 1, NO_AUGMENTATION, bare))
    seen = {batch.grey[i, 0].numpy().tobytes() for batch in batches for i in range(2)}
    pixels, _, roi = read_sample(tmp_path / "set", samples[0])
    assert len(seen) == 6 and preprocess(pixels, roi, bare).tobytes() in seen
    assert not NO_AUGMENTATION.varies_images and Augmentation().varies_images


def test_without_mixup_images_stay_as_they_are() -> None:
    x, labels = torch.rand(4, 3, 8, 8), torch.tensor([0, 1, 1, 0])
    mixed, shares = mix(x, labels, NO_AUGMENTATION, np.random.default_rng(0))
    assert torch.equal(mixed, x) and shares.argmax(1).tolist() == labels.tolist() and shares.max() == 1
