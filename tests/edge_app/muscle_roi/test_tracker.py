"""Over a cine the proposal neither jumps nor lags for ever."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_app.muscle_roi import MuscleProposal, MuscleTracker, RejectionReason
from edge_app.muscle_roi.proposal import region_within
from edge_app.muscle_roi.tracker import FOLLOW_SHARE, MIN_VOTES, overlap


def belly(top: float, bottom: float, columns: int = 40, left: float = 20) -> MuscleProposal:
    x = np.linspace(left, 400, columns)
    upper, lower = np.full(columns, top), np.full(columns, bottom)
    region = region_within(x, upper, lower, 0.1)
    assert region is not None
    return MuscleProposal(tuple(x), tuple(upper), tuple(lower), region, 0.1, 0.9)


def fed(*found: MuscleProposal | RejectionReason) -> MuscleProposal | RejectionReason:
    tracker = MuscleTracker()
    held: MuscleProposal | RejectionReason = RejectionReason.UNSURE
    for proposal in found:
        held = tracker.update(proposal)
    return held


def test_the_first_proposal_holds_at_once() -> None:
    assert fed(RejectionReason.NO_CONTACT, belly(100, 300)) == belly(100, 300)


def test_one_image_of_something_else_changes_nothing() -> None:
    here, there = belly(100, 300), belly(100, 200)
    for other in (there, RejectionReason.UNSURE):
        assert fed(here, other) == here
        assert fed(here, other, here, other, here, other) == here


def test_what_stays_holds() -> None:
    here, there = belly(100, 300), belly(100, 200)
    assert fed(here, *[there] * (MIN_VOTES - 1)) == here
    assert fed(here, *[there] * MIN_VOTES) == there
    assert fed(here, *[RejectionReason.UNSURE, RejectionReason.NO_CONTACT, RejectionReason.UNSURE]) is RejectionReason.UNSURE


def test_two_rivals_in_turn_do_not_add_up() -> None:
    here = belly(100, 300)
    assert fed(here, belly(100, 200), belly(240, 340), belly(100, 200), belly(240, 340)) == here


@given(st.lists(st.floats(-6, 6), min_size=1, max_size=12))
def test_the_same_muscle_is_followed_in_part(moves: list[float]) -> None:
    tracker, held = MuscleTracker(), belly(100, 300)
    tracker.update(held)
    for move in moves:
        before = held
        found = tracker.update(belly(100 + move, 300 + move))
        assert isinstance(found, MuscleProposal)
        held = found
        expected = before.top[0] + FOLLOW_SHARE * (100 + move - before.top[0])
        assert abs(held.top[0] - expected) < 1e-9
        assert held.region.y > held.top[0]


def test_another_number_of_columns_is_the_same_muscle() -> None:
    held = fed(belly(100, 300, columns=40), belly(104, 304, columns=33, left=28))
    assert isinstance(held, MuscleProposal) and len(held.x) == 33 and 100 < held.top[0] < 104


def test_another_screen_starts_anew() -> None:
    tracker = MuscleTracker()
    tracker.update(belly(100, 300), (480, 640))
    assert tracker.update(belly(100, 200), (600, 800)) == belly(100, 200)


def test_overlap_is_intersection_over_union() -> None:
    here = belly(100, 300)
    assert overlap(here, here) == 1
    assert abs(overlap(here, belly(200, 400)) - 1 / 3) < 1e-6
    assert overlap(here, belly(350, 450)) == 0
    beside = replace(here, x=tuple(np.array(here.x) + 1000))
    assert overlap(here, beside) == 0
