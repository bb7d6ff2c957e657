"""Heatmaps are compared on the tissue that both show."""

from __future__ import annotations

import numpy as np
import pytest

from quantize.evaluation.robustness.heat import cosines_on_tissue
from tests.support.feature_cells import cell_centres

PLACES = cell_centres(7)


def bump(across: np.ndarray) -> np.ndarray:
    """Smooth heat over the tissue, in cells whose columns lie at these shares of its width."""
    return np.asarray(np.exp(-(((across - 0.3) * 5) ** 2)[None] - (((PLACES - 0.4) * 5) ** 2)[:, None]), np.float32)


BUMP = bump(PLACES)
WINDOW = np.array([[30.0, 40.0, 140.0, 70.0]])
STRAIGHT, TURNED = np.array([False]), np.array([True])


def cosine(after: np.ndarray, window: np.ndarray, turned: np.ndarray = STRAIGHT) -> float:
    return float(cosines_on_tissue(BUMP[None], WINDOW, after[None], window, turned)[0])


def test_the_same_map_in_the_same_place_is_the_same() -> None:
    assert cosine(BUMP, WINDOW) == pytest.approx(1)


def test_a_mirrored_image_has_its_heat_on_the_other_side() -> None:
    """In cells that lie over other places of it: turning the map would be wrong by one of them."""
    mirrored = bump(1 - PLACES)
    assert cosine(mirrored, WINDOW, TURNED) == pytest.approx(1, abs=0.005)
    assert cosine(mirrored, WINDOW) < 0.5 and cosine(BUMP, WINDOW, TURNED) < 0.5
    assert cosine(np.ascontiguousarray(BUMP[:, ::-1]), WINDOW, TURNED) < 0.9


def test_a_region_that_moved_has_its_heat_where_the_tissue_is() -> None:
    """By one cell of the map to the right: heat that stays with the tissue moves one cell to the left."""
    moved = WINDOW + np.array([[20.0, 0.0, 0.0, 0.0]])
    followed = bump(PLACES + 1 / 7)
    assert cosine(followed, moved) == pytest.approx(1, abs=0.02)
    assert cosine(BUMP, moved) < 0.9


def test_without_common_tissue_or_heat_there_is_no_cosine() -> None:
    assert np.isnan(cosine(BUMP, WINDOW + np.array([[500.0, 0.0, 0.0, 0.0]])))
    assert np.isnan(cosines_on_tissue(0 * BUMP[None], WINDOW, BUMP[None], WINDOW, STRAIGHT)[0])
    assert cosine(0 * BUMP, WINDOW) == 0  # all heat is gone
