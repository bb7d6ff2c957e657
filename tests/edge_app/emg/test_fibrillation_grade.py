"""The grade of fibrillation: each grade as the textbooks word it, and what must hold of any muscle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.emg.analysis import Settings, analyse
from edge_app.emg.fibrillation_grade import MIN_AREAS, Area, CalledPotential, area_of, grade_muscle
from edge_app.emg.guard import Unfit
from edge_app.emg.waveform import Waveform
from tests.support.emg_recordings import made_trace

SILENT = Area(8.0, (), True)


def area(rate_hz: float, begin: float = 0.0, end: float = 8.0, duration_ms: float = 3.0) -> Area:
    """8 s with a train as a clock."""
    return Area(8.0, tuple(CalledPotential(float(at), duration_ms) for at in np.arange(begin, end, 1 / rate_hz)), True)


@pytest.mark.parametrize(
    ("areas", "grade"),
    [
        ([SILENT] * 4, "0"),
        ([area(6, 1, 4), SILENT, SILENT, SILENT], "0"),  # in one area only
        ([area(6, 1, 2.5)] * 4, "0"),  # none lasts 2 s
        ([area(6, 1, 4)] * 2 + [SILENT] * 2, "1+"),
        ([area(3)] * 4, "1+"),  # trains everywhere, none of many potentials
        ([area(8)] * 3 + [SILENT], "2+"),
        ([area(20)] * 3 + [SILENT], "2+"),  # not in all areas
        ([area(20)] * 4, "3+"),
        ([area(20)] * 3 + [area(8)], "2+"),
        ([area(40, duration_ms=15)] * 4, "4+"),
        ([area(40, duration_ms=15)] * 3 + [area(20)], "3+"),
    ],
)  # fmt: skip
def test_each_grade_is_as_it_is_worded(areas: list[Area], grade: str) -> None:
    assert grade_muscle(areas).text == grade


def test_trains_in_one_area_are_said_though_they_are_grade_0() -> None:
    found = grade_muscle([area(6), SILENT, SILENT])
    assert (found.grade, found.with_trains, found.areas) == (0, 1, 3)


def test_nothing_is_graded_where_too_little_was_judged() -> None:
    unfit = replace(area(8), judged=False)
    few = grade_muscle([area(20)] * (MIN_AREAS - 1) + [unfit])
    assert (few.grade, few.text, few.not_judged) == (None, "not graded", 1) and few.reason and "Record more" in few.reason
    most = grade_muscle([area(20)] * 3 + [unfit] * 4)
    assert most.grade is None and most.reason == "Only 3 of 7 areas were fit to be judged. Record again what was not."
    assert grade_muscle([]).grade is None


areas_of = st.builds(
    lambda times, judged, duration: Area(8.0, tuple(CalledPotential(at, duration) for at in sorted(times)), judged),
    st.lists(st.floats(0, 8), max_size=60) | st.builds(lambda rate: list(np.arange(0, 8, 1 / rate)), st.floats(1, 45)),
    st.booleans() | st.just(True),
    st.floats(0.1, 40),
)


@given(st.lists(areas_of, max_size=6), st.randoms())
def test_the_order_of_areas_does_not_matter(areas: list[Area], random: object) -> None:
    shuffled = list(areas)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert grade_muscle(shuffled) == grade_muscle(areas)


@given(st.lists(areas_of, min_size=3, max_size=6), st.integers(0, 5), st.floats(0, 8), st.floats(0.1, 40))
def test_a_potential_more_never_makes_it_less(areas: list[Area], which: int, at: float, duration: float) -> None:
    which %= len(areas)
    more = sorted((*areas[which].potentials, CalledPotential(at, duration)), key=lambda one: one.seconds)
    before, after = (
        grade_muscle(areas),
        grade_muscle([*areas[:which], replace(areas[which], potentials=tuple(more)), *areas[which + 1 :]]),
    )
    assert (before.grade is None) == (after.grade is None)
    assert before.grade is None or (after.grade is not None and after.grade >= before.grade)


@given(st.lists(areas_of, max_size=6))
def test_a_grade_is_between_0_and_4_or_says_why_there_is_none(areas: list[Area]) -> None:
    found = grade_muscle(areas)
    assert (found.grade is None) == (found.reason is not None)
    assert found.grade is None or 0 <= found.grade <= 4
    assert found.areas + found.not_judged == len(areas)
    assert found.full <= found.many <= found.moderate <= found.with_trains <= found.areas


@given(st.lists(areas_of.map(lambda one: replace(one, judged=True)), min_size=3, max_size=6))
def test_a_silent_area_more_never_makes_it_more(areas: list[Area]) -> None:
    before, after = grade_muscle(areas), grade_muscle([*areas, SILENT])
    assert before.grade is not None and after.grade is not None and after.grade <= before.grade


@given(areas_of)
def test_what_is_covered_is_a_share(one: Area) -> None:
    assert 0 <= one.covered_share <= 1 + 1e-9


def test_of_a_recording_only_what_is_called_and_fit_counts() -> None:
    events = analyse(made_trace(seconds=6.0), Settings()).events
    sharp = [Waveform.PSW if found.reading.positive_share > 0.5 else Waveform.OTHER for found in events]
    found = area_of(6.0, None, events, sharp)
    assert found.judged and found.seconds == 6.0 and found.has_train
    assert found.rate_hz == pytest.approx(2.9, rel=0.1)
    assert area_of(6.0, None, events, sharp, {Waveform.FIBRILLATION}).potentials == ()
    spoilt = [replace(one, unfit=Unfit.MOVEMENT) for one in events]
    assert area_of(6.0, None, spoilt, sharp) == Area(6.0, (), False)
    assert not area_of(6.0, None, events, [None] * len(events)).judged


@pytest.mark.parametrize(
    ("seconds", "unfit", "judged"), [(6.0, Unfit.SILENT, True), (6.0, Unfit.MAINS, False), (1.5, None, False)]
)
def test_a_silent_recording_was_judged_and_one_that_is_unfit_or_short_was_not(
    seconds: float, unfit: Unfit | None, judged: bool
) -> None:
    assert area_of(seconds, unfit, (), ()) == Area(seconds, (), judged)
