"""One frame in, one finding out."""

from __future__ import annotations

import dataclasses
import math

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.probability import abnormal_probability
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.guard.scope import GuardScope, ScanPlane
from edge_app.imaging.heatmap import grad_cam
from edge_app.imaging.preprocess import preprocess
from edge_app.pipeline import analyse, by_itself
from edge_app.records import COLOUR_BLOCK, SCALES_MM, Frame, Guard, Label, Permission, Roi
from tests.support.guard_models import by_brightness
from tests.support.speckle import speckle

Images = npt.NDArray[np.uint8]
ROI = Roi(60, 40, 200, 150)
VALIDATED = Permission.LABEL


class Canned:
    """An engine that gives one answer and counts how often it was asked."""

    name = "canned"

    def __init__(self, logits: tuple[float, float], features: float = 1.0) -> None:
        self.inference = Inference(np.array(logits, np.float32), np.full((64, 7, 7), features, np.float32))
        self.images: list[Images] = []

    def run(self, image: Images) -> Inference:
        self.images.append(image)
        return self.inference


def frame(pixels: Images) -> Frame:
    return Frame(pixels, sequence=0, captured_ns=0, mm_per_pixel=None, source="test")


@pytest.fixture(scope="module")
def muscle() -> Frame:
    """A 320 x 240 image fit to be judged."""
    return frame(cv2.resize(speckle(1, seed=5)[0], (320, 240)))


def test_a_finding_carries_its_frame_and_agrees_with_the_stages(muscle: Frame, bundle: ModelBundle, engine: OrtEngine) -> None:
    finding = analyse(muscle, ROI, bundle, engine, VALIDATED)
    answer = engine.run(preprocess(muscle.pixels, ROI, bundle.manifest.preprocessing))
    shares = np.exp(answer.logits.astype(np.float64) / bundle.manifest.temperature)
    assert finding.frame is muscle and finding.roi == ROI and finding.bundle_id == bundle.id and finding.guard is Guard.FIT
    assert finding.probability == pytest.approx(shares[1] / shares.sum(), rel=1e-6)
    heat = np.clip(grad_cam(answer.features, bundle.weight[1]) / bundle.manifest.heat_scale, 0, 1)
    np.testing.assert_allclose(finding.heat, heat, rtol=1e-5, atol=1e-7)
    assert finding.echo_intensity == pytest.approx(ROI.crop(muscle.pixels).mean())


def test_the_same_frame_gives_the_same_finding(muscle: Frame, bundle: ModelBundle, engine: OrtEngine) -> None:
    first, second = analyse(muscle, ROI, bundle, engine, VALIDATED), analyse(muscle, ROI, bundle, engine, VALIDATED)
    assert first.probability == second.probability
    np.testing.assert_array_equal(first.heat, second.heat)


def test_timings_add_up(muscle: Frame, bundle: ModelBundle, engine: OrtEngine) -> None:
    t = analyse(muscle, ROI, bundle, engine, VALIDATED).timings
    parts = (t.preprocess_ms, t.inference_ms, t.heatmap_ms, t.echo_ms)
    assert min(parts) > 0 and sum(parts) == pytest.approx(t.total_ms)


@pytest.mark.parametrize(("margin", "label"), [(-1e-3, Label.NORMAL), (0.0, Label.ABNORMAL), (1e-3, Label.ABNORMAL)])
def test_the_threshold_belongs_to_abnormal(muscle: Frame, bundle: ModelBundle, margin: float, label: Label) -> None:
    threshold = abnormal_probability(np.array([0.0, 1.0], np.float32), 1.0)
    manifest = dataclasses.replace(bundle.manifest, temperature=1.0, decision_threshold=threshold)
    finding = analyse(muscle, ROI, dataclasses.replace(bundle, manifest=manifest), Canned((0.0, 1.0 + margin)), VALIDATED)
    assert finding.label is label


def test_heat_is_cut_at_one(muscle: Frame, bundle: ModelBundle) -> None:
    heats = [analyse(muscle, ROI, bundle, Canned((0, 0), features=level), VALIDATED).heat for level in (1e6, -1e6)]
    assert {float(heat.max()) for heat in heats} == {0.0, 1.0}


