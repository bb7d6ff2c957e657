"""Several views of one image."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.pipeline import analyse
from edge_app.records import Finding, Frame, IndeterminateReason, Label, Permission, Roi
from edge_app.views import plan_views, with_views
from tests.support.banded import banded
from tests.support.speckle import speckle

ROI = Roi(60, 40, 200, 150)
VIEWS = 6


class Scripted:
    """An engine that gives the next of some calibrated probabilities each time it is asked."""

    name = "scripted"

    def __init__(self, temperature: float, probabilities: Sequence[float]) -> None:
        self._margins = iter([temperature * math.log(p / (1 - p)) for p in probabilities])
        self.runs = 0

    def run(self, image: npt.NDArray[np.uint8]) -> Inference:
        self.runs += 1
        margin = next(self._margins, None)
        if margin is None:
            raise EngineError("the script is over; ask less")
        return Inference(np.array([0.0, margin], np.float32), np.ones((64, 7, 7), np.float32))


@pytest.fixture(scope="module")
def muscle() -> Frame:
    pixels = cv2.resize(speckle(1, seed=5)[0], (320, 240))
    return Frame(pixels, sequence=0, captured_ns=0, mm_per_pixel=None, source="test")


def look(
    muscle: Frame, bundle: ModelBundle, probabilities: Sequence[float], permission: Permission = Permission.LABEL
) -> tuple[Finding, Finding, int]:
    """The finding of one view, that of several, and how often the network was run in all."""
    engine = Scripted(bundle.manifest.temperature, probabilities)
    single = analyse(muscle, ROI, bundle, engine, permission)
    return single, with_views(single, bundle, engine), engine.runs


@settings(max_examples=50)
@given(st.integers(16, 300), st.integers(16, 300), st.data())
def test_the_views_of_a_mirrored_image_are_the_same_views(width: int, height: int, data: st.DataObject) -> None:
    w, h = data.draw(st.integers(1, width)), data.draw(st.integers(1, height))
    roi = Roi(data.draw(st.integers(0, width - w)), data.draw(st.integers(0, height - h)), w, h)

    def seen(roi: Roi) -> set[tuple[Roi, bool]]:
        return {(view.roi, view.mirrored) for view in plan_views(roi, width, height)}

    there = {
        (Roi(width - roi.x - roi.w, roi.y, roi.w, roi.h), not mirrored)
        for roi, mirrored in seen(Roi(width - roi.x - roi.w, roi.y, roi.w, roi.h))
    }
    assert there == seen(roi)
    assert all(0 <= view.x <= width - view.w and 0 <= view.y <= height - view.h for view, _ in there)
    first = plan_views(roi, width, height)[0]
    assert (first.roi, first.mirrored) == (roi, False)


def test_a_mirrored_image_gets_the_same_answer(muscle: Frame, bundle: ModelBundle, engine: OrtEngine) -> None:
    there, answers = Roi(muscle.width - ROI.x - ROI.w, ROI.y, ROI.w, ROI.h), []
    for pixels, roi in ((muscle.pixels, ROI), (np.ascontiguousarray(muscle.pixels[:, ::-1]), there)):
        single = analyse(dataclasses.replace(muscle, pixels=pixels), roi, banded(bundle), engine, Permission.LABEL)
        answers.append((single.probability, with_views(single, banded(bundle), engine).probability))
    (one, views), (other, other_views) = answers
    assert views == pytest.approx(other_views, abs=1e-9) and one != pytest.approx(other, abs=1e-2)


@pytest.mark.parametrize(
    ("probabilities", "label", "reason"),
    [
        ((0.9, 0.9, 0.8, 0.8, 0.9, 0.9), Label.ABNORMAL, None),
        ((0.2, 0.1, 0.1, 0.2, 0.1, 0.4), Label.NORMAL, None),
        ((0.9, 0.9, 0.9, 0.9, 0.9, 0.1), Label.INDETERMINATE, IndeterminateReason.VIEWS_DISAGREE),
        ((0.6, 0.6, 0.6, 0.6, 0.6, 0.9), Label.INDETERMINATE, IndeterminateReason.CLOSE_TO_THRESHOLD),
        ((0.65, 0.9, 0.9, 0.9, 0.9, 0.9), Label.ABNORMAL, None),  # the first view alone would be too close
    ],
)
def test_the_label_is_that_of_the_mean_unless_views_are_called_the_opposite(
    muscle: Frame, bundle: ModelBundle, probabilities: tuple[float, ...], label: Label, reason: IndeterminateReason | None
) -> None:
    single, found, runs = look(muscle, banded(bundle), probabilities)
    assert (found.label, found.reason) == (label, reason) and runs == VIEWS == found.views
    assert found.probability == pytest.approx(np.mean(probabilities), abs=1e-4)
    assert found.heat is single.heat and found.frame is single.frame and found.band == banded(bundle).manifest.band
    assert single.views == 1


def test_where_it_is_not_validated_the_score_is_of_all_views_and_there_is_no_label(muscle: Frame, bundle: ModelBundle) -> None:
    _, found, _ = look(muscle, banded(bundle), (0.9, 0.9, 0.9, 0.9, 0.9, 0.1), Permission.SCORE)
    assert found.label is Label.NOT_VALIDATED and found.label_reason is None
    assert found.reason is IndeterminateReason.VIEWS_DISAGREE  # for research
    assert found.probability == pytest.approx(4.6 / 6, abs=1e-4)


def test_a_bundle_without_a_band_is_asked_once_as_before(muscle: Frame, bundle: ModelBundle) -> None:
    single, found, runs = look(muscle, bundle, (0.9,))
    assert found is single and runs == 1 and single.band is None


def test_what_was_not_judged_has_no_views(muscle: Frame, bundle: ModelBundle) -> None:
    black = dataclasses.replace(muscle, pixels=np.zeros_like(muscle.pixels))
    single, found, runs = look(black, banded(bundle), ())
    assert found is single and runs == 0


def test_a_failing_engine_is_said_to_fail(muscle: Frame, bundle: ModelBundle) -> None:
    with pytest.raises(EngineError):
        look(muscle, banded(bundle), (0.9, 0.9))
