"""The figures beside the image."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.records import Band, Finding, Frame, Guard, IndeterminateReason, Label, Roi, label_of
from edge_app.ui.readout import HYSTERESIS, RollingWindow, Spread, read_out
from tests.support.fakes import finding, textured

PIXELS = textured()


def at(milliseconds: float, probability: float | None, roi: Roi | None = None) -> Finding:
    return finding(Frame(PIXELS, 0, int(milliseconds * 1e6), None, "test"), roi or Roi(0, 0, 50, 50), probability)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_the_spread_is_the_middle_80_percent(probabilities: list[float]) -> None:
    second = RollingWindow()
    for i, p in enumerate(probabilities):
        second.add(at(i * 4, p))  # all of them recent: none is before a jump of the probe
    spread = second.spread()
    assert spread is not None
    assert spread.low == pytest.approx(np.quantile(probabilities, 0.1))
    assert spread.high == pytest.approx(np.quantile(probabilities, 0.9))


def test_what_is_older_than_a_second_is_forgotten() -> None:
    second = RollingWindow()
    second.add(at(0, 0.9))
    second.add(at(999, 0.1))
    assert second.spread() != Spread(0.1, 0.1)
    second.add(at(1000, 0.1))
    assert second.spread() == Spread(0.1, 0.1)


def test_another_region_is_another_question() -> None:
    second = RollingWindow()
    second.add(at(0, 0.9))
    second.add(at(10, 0.1, Roi(9, 9, 50, 50)))
    assert second.spread() == Spread(0.1, 0.1)


def test_frames_that_were_not_judged_have_no_part_in_it() -> None:
    second = RollingWindow()
    second.add(at(0, None))
    assert second.spread() is None
    second.add(at(10, 0.4))
    second.add(at(20, None))
    assert second.spread() == Spread(0.4, 0.4)


def test_a_spread_across_the_threshold_is_unsteady() -> None:
    second = RollingWindow()
    for i, p in enumerate([0.2, 0.8] * 10):
        second.add(at(i, p))
    assert read_out(at(20, 0.8), second, 0.5).unsteady
    assert not read_out(at(20, 0.8), second, 0.9).unsteady
    assert not read_out(at(20, 0.8), second, 0.1).unsteady


def test_a_finding_that_was_not_judged_says_why_and_gives_no_probability() -> None:
    second = RollingWindow()
    second.add(at(0, 0.4))
    readout = read_out(replace(at(10, None), guard=Guard.SATURATED), second, 0.5)
    assert (readout.label, readout.guard) == (Label.NOT_JUDGED, Guard.SATURATED)
    assert readout.probability is None and readout.spread is None


def test_a_jump_is_followed_within_300_ms_and_noise_is_smoothed() -> None:
    second, frame_ms = RollingWindow(), 1000 / 30
    rng = np.random.default_rng(0)
    for i in range(60):
        second.add(at(i * frame_ms, 0.2 + 0.1 * float(rng.standard_normal() > 0)))
    shown = []
    for i in range(60, 75):
        second.add(at(i * frame_ms, 0.9))
        shown.append(second.smoothed())
    behind = next(i for i, p in enumerate(shown) if p == 0.9) * frame_ms
    assert behind + 100 <= 300  # the figures are drawn every 100 ms
    spread = second.spread()
    assert spread is not None and spread.low == 0.9  # what was elsewhere is no part of the interval


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_the_smoothed_probability_lies_among_the_recent_ones(probabilities: list[float]) -> None:
    second = RollingWindow()
    for i, p in enumerate(probabilities):
        second.add(at(i * 10, p))
    recent = probabilities[-25:]
    smoothed = second.smoothed()
    assert smoothed is not None and min(recent) <= smoothed <= max(recent)


def test_a_frozen_image_shows_its_own_probability() -> None:
    second = RollingWindow()
    for i in range(9):
        second.add(at(i * 10, 0.9))
    last = at(90, 0.1)
    second.add(last)
    assert read_out(last, second, 0.5).label is Label.ABNORMAL
    frozen = read_out(last, second, 0.5, frozen=True)
    assert (frozen.probability, frozen.label) == (0.1, last.label)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.booleans())
def test_the_interval_holds_the_probability_that_is_shown(probabilities: list[float], frozen: bool) -> None:
    second = RollingWindow()
    for i, p in enumerate(probabilities):
        second.add(at(i * 33, p))
    shown = read_out(at(33 * len(probabilities) - 33, probabilities[-1]), second, 0.5, frozen)
    assert shown.spread is not None and shown.probability is not None
    assert shown.spread.low <= shown.probability <= shown.spread.high


def banded_at(milliseconds: float, probability: float) -> Finding:
    return replace(at(milliseconds, probability), band=Band(0.3, 0.7), validated=True)


def labels(probabilities: list[float]) -> list[Label | None]:
    """What the panel says one after the other, where the smoothed probability is each of these."""
    said: list[Label | None] = []
    for probability in probabilities:
        second = RollingWindow()
        second.add(banded_at(0, probability))
        said.append(read_out(banded_at(0, probability), second, 0.5, before=said[-1] if said else None).label)
    return said


def test_inside_the_band_it_is_indeterminate_and_says_why() -> None:
    second = RollingWindow()
    second.add(banded_at(0, 0.6))
    readout = read_out(banded_at(0, 0.6), second, 0.5)
    assert (readout.label, readout.reason) == (Label.INDETERMINATE, IndeterminateReason.CLOSE_TO_THRESHOLD)
    assert read_out(at(0, 0.6), second, 0.5).reason is None


def test_at_the_bands_edge_the_label_does_not_flicker() -> None:
    said = labels([0.69, 0.71] * 10 + [0.75, 0.69])
    assert said == [Label.INDETERMINATE] * 20 + [Label.ABNORMAL, Label.INDETERMINATE]
    said = labels([0.31, 0.29] * 10 + [0.25, 0.31])
    assert said == [Label.INDETERMINATE] * 20 + [Label.NORMAL, Label.INDETERMINATE]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_inside_the_band_nothing_is_ever_called_normal_or_abnormal(probabilities: list[float]) -> None:
    for probability, label in zip(probabilities, labels(probabilities), strict=True):
        plain = label_of(probability, 0.5, Band(0.3, 0.7))
        assert label is plain or label is Label.INDETERMINATE
        if not 0.3 - HYSTERESIS <= probability < 0.7 + HYSTERESIS:
            assert label is plain