@pytest.mark.parametrize(
    ("pixels", "guard"),
    [
        (np.zeros((240, 320), np.uint8), Guard.NO_CONTACT),
        (np.full((240, 320), 90, np.uint8), Guard.FLAT),
        (np.full((240, 320), 255, np.uint8), Guard.SATURATED),
        (np.random.default_rng(0).choice(np.array([0, 255], np.uint8), (240, 320)), Guard.SATURATED),
        (np.random.default_rng(0).integers(0, 10, (240, 320), dtype=np.uint8), Guard.NO_CONTACT),
    ],
    ids=["black", "flat", "white", "overdriven", "noise floor"],
)
def test_an_unfit_frame_is_not_judged_and_costs_no_inference(pixels: Images, guard: Guard, bundle: ModelBundle) -> None:
    engine = Canned((0.0, 9.0))
    finding = analyse(frame(pixels), ROI, bundle, engine, VALIDATED)
    assert finding.guard is guard and finding.label is Label.NOT_JUDGED and finding.probability is None
    assert finding.heat.shape == (7, 7) and not finding.heat.any() and not engine.images


def test_where_it_is_not_validated_there_is_a_score_for_research_and_no_label(muscle: Frame, bundle: ModelBundle) -> None:
    engine = Canned((0.0, 9.0))
    finding = analyse(muscle, ROI, bundle, engine, Permission.SCORE)
    assert finding.label is Label.NOT_VALIDATED and finding.validated is False and finding.probability is not None
    assert finding.heat.any() and finding.probability > bundle.manifest.decision_threshold


def test_where_it_is_not_validated_and_not_for_research_the_network_is_not_run(muscle: Frame, bundle: ModelBundle) -> None:
    engine = Canned((0.0, 9.0))
    finding = analyse(muscle, ROI, bundle, engine)
    assert finding.label is Label.NOT_VALIDATED and finding.validated is False and finding.probability is None
    assert not finding.heat.any() and not engine.images


def test_only_the_region_is_judged(muscle: Frame, bundle: ModelBundle) -> None:
    outside = np.zeros_like(muscle.pixels)
    ROI.crop(outside)[:] = ROI.crop(muscle.pixels)
    whole, alone = Canned((0, 0)), Canned((0, 0))
    analyse(muscle, ROI, bundle, whole, VALIDATED)
    analyse(frame(outside), ROI, bundle, alone, VALIDATED)
    np.testing.assert_array_equal(whole.images[0], alone.images[0])


@pytest.mark.parametrize("logits", [(math.nan, 0.0), (0.0, math.inf), (math.inf, math.inf)])
def test_an_answer_that_is_no_number_is_an_error_and_never_a_finding(
    muscle: Frame, bundle: ModelBundle, logits: tuple[float, float]
) -> None:
    with pytest.raises(EngineError, match="not a finite number"):
        analyse(muscle, ROI, bundle, Canned(logits), VALIDATED)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(1e-3, 1e3))
def test_a_probability_is_one(normal: float, abnormal: float, temperature: float) -> None:
    p = abnormal_probability(np.array([normal, abnormal], np.float32), temperature)
    q = abnormal_probability(np.array([abnormal, normal], np.float32), temperature)
    assert 0.0 <= p <= 1.0 and p + q == pytest.approx(1.0)


