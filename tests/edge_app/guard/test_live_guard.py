"""Whether a stream is fit to be judged: rejected quickly, judged again soon, without flicker, and cheaply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_app.guard.checks import assess
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.live_guard import LiveGuard
from edge_app.guard.scope import GuardScope, ScanPlane
from edge_app.guard.texture_model import TextureModel, TextureScore
from edge_app.records import FloatMap, Frame, GreyImage, Guard, Roi
from tests.support.guard_models import by_brightness

ROI = Roi(10, 10, 100, 80)
MUSCLE, EYE, BORDER = 90.0, 190.0, 160.0  # mean grey levels; the model's limit is the last
MODEL = by_brightness(no_muscle=BORDER)


@dataclass(frozen=True)
class Counted(TextureModel):
    """Counts how often it is asked."""

    looks: list[TextureScore] = field(default_factory=list)

    def score(self, features: FloatMap) -> TextureScore:
        self.looks.append(super().score(features))
        return self.looks[-1]


@lru_cache
def grain(seed: int) -> FloatMap:
    """(100, 120) even speckle with a mean of 1; eight of them."""
    noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (100, 120)), (0, 0), 1.5)
    return np.asarray(1 + 0.15 * noise / noise.std(), np.float32)


def image(brightness: float, seed: int = 0) -> GreyImage:
    """An image with this mean grey level; the next seed gives another one."""
    return np.asarray(np.clip(brightness * grain(seed % 8), 0, 248), np.uint8)


def stream(images: Iterable[GreyImage], rate: float = 30.0, start_s: float = 50.0) -> Iterator[Frame]:
    for number, pixels in enumerate(images):
        yield Frame(pixels, number, round((start_s + number / rate) * 1e9), 0.1, "test probe")


def seconds_until(results: list[Guard], wanted: Guard, after: int, rate: float) -> float:
    return (results.index(wanted, after) - after) / rate


@pytest.mark.parametrize("rate", [10.0, 30.0, 60.0])
@pytest.mark.parametrize("off_muscle", [EYE, 1.03 * BORDER, 0.0], ids=["not muscle", "nearly muscle", "black"])
def test_what_is_unfit_is_rejected_in_300_ms_and_muscle_is_judged_again_in_500(rate: float, off_muscle: float) -> None:
    guard, count = LiveGuard(None, MODEL), round(0.7 * rate)
    images = [image(shade, n) for shade in (MUSCLE, off_muscle, MUSCLE) for n in range(count)]
    results = [guard.assess(frame, ROI) for frame in stream(images, rate)]
    unfit = Guard.NOT_MUSCLE if off_muscle else Guard.NO_CONTACT
    assert results[:count] == [Guard.FIT] * count
    assert seconds_until(results, unfit, count, rate) <= (0.3 if off_muscle else 0)
    assert seconds_until(results, Guard.FIT, 2 * count, rate) <= 0.5
    assert sum(a is not b for a, b in pairwise(results)) == 2


def test_at_the_border_of_muscle_nothing_flickers() -> None:
    shades = np.random.default_rng(1).normal(BORDER, 6, 120)
    frames = list(stream(image(shade, n) for n, shade in enumerate(shades)))
    guard = LiveGuard(None, MODEL)
    watched = [guard.assess(frame, ROI) for frame in frames]
    alone = [assess_fitness(frame, ROI, None, MODEL) for frame in frames[:36]]
    assert sum(a is not b for a, b in pairwise(watched)) <= 2
    assert sum(a is not b for a, b in pairwise(alone)) >= 10


def test_a_contact_that_comes_and_goes_does_not_flicker_and_no_black_frame_is_judged() -> None:
    images = [image(MUSCLE if n % 6 else 0, n) for n in range(60)]
    guard = LiveGuard(None, MODEL)
    results = [guard.assess(frame, ROI) for frame in stream(images)]
    assert set(results) == {Guard.NO_CONTACT}


def test_reasons_that_take_turns_do_not_flicker() -> None:
    shades = [0.0, 255.0] * 60
    guard = LiveGuard(None, None)
    results = [guard.assess(frame, ROI) for frame in stream(np.full((100, 120), s, np.uint8) for s in shades)]
    assert set(results) == {Guard.NO_CONTACT}


def test_a_steady_image_is_looked_at_twice_a_second_and_a_change_at_once() -> None:
    model = Counted(MODEL.muscle, MODEL.view)
    guard, still = LiveGuard(None, model), image(MUSCLE)
    for number, frame in enumerate(stream([still ^ np.uint8(n % 2) for n in range(41)] + [image(EYE)])):
        result = guard.assess(frame, ROI)
        if number == 40:
            assert result is Guard.FIT and len(model.looks) == 3
    assert result is Guard.NOT_MUSCLE  # in the very frame


def test_a_moving_image_is_looked_at_in_every_third_frame() -> None:
    model = Counted(MODEL.muscle, MODEL.view)
    guard = LiveGuard(None, model)
    for frame in stream(image(MUSCLE + 10 * (n % 2), n) for n in range(45)):
        guard.assess(frame, ROI)
    assert 14 <= len(model.looks) <= 16


def test_a_region_placed_elsewhere_is_looked_at_at_once() -> None:
    pixels = np.hstack([image(MUSCLE), image(EYE)])
    guard = LiveGuard(None, MODEL)
    rois = [ROI] * 40 + [replace(ROI, x=130)] * 2
    results = [guard.assess(frame, roi) for frame, roi in zip(stream([pixels] * 42), rois, strict=True)]
    assert results[39] is Guard.FIT and results[40] is Guard.NOT_MUSCLE


@pytest.mark.parametrize("change", ["source", "size", "gap", "time"])
def test_another_stream_is_judged_afresh(change: str) -> None:
    guard = LiveGuard(None, MODEL)
    *_, last = stream([image(0)] * 10)
    assert guard.assess(last, ROI) is Guard.NO_CONTACT
    pixels, now = image(MUSCLE), last.captured_ns + 33_000_000
    following = {
        "source": Frame(pixels, 1, now, 0.1, "another probe"),
        "size": Frame(np.ascontiguousarray(pixels[:, 1:]), 1, now, 0.1, "test probe"),
        "gap": Frame(pixels, 1, now + 2_000_000_000, 0.1, "test probe"),
        "time": Frame(pixels, 1, last.captured_ns - 1, 0.1, "test probe"),
    }[change]
    assert guard.assess(following, ROI) is Guard.FIT


@pytest.mark.parametrize(("view", "guard"), [(ScanPlane.TRANSVERSE, Guard.WRONG_VIEW), (None, Guard.FIT)])
def test_the_view_counts_where_the_bundle_is_for_one(view: ScanPlane | None, guard: Guard) -> None:
    model, scope = by_brightness(longitudinal=MUSCLE - 10), GuardScope(view=view)
    watch = LiveGuard(scope, model)
    frames = list(stream(image(MUSCLE, n) for n in range(9)))
    assert {watch.assess(frame, ROI) for frame in frames} == {guard} == {assess_fitness(frames[0], ROI, scope, model)}


@pytest.mark.parametrize(("recorded", "guard"), [(False, Guard.SCANNER_FROZEN), (True, Guard.FIT)])
def test_a_frozen_scanner_is_noticed_but_a_recording_may_show_a_still(recorded: bool, guard: Guard) -> None:
    watch = LiveGuard(None, MODEL)
    frames = stream([image(MUSCLE)] * 60)
    results = [watch.assess(replace(frame, recorded=recorded), ROI) for frame in frames]
    assert results[0] is Guard.FIT and results[-1] is guard


def test_a_region_too_small_to_show_a_texture_is_not_judged() -> None:
    guard, frame = LiveGuard(None, MODEL), next(stream([image(MUSCLE)[:, :14]]))  # fewer columns than `MIN_SIDE`
    assert guard.assess(frame, ROI) is Guard.NOT_MUSCLE


REGIONS = st.builds(Roi, *[st.integers(-200, 400)] * 4)


@given(
    size=st.tuples(st.integers(8, 120), st.integers(8, 120)),
    shots=st.lists(st.tuples(st.integers(0, 255), st.integers(0, 9), st.integers(-(10**9), 10**10), REGIONS), max_size=6),
)
@settings(deadline=None, max_examples=25)
def test_no_stream_makes_it_fail_and_what_a_plain_check_refuses_is_never_fit(
    size: tuple[int, int], shots: list[tuple[int, int, int, Roi]]
) -> None:
    guard = LiveGuard(GuardScope((5.0, 60.0), (5.0, 60.0), ScanPlane.TRANSVERSE), by_brightness(120, 100))
    for number, (shade, seed, captured_ns, roi) in enumerate(shots):
        pixels = np.clip(shade * np.resize(grain(seed), size), 0, 255).astype(np.uint8)
        frame = Frame(pixels, number, captured_ns, 0.1, "test probe")
        result = guard.assess(frame, roi)
        fitted = roi.clipped(frame.width, frame.height, 16)
        assert result is not Guard.FIT or assess(frame, fitted, None) is Guard.FIT
