"""What changes a frame without changing what it shows."""

from __future__ import annotations

import numpy as np
import pytest

from edge_app.records import Band, Roi
from quantize.evaluation.perturbations import Perturbation, flips, perturbed
from tests.support.fakes import textured

ROI = Roi(20, 10, 100, 60)


def test_every_change_is_one_of_the_frame_or_of_the_region() -> None:
    pixels = textured()
    found = list(perturbed(pixels, ROI))
    assert {change.kind for change in found} == set(Perturbation)
    by_kind = {change.kind: change for change in found}
    middle = (pixels > 40) & (pixels < 200)
    assert set((by_kind[Perturbation.BRIGHTER].pixels.astype(int) - pixels)[middle].tolist()) <= {25, 26}  # 6 dB of 60 over 255
    assert set((by_kind[Perturbation.DARKER].pixels.astype(int) - pixels)[middle].tolist()) <= {-25, -26}
    mirrored = by_kind[Perturbation.MIRROR]
    np.testing.assert_array_equal(mirrored.roi.crop(mirrored.pixels), ROI.crop(pixels)[:, ::-1])
    shifted = [change.roi for change in found if change.kind is Perturbation.SHIFT]
    assert sorted((roi.x - ROI.x, roi.y - ROI.y) for roi in shifted) == [(-5, 0), (0, -3), (0, 3), (5, 0)]
    for kind in (Perturbation.JPEG, Perturbation.BLUR):
        assert by_kind[kind].pixels.shape == pixels.shape and by_kind[kind].roi == ROI
        assert np.abs(by_kind[kind].pixels.astype(int) - pixels).mean() < 30


@pytest.mark.parametrize(
    ("band", "flipped"),
    [(None, [True, True, False, True]), (Band(0.4, 0.6), [True, False, False, False])],
)
def test_a_flip_is_from_one_label_to_the_other_by_the_worst_direction(band: Band | None, flipped: list[bool]) -> None:
    before = np.array([0.1, 0.45, 0.1, 0.9])
    after = np.array([[0.1, 0.7, 0.2, 0.45], [0.9, 0.3, 0.3, 0.9]])  # of two directions
    assert flips(before, after, 0.5, band).tolist() == flipped
    assert flips(before, before, 0.5, band).tolist() == [False] * 4