SIZES = st.tuples(st.integers(8, 300), st.integers(8, 300))
REGIONS = st.builds(Roi, *[st.integers(-(2**31), 2**31)] * 4)
SCALES = st.none() | st.floats(*SCALES_MM)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    """Frames of any content, size and scale, with or without a map of colour."""
    height, width = draw(SIZES)
    if draw(st.booleans()):
        pixels = draw(hnp.arrays(np.uint8, (height, width), elements=st.integers(0, 255), fill=st.integers(0, 255)))
    else:  # tissue or noise, which the plain checks let pass
        low, high = sorted((draw(st.integers(0, 255)), draw(st.integers(0, 255))))
        noise = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).uniform(low, high, (height, width)).astype(np.uint8)
        pixels = np.asarray(cv2.blur(noise, (draw(st.integers(1, 9)),) * 2), np.uint8)
    blocks = (-(-height // COLOUR_BLOCK), -(-width // COLOUR_BLOCK))
    colour = draw(st.none() | hnp.arrays(np.uint8, blocks, fill=st.integers(0, 255)))
    return Frame(pixels, 0, draw(st.integers(0, 2**62)), draw(SCALES), "test", colour=colour)


@given(frame=frames(), roi=REGIONS | st.builds(Roi, *[st.integers(-50, 350)] * 4), given_guard=st.none() | st.sampled_from(Guard))
@settings(deadline=None, max_examples=80)
def test_no_frame_makes_it_fail_and_what_is_unfit_has_no_answer(
    bundle: ModelBundle, frame: Frame, roi: Roi, given_guard: Guard | None
) -> None:
    scope = GuardScope((5.0, 90.0), (5.0, 90.0), ScanPlane.TRANSVERSE)
    watched = dataclasses.replace(
        bundle, manifest=dataclasses.replace(bundle.manifest, guard=scope), texture=by_brightness(no_muscle=140, longitudinal=110)
    )
    engine = Canned((0.0, 1.0))
    finding = analyse(frame, roi, watched, engine, VALIDATED, given_guard)
    assert_sound(finding.roi, frame.pixels)
    assert given_guard is None or finding.guard is given_guard
    judged = finding.guard is Guard.FIT
    assert (finding.probability is not None) == judged == (finding.label is not Label.NOT_JUDGED) == bool(engine.images)
    assert judged or not finding.heat.any()
    assert finding.heat.min() >= 0 and finding.heat.max() <= 1


@pytest.mark.parametrize(("brightness", "guard"), [(90, Guard.FIT), (120, Guard.WRONG_VIEW), (150, Guard.NOT_MUSCLE)])
def test_the_texture_has_its_say(muscle: Frame, bundle: ModelBundle, brightness: int, guard: Guard) -> None:
    manifest = dataclasses.replace(bundle.manifest, guard=GuardScope(view=ScanPlane.TRANSVERSE))
    watched = dataclasses.replace(bundle, manifest=manifest, texture=by_brightness(no_muscle=140, longitudinal=110))
    pixels = (muscle.pixels * (brightness / ROI.crop(muscle.pixels).mean())).clip(0, 248).astype(np.uint8)
    assert analyse(frame(pixels), ROI, watched, Canned((0.0, 1.0)), VALIDATED).guard is guard


def test_what_the_stream_says_goes_before_the_frame_by_itself(muscle: Frame, bundle: ModelBundle) -> None:
    engine = Canned((0.0, 1.0))
    finding = analyse(muscle, ROI, bundle, engine, VALIDATED, Guard.SCANNER_FROZEN)
    assert finding.guard is Guard.SCANNER_FROZEN and finding.label is Label.NOT_JUDGED and not engine.images


@pytest.mark.parametrize(("said", "runs"), [(Guard.FIT, 0), (Guard.NOT_MUSCLE, 1), (Guard.SCANNER_FROZEN, 0)])
def test_a_frame_out_of_a_stream_is_judged_by_itself(muscle: Frame, bundle: ModelBundle, said: Guard, runs: int) -> None:
    live = analyse(muscle, ROI, bundle, Canned((0.0, 1.0)), VALIDATED, said)
    engine = Canned((0.0, 1.0))
    still = by_itself(live, live.roi, bundle, engine, VALIDATED)
    assert len(engine.images) == runs and still.guard is (Guard.SCANNER_FROZEN if said is Guard.SCANNER_FROZEN else Guard.FIT)
    if said is not Guard.SCANNER_FROZEN:
        assert still.probability == analyse(muscle, ROI, bundle, Canned((0.0, 1.0)), VALIDATED).probability


@pytest.mark.parametrize("said", [Guard.FIT, Guard.SCANNER_FROZEN])
def test_in_another_region_a_frame_is_judged_anew(muscle: Frame, bundle: ModelBundle, said: Guard) -> None:
    live = analyse(muscle, ROI, bundle, Canned((0.0, 1.0)), VALIDATED, said)
    there = dataclasses.replace(ROI, x=ROI.x + 8, w=ROI.w - 8)
    engine = Canned((1.0, 0.0))
    moved = by_itself(live, there, bundle, engine, VALIDATED)
    assert moved.roi == there and moved.frame is live.frame and moved.guard is said
    assert (moved.label is Label.NORMAL) is (said is Guard.FIT) is bool(engine.images)
    assert moved.echo_intensity != live.echo_intensity


def test_a_frame_that_is_unfit_by_itself_loses_the_answer_that_its_stream_gave_it(bundle: ModelBundle) -> None:
    live = analyse(frame(np.zeros((240, 320), np.uint8)), ROI, bundle, Canned((0.0, 1.0)), VALIDATED, Guard.FIT)
    still = by_itself(live, live.roi, bundle, Canned((0.0, 1.0)), VALIDATED)
    assert live.probability is not None and still.probability is None and still.label is Label.NOT_JUDGED


def assert_sound(roi: Roi, pixels: Images) -> None:
    height, width = pixels.shape
    assert roi.w >= 8 and roi.h >= 8 and roi.x >= 0 and roi.y >= 0 and roi.x + roi.w <= width and roi.y + roi.h <= height
