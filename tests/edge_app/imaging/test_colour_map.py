"""How coloured the blocks of an image are: flow is, a tinted grey map and the noise of compression are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.guard.colour import COLOURED
from edge_app.imaging.colour_map import block_count, from_rgb
from edge_app.records import GreyImage
from tests.support.layered_limb import layered, level

LIMB = np.asarray(cv2.GaussianBlur(layered(level(12), level(32)), (0, 0), 1.6), np.uint8)  # (450, 420)
BOX = (slice(160, 240), slice(200, 320))  # of flow, whole blocks
BLOCKS = (slice(20, 30), slice(25, 40))
TINTS = {
    "none": (),
    "sepia": ((112, 66, 20), (220, 180, 120), (255, 245, 220)),
    "blue": ((30, 50, 110), (140, 170, 220), (240, 250, 255)),
}


def tinted(grey: GreyImage, name: str) -> GreyImage:
    """(H, W, 3) RGB of a grey image in a scanner's chroma map."""
    if name == "none":
        return np.dstack([grey] * 3)
    steps = np.array([(0, 0, 0), *TINTS[name]], float)
    table = np.stack([np.interp(np.arange(256), np.linspace(0, 255, len(steps)), steps[:, part]) for part in range(3)], axis=1)
    return table[grey].astype(np.uint8)


def jpeg(rgb: GreyImage, quality: int) -> GreyImage:
    data = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])


@pytest.mark.parametrize("tint", TINTS)
@pytest.mark.parametrize("quality", [0, 85, 50])
def test_no_block_of_a_grey_or_tinted_image_is_coloured(tint: str, quality: int) -> None:
    rgb = tinted(LIMB, tint)
    found = from_rgb(jpeg(rgb, quality) if quality else rgb)
    assert found.max() < COLOURED


@pytest.mark.parametrize("tint", TINTS)
@pytest.mark.parametrize("paint", [(200, 20, 0), (0, 40, 220), (240, 220, 40)])
def test_flow_is_coloured_where_it_is_and_nowhere_else(tint: str, paint: tuple[int, int, int]) -> None:
    rgb = tinted(LIMB, tint)
    rgb[BOX] = paint
    found = from_rgb(rgb)
    assert found[BLOCKS].min() >= COLOURED
    found[BLOCKS] = 0
    assert found.max() < COLOURED


def test_a_scanners_coloured_bar_leaves_a_grey_image_grey() -> None:
    rgb = tinted(LIMB // 12, "none")
    rgb[:160] = (50, 70, 110)
    assert from_rgb(rgb)[20:].max() == 0


@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=40)
def test_the_map_of_any_image_has_a_value_for_each_block(width: int, height: int, seed: int) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    found = from_rgb(rgb)
    assert found.shape == block_count(width, height) == (-(-height // 8), -(-width // 8)) and found.dtype == np.uint8
