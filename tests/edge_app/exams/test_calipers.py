"""What calipers measure, and the thickness of a site from its images."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.exams.calipers import (
    MAX_CALIPERS,
    End,
    has_room,
    image_thickness,
    length_mm,
    moved,
    proposed_calipers,
    site_thickness,
    with_caliper,
)
from edge_app.exams.records import Caliper, CaliperKind, ExamImage, Placement
from edge_app.records import Finding, Frame, Guard, Roi
from tests.support.exam_factories import ENGINE, SITE, found
from tests.support.layered_limb import HEIGHT, MM_PER_PIXEL, WIDTH, layered, level

points = st.tuples(st.floats(0, 639), st.floats(0, 479))
scales = st.floats(0.01, 1)


def caliper(start: tuple[float, float], end: tuple[float, float], kind: CaliperKind = CaliperKind.DISTANCE) -> Caliper:
    return Caliper(kind, Placement.BY_HAND, start, end)


def thick(mm: float, placed: Placement = Placement.PROPOSED, scale: float | None = 0.1) -> ExamImage:
    """An image with a muscle of that thickness."""
    frame = replace(found().frame, mm_per_pixel=scale)
    one = Caliper(CaliperKind.THICKNESS, placed, (5.0, 0.0), (5.0, mm / (scale or 0.1)))
    return ExamImage(1, SITE, "", replace(found(), frame=frame), ENGINE, (one,))


@given(points, points, scales)
def test_a_length_is_the_same_from_either_end_and_grows_with_the_scale(
    start: tuple[float, float], end: tuple[float, float], scale: float
) -> None:
    mm = length_mm(caliper(start, end), scale)
    assert mm == length_mm(caliper(end, start), scale) and mm is not None and mm >= 0
    assert length_mm(caliper(start, end), 2 * scale) == pytest.approx(2 * mm)


@given(points, points, points, scales)
def test_a_detour_is_never_shorter(
    start: tuple[float, float], by: tuple[float, float], end: tuple[float, float], scale: float
) -> None:
    direct, *legs = (length_mm(caliper(*ends), scale) or 0.0 for ends in ((start, end), (start, by), (by, end)))
    assert direct <= sum(legs) + 1e-9


def test_ten_pixels_across_and_down_at_a_tenth_of_a_millimetre() -> None:
    assert length_mm(caliper((3, 4), (13, 4)), 0.1) == pytest.approx(1.0)
    assert length_mm(caliper((3, 4), (3, 14)), 0.1) == pytest.approx(1.0)
    assert length_mm(caliper((3, 4), (13, 14)), 0.1) == pytest.approx(math.sqrt(2))


def test_without_a_scale_there_is_no_figure() -> None:
    assert length_mm(caliper((3, 4), (13, 4)), None) is None
    assert image_thickness(thick(20, scale=None)) is None and site_thickness([thick(20, scale=None)]) is None


@given(points, points, st.sampled_from(End), st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_a_moved_end_stays_on_the_image_and_the_other_stays_put(
    start: tuple[float, float], end: tuple[float, float], which: End, dx: float, dy: float
) -> None:
    before = Caliper(CaliperKind.THICKNESS, Placement.PROPOSED, start, end)
    after = moved(before, which, dx, dy, 640, 480)
    kept, changed = (after.start, after.end) if which is End.END else (after.end, after.start)
    assert kept == (start if which is End.END else end) and after.placed is Placement.BY_HAND
    assert 0 <= changed[0] <= 639 and 0 <= changed[1] <= 479
    assert moved(before, which, 0, 0, 640, 480) == replace(before, placed=Placement.BY_HAND)


def test_an_image_has_one_thickness_and_room_for_few_calipers() -> None:
    calipers: tuple[Caliper, ...] = ()
    for number in range(MAX_CALIPERS - 1):
        calipers = with_caliper(calipers, caliper((0, 0), (number, 1)))
    first, second = (caliper((0, 0), (x, 9), CaliperKind.THICKNESS) for x in (1, 2))
    calipers = with_caliper(calipers, first)
    assert has_room(calipers, CaliperKind.THICKNESS) and not has_room(calipers, CaliperKind.DISTANCE)
    calipers = with_caliper(calipers, second)
    assert len(calipers) == MAX_CALIPERS and second in calipers and first not in calipers
    with pytest.raises(ValueError, match="at most"):
        with_caliper(calipers, caliper((0, 0), (1, 1)))


def test_what_was_measured_by_hand_counts_before_what_was_proposed() -> None:
    proposed = [thick(mm) for mm in (20, 22, 30)]
    found_proposed = site_thickness(proposed)
    assert found_proposed is not None
    assert (found_proposed.placed, found_proposed.images) == (Placement.PROPOSED, 3) and found_proposed.mm == pytest.approx(22)
    found_both = site_thickness([*proposed, thick(25, Placement.BY_HAND)])
    assert found_both is not None
    assert (found_both.placed, found_both.images) == (Placement.BY_HAND, 1) and found_both.mm == pytest.approx(25)
    assert site_thickness([]) is None and site_thickness([replace(proposed[0], calipers=())]) is None


def limb(mm_per_pixel: float | None = MM_PER_PIXEL, guard: Guard = Guard.FIT) -> Finding:
    """An image whose muscle lies between 8 and 28 mm deep, with its region in the middle of it."""
    pixels = layered(level(8), level(28))
    middle = round(18 / MM_PER_PIXEL)
    frame = Frame(pixels, 0, 0, mm_per_pixel, "test probe")
    return replace(found(), frame=frame, roi=Roi(WIDTH // 4, middle - 50, WIDTH // 2, 100), guard=guard)


def test_the_thickness_of_a_muscle_that_is_recognised_is_proposed() -> None:
    (one,) = proposed_calipers(limb(), Roi(0, 0, WIDTH, HEIGHT))
    assert (one.kind, one.placed) == (CaliperKind.THICKNESS, Placement.PROPOSED)
    assert length_mm(one, MM_PER_PIXEL) == pytest.approx(20, abs=1.5)


@pytest.mark.parametrize("finding", [limb(mm_per_pixel=None), limb(guard=Guard.COLOUR), replace(limb(), roi=Roi(100, 0, 60, 20))])
def test_nothing_is_proposed_without_a_scale_or_where_the_image_or_its_region_is_not_of_the_muscle(finding: Finding) -> None:
    assert proposed_calipers(finding, Roi(0, 0, WIDTH, HEIGHT)) == ()


def test_nothing_is_proposed_where_no_muscle_is_recognised() -> None:
    assert proposed_calipers(replace(found(), frame=replace(found().frame, mm_per_pixel=0.5)), Roi(0, 0, 64, 48)) == ()
