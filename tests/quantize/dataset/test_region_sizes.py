"""Sizes of a data set's regions, in millimetres."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.errors import ConfigError
from quantize.dataset.augment import Augmentation, random_region
from quantize.dataset.region_sizes import MARGIN, measure_regions
from tests.support.small_dataset import make_dataset


def test_regions_are_measured_by_depth_and_may_be_somewhat_exceeded(tmp_path: Path) -> None:
    samples = make_dataset(tmp_path / "set", 3)  # ellipses of 61 x 41 px in images of 80 rows, with a margin of a tenth
    deep = [dataclasses.replace(sample, depth_mm=depth) for sample, depth in zip(samples, (40.0, 80.0, None), strict=True)]
    sizes = measure_regions(tmp_path / "set", deep)
    assert sizes.regions == 2
    assert sizes.width_mm == pytest.approx((36.5, 73.0), abs=0.8) and sizes.height_mm == pytest.approx((24.5, 49.0), abs=0.8)
    width, height = sizes.may_be_judged(Augmentation(least_area=0.5, most_stretch=2.0))  # crops of half a side and more
    assert width == pytest.approx((sizes.width_mm[0] / 2 / MARGIN, sizes.width_mm[1] * MARGIN), abs=0.06)
    assert height == pytest.approx((sizes.height_mm[0] / 2 / MARGIN, sizes.height_mm[1] * MARGIN), abs=0.06)


@given(height=st.integers(50, 400), width=st.integers(50, 400), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_no_crop_of_the_training_is_smaller_than_the_least_side(height: int, width: int, seed: int) -> None:
    augmentation = Augmentation()
    crop = random_region(height, width, augmentation, np.random.default_rng(seed))
    assert crop.w >= augmentation.least_side * width - 1 and crop.h >= augmentation.least_side * height - 1


def test_without_any_depth_nothing_is_known(tmp_path: Path) -> None:
    samples = make_dataset(tmp_path / "set", 2)
    with pytest.raises(ConfigError, match="has a mask and a scale"):
        measure_regions(tmp_path / "set", samples)
