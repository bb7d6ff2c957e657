"""The guard that other tests use does what they rely on."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.guard.texture import texture_features
from edge_app.guard.texture_golden import TOLERANCE
from edge_app.records import GreyImage
from tests.support.fakes import textured
from tests.support.guard_factories import small_texture_golden, small_texture_model
from tests.support.speckle import speckle


def is_muscle(crop: GreyImage) -> bool:
    model = small_texture_model()
    return model.is_muscle(model.score(texture_features(crop)))


def test_it_measures_what_it_was_made_with() -> None:
    """If not, make it again: python -m tests.support.small_guard tests/golden/guard"""
    assert small_texture_golden().largest_difference(small_texture_model()) <= TOLERANCE


def test_simulated_muscle_is_accepted_as_a_transverse_view() -> None:
    model = small_texture_model()
    for crop in small_texture_golden().crops[:2]:
        score = model.score(texture_features(crop))
        assert model.is_muscle(score) and not model.is_longitudinal(score)


@pytest.mark.parametrize(
    "crop",
    [textured(seed=41), textured(200, 300, seed=42, mean=110), *speckle(2, 43), np.full((90, 90), 80, np.uint8)],
    ids=["noise", "more noise", "coarse noise", "fine noise", "flat"],
)
def test_noise_and_what_is_flat_are_no_muscle(crop: GreyImage) -> None:
    assert not is_muscle(crop)


def test_writing_is_no_muscle() -> None:
    assert not is_muscle(small_texture_golden().crops[2])
