"""The thickness of a proposed muscle: perpendicular to it, whichever way it lies."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.muscle_roi import MuscleProposal
from edge_app.muscle_roi.thickness import thickness_line
from edge_app.records import Roi

WIDTH = 400


def slab(thick: float, degrees: float, top: float = 60.0, wave: float = 0.0) -> MuscleProposal:
    """A muscle between two parallel planes, `thick` px apart and tilted; both may wave together."""
    x = np.linspace(0, WIDTH, 81)
    upper = top + 0.5 * WIDTH * math.tan(math.radians(abs(degrees))) + math.tan(math.radians(degrees)) * (x - WIDTH / 2)
    upper = upper + wave * np.sin(x / 25)
    lower = upper + thick / math.cos(math.radians(degrees))
    middle = (upper[40] + lower[40]) / 2
    region = Roi(80, round(middle - thick / 4), 240, round(thick / 2))
    return MuscleProposal(tuple(x), tuple(upper), tuple(lower), region, 0.1, 0.9)


def length(proposal: MuscleProposal, region: Roi | None = None) -> float:
    line = thickness_line(proposal, region or proposal.region)
    assert line is not None
    return math.dist(*line)


@given(st.floats(60, 250), st.floats(-25, 25))
def test_a_tilt_makes_no_muscle_thicker(thick: float, degrees: float) -> None:
    assert length(slab(thick, degrees)) == pytest.approx(thick, rel=1e-6)


@given(st.floats(60, 250), st.floats(-20, 20), st.floats(0, 6))
def test_a_mirrored_muscle_is_as_thick_and_so_is_a_moved_one(thick: float, degrees: float, wave: float) -> None:
    muscle = slab(thick, degrees, wave=wave)
    mirrored = replace(muscle, x=tuple(WIDTH - x for x in reversed(muscle.x)), top=muscle.top[::-1], bottom=muscle.bottom[::-1])
    assert length(mirrored, muscle.region) == pytest.approx(length(muscle), abs=0.5)  # the same place or its neighbour
    lower = replace(muscle, top=tuple(y + 100 for y in muscle.top), bottom=tuple(y + 100 for y in muscle.bottom))
    assert length(lower, replace(muscle.region, y=muscle.region.y + 100)) == pytest.approx(length(muscle))


@given(st.floats(60, 250), st.floats(-20, 20), st.floats(0, 6))
def test_the_line_ends_on_both_fasciae_above_and_below_the_region(thick: float, degrees: float, wave: float) -> None:
    muscle = slab(thick, degrees, wave=wave)
    line = thickness_line(muscle, muscle.region)
    assert line is not None
    for (x, y), curve in zip(line, (muscle.top, muscle.bottom), strict=True):
        assert y == pytest.approx(float(np.interp(x, muscle.x, curve)), abs=1e-6)
    assert line[0][1] < line[1][1]


def test_one_narrow_dent_does_not_decide() -> None:
    muscle = slab(100, 0)
    top = tuple(y - 40 if 190 < x < 210 else y for x, y in zip(muscle.x, muscle.top, strict=True))
    assert length(replace(muscle, top=top)) == pytest.approx(100)


@pytest.mark.parametrize("region", [Roi(80, 5, 240, 40), Roi(80, 400, 240, 60), Roi(350, 100, 200, 50), Roi(500, 100, 100, 50)])
def test_a_region_that_is_elsewhere_has_no_thickness(region: Roi) -> None:
    assert thickness_line(slab(100, 0), region) is None
