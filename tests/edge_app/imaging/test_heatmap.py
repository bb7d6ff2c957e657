"""A heatmap shows where evidence is; its colours show evidence and nothing else. That it is Grad-CAM: tests/quantize."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.bundle.loader import DEFAULT_BUNDLE, load_bundle
from edge_app.imaging.heatmap import COLOURS, grad_cam, heat_layer, overlay, scaled
from edge_app.records import FloatMap, Roi

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
@given(heat=HEATS, width=st.integers(1, 65), height=st.integers(1, 33), opacity=st.floats(0.0, 1.0))
def test_every_pixel_has_the_colour_of_its_heat(heat: FloatMap, width: int, height: int, opacity: float) -> None:
    """Whatever the number of pixels is: they are looked up in pairs."""
    levels = cv2.resize(np.rint(np.clip(heat, 0.0, 1.0) * 255.0).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    layer = heat_layer(heat, (width, height), opacity)
    alpha = np.rint(np.arange(256) * opacity)[levels.reshape(height, width)]
    assert np.array_equal(layer[..., 3], alpha)
    straight = COLOURS[levels.reshape(height, width)]
    assert np.array_equal(layer[..., 2::-1], np.rint(straight * (alpha[..., None] / 255)))


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
    heat[0, 6] = 1.0  # top right
    roi = Roi(80, 40, 140, 105)
    painted = overlay(pixels, roi, heat)
    changed = np.argwhere((painted != 60).any(axis=2))
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert roi.y == top and right == roi.x + roi.w - 1  # touches the region's corner
    assert bottom < roi.y + roi.h / 2 and left > roi.x + roi.w / 2


def test_more_evidence_is_brighter_for_every_colour_vision() -> None:
    ramp = np.linspace(0, 1, 256, dtype=np.float32)[None]
    colours = heat_layer(ramp, (256, 1), 1.0)[0, :, 2::-1].astype(np.float64)
    lightness = colours @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(lightness) > -1.0) and lightness[-1] - lightness[0] > 150


def test_the_int8_map_of_the_shipped_network_points_where_the_fp32_map_points() -> None:
    golden = load_bundle(DEFAULT_BUNDLE).golden
    cosines = [cosine(a, b) for a, b in zip(golden.fp32.maps, golden.int8.maps, strict=True) if a.max() > 0]
    assert cosines and min(cosines) > 0.9, cosines


def cosine(a: FloatMap, b: FloatMap) -> float:
    return float((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b)))
