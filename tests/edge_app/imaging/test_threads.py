"""OpenCV's threads."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.imaging.threads import use_one_opencv_thread
from edge_app.records import Roi


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = cv2.getNumThreads()
    yield
    cv2.setNumThreads(before)


def test_there_is_one_and_no_result_depends_on_it() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (480, 640), np.uint8)
    cv2.setNumThreads(2)
    with_two = preprocess(pixels, Roi(100, 90, 400, 300), Preprocessing())
    use_one_opencv_thread()
    assert cv2.getNumThreads() == 1
    assert np.array_equal(preprocess(pixels, Roi(100, 90, 400, 300), Preprocessing()), with_two)
