"""A patient's summary: medians of what was judged, in whatever order the images were taken."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.drift.quantities import MAX_LOGIT, ImageNumbers, PatientSummary, Quantity, score_logit, summarise_patient
from tests.support.drift_patients import image


@st.composite
def taken(draw: st.DrawFn) -> ImageNumbers:
    reason = draw(st.sampled_from([None, None, "no contact", "saturated"]))
    made = image(draw(st.floats(-3, 3)), draw(st.floats(-3, 3)), draw(st.floats(-3, 3)), not_judged=reason)
    return made if reason else replace(made, probability=draw(st.floats(0, 1)))


@given(images=st.lists(taken(), min_size=1, max_size=20), random=st.randoms())
def test_the_order_of_the_images_does_not_matter(images: list[ImageNumbers], random: object) -> None:
    other = sorted(images, key=lambda each: (each.echo_intensity, each.probability or 0.0))
    assert summarise_patient(other) == summarise_patient(images) == summarise_patient(images[::-1])


@given(images=st.lists(taken(), min_size=1, max_size=8), times=st.integers(2, 4))
def test_more_images_of_the_same_count_for_no_more(images: list[ImageNumbers], times: int) -> None:
    once, often = summarise_patient(images), summarise_patient(images * times)
    assert often.values == pytest.approx(once.values)
    assert often.images == times * once.images


def test_what_was_not_judged_counts_as_abstention_only() -> None:
    air = replace(image(not_judged="no contact"), echo_intensity=3.0)
    assert summarise_patient([air, air]).values == {Quantity.ABSTENTION: 1.0}
    mixed = summarise_patient([air, image(), image(), image()])
    assert mixed.values[Quantity.ABSTENTION] == 0.25
    assert mixed.values[Quantity.ECHO_INTENSITY] == 80.0


def test_an_unknown_scale_is_no_value() -> None:
    assert Quantity.SCALE not in summarise_patient([image(mm_per_pixel=None)] * 3).values
    assert summarise_patient([image(mm_per_pixel=None), image(mm_per_pixel=0.01)]).values[Quantity.SCALE] == -2.0


def test_numbers_of_an_earlier_version_lack_what_it_did_not_take() -> None:
    texture = replace(image().texture, finest_lateral_detail=None, fine_lateral_detail=None)
    older = replace(image(), field_shape=None, texture=texture)
    newer = {Quantity.FIELD_SHAPE, Quantity.FINEST_LATERAL_DETAIL, Quantity.FINE_LATERAL_DETAIL}
    assert newer.isdisjoint(summarise_patient([older]).values) and newer <= set(summarise_patient([older, image()]).values)


def test_one_odd_image_changes_nothing() -> None:
    assert summarise_patient([image(), image(), image(echo_z=50)]).values == summarise_patient([image()] * 3).values


@given(probability=st.floats(0, 1))
def test_the_logit_is_finite_and_rises(probability: float) -> None:
    assert math.isfinite(score_logit(probability)) and abs(score_logit(probability)) <= MAX_LOGIT
    assert score_logit(probability) >= score_logit(probability / 2)
    assert score_logit(0.5) == 0


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="without an accepted image"):
        summarise_patient([])
    with pytest.raises(ValueError, match="no patient"):
        PatientSummary(1, {Quantity.SCORE: math.nan})
