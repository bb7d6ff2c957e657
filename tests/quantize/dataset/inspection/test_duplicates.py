"""Images that are one, and images that only look alike."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge_app.records import GreyImage
from quantize.dataset.inspection.duplicates import LIKE, find_pairs, fingerprint
from tests.support.speckle import scanned_speckle

IMAGES = [scanned_speckle(seed, 2, 1.2) for seed in range(6)]


def pairs(*images: GreyImage) -> list[tuple[int, int, bool]]:
    mirrored = [np.ascontiguousarray(image[:, ::-1]) for image in images]
    found = find_pairs([fingerprint(one) for one in images], [fingerprint(one) for one in mirrored])
    return [(one.first, one.second, one.mirrored) for one in found]


def _jpeg(image: GreyImage) -> GreyImage:
    data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


CHANGES: dict[str, Callable[[GreyImage], GreyImage]] = {
    "jpeg": _jpeg,
    "smaller": lambda image: np.asarray(cv2.resize(image, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), np.uint8),
    "brighter": lambda image: np.clip(image * 1.5, 0, 255).astype(np.uint8),
    "gamma": lambda image: (255 * (image / 255) ** 0.7).astype(np.uint8),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_copy_is_found_and_nothing_else(change: Callable[[GreyImage], GreyImage]) -> None:
    assert pairs(*IMAGES, change(IMAGES[2])) == [(2, 6, False)]


def test_a_mirrored_copy_is_found_as_such() -> None:
    assert pairs(*IMAGES, np.ascontiguousarray(IMAGES[0][:, ::-1])) == [(0, 6, True)]


def test_images_without_texture_are_like_nothing() -> None:
    black = np.zeros((80, 100), np.uint8)
    assert pairs(black, black) == []
    assert pairs() == []


def test_blocks_do_not_lose_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quantize.dataset.inspection.duplicates.BLOCK", 2)
    assert sorted(pairs(*IMAGES[:3], *IMAGES[:3])) == [(0, 3, False), (1, 4, False), (2, 5, False)] and 0 < LIKE < 1
