"""A heatmap shows where evidence is; its colours show evidence and nothing else. That it is Grad-CAM: tests/quantize."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.imaging.heatmap import COLOURS, coloured, grad_cam, heat_layer, overlay, scaled
from edge_app.records import FloatMap, Roi
from tests.support.feature_cells import cell_centres

HEATS = hnp.arrays(np.float32, (7, 7), elements=st.floats(0, 1, width=32))


def test_a_map_shows_what_speaks_for_abnormal_and_where() -> None:
    features = np.zeros((2, 7, 7), np.float32)
    features[0, 1, 2] = 3.0  # speaks for
    features[1, 5, 5] = 3.0  # speaks against
    cam = grad_cam(features, np.array([2.0, -1.0], np.float32))
    assert cam[1, 2] == 6.0 and np.count_nonzero(cam) == 1


def test_scaling_is_absolute_and_ends_at_one() -> None:
    np.testing.assert_allclose(scaled(np.array([[0.0, 1.0, 4.0, 9.0]], np.float32), 4.0), [[0.0, 0.25, 1.0, 1.0]])


@given(heat=HEATS, width=st.integers(1, 500), height=st.integers(1, 400), opacity=st.floats(0, 1))
@settings(deadline=None, max_examples=50)
def test_a_layer_has_the_size_asked_for_and_is_never_denser_than_allowed(
    heat: FloatMap, width: int, height: int, opacity: float
) -> None:
    layer = heat_layer(heat, (width, height), opacity)
    assert layer.shape == (height, width, 4) and layer.dtype == np.uint8
    assert layer[..., 3].max() <= round(255 * opacity)


@settings(deadline=None, max_examples=30)
@given(levels=hnp.arrays(np.uint8, st.tuples(st.integers(1, 33), st.integers(1, 65))), opacity=st.floats(0.0, 1.0))
def test_every_pixel_has_the_colour_of_its_heat(levels: npt.NDArray[np.uint8], opacity: float) -> None:
    """Whatever the number of pixels is: they are looked up in pairs."""
    layer = coloured(levels, opacity)
    alpha = np.rint(np.arange(256) * opacity)[levels]
    assert np.array_equal(layer[..., 3], alpha)
    assert np.array_equal(layer[..., 2::-1], np.rint(COLOURS[levels] * (alpha[..., None] / 255)))


@pytest.mark.parametrize("cells", [7, 14])
def test_a_cell_is_drawn_where_the_network_has_seen_it(cells: int) -> None:
    """Not in the middle of its block: that would be half a cell too far right and low."""
    width, height = 448, 224  # of the region, px
    places = cell_centres(cells)
    for row, column in product(range(1, cells - 1), repeat=2):
        heat = np.zeros((cells, cells), np.float32)
        heat[row, column] = 1.0
        alpha = heat_layer(heat, (width, height), 1.0)[..., 3].astype(np.float64)
        down = (alpha.sum(1) @ (np.arange(height) + 0.5)) / alpha.sum()
        across = (alpha.sum(0) @ (np.arange(width) + 0.5)) / alpha.sum()
        assert across == pytest.approx(places[column] * width, abs=1) and down == pytest.approx(places[row] * height, abs=1)


@given(heat=HEATS)
@settings(deadline=None, max_examples=20)
def test_between_cells_it_is_opencvs_cubic_interpolation(heat: FloatMap) -> None:
    """A block of 64 pixels is moved by 31 of them; what then comes in on the right and below goes on as the map ends."""
    wider = cv2.copyMakeBorder(heat, 0, 1, 0, 1, cv2.BORDER_REPLICATE)
    large = cv2.resize(wider * np.float32(255), (8 * 64, 8 * 64), interpolation=cv2.INTER_CUBIC)
    expected = np.clip(large[31:479, 31:479], 0, 255)
    assert np.abs(heat_layer(heat, (448, 448), 1.0)[..., 3] - expected).max() <= 0.501  # rounded


def test_no_evidence_leaves_the_image_as_it_is() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (120, 160), dtype=np.uint8)
    for heat, opacity in ((np.zeros((7, 7), np.float32), 1.0), (np.ones((7, 7), np.float32), 0.0)):
        np.testing.assert_array_equal(
            overlay(pixels, Roi(10, 20, 100, 80), heat, opacity), np.repeat(pixels[..., None], 3, axis=2)
        )


def test_evidence_is_drawn_where_it_was_found_and_nowhere_else() -> None:
    pixels = np.full((200, 300), 60, np.uint8)
    pixels.setflags(write=False)
    heat = np.zeros((7, 7), np.float32)
    heat[0, 6] = 1.0  # at the top, 31 of 224 pixels from the right
    roi = Roi(80, 40, 140, 105)
    painted = overlay(pixels, roi, heat)
    changed = np.argwhere((painted != 60).any(axis=2))
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert roi.y == top and right == roi.x + roi.w - 1  # touches the region's corner
    assert bottom < roi.y + roi.h / 2 and left > roi.x + roi.w / 2


def test_more_evidence_is_brighter_for_every_colour_vision() -> None:
    colours = coloured(np.arange(256, dtype=np.uint8)[None], 1.0)[0, :, 2::-1].astype(np.float64)
    lightness = colours @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(lightness) > -1.0) and lightness[-1] - lightness[0] > 150


def test_the_int8_map_of_the_shipped_network_points_where_the_fp32_map_points() -> None:
    golden = load_bundle(DEFAULT_BUNDLE).golden
    cosines = [cosine(a, b) for a, b in zip(golden.fp32.maps, golden.int8.maps, strict=True) if a.max() > 0]
    assert cosines and min(cosines) > 0.9, cosines


def cosine(a: FloatMap, b: FloatMap) -> float:
    return float((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b)))
