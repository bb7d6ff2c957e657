"""A record holds for its own bundle, device, setting and time, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_app.device_profiles import DeviceProfile
from edge_app.records import Control
from edge_app.validation.matching import Aspect, changed_controls, changes_geometry, differences, find
from edge_app.validation.record import SiteValidation
from tests.support.site_validations import PROFILE, RECORD, TODAY

BUNDLE = RECORD.bundle.manifest_sha256
GAIN = replace(RECORD, device=replace(RECORD.device, controls=(Control("gain", "40"), Control("depth", "4.0 cm"))))
OTHER_PROFILES = {
    Aspect.DEVICE: replace(PROFILE, device="534d:2109:-:1-1.3"),
    Aspect.PRESET: replace(PROFILE, preset="msk"),
    Aspect.WIDTH: replace(PROFILE, width=801),
    Aspect.HEIGHT: replace(PROFILE, height=601),
    Aspect.SCALE: replace(PROFILE, mm_per_pixel=0.08001),
    Aspect.MIRRORED: replace(PROFILE, mirrored=True),
}
UNKNOWN = {
    Aspect.PRESET: replace(PROFILE, preset=None),
    Aspect.WIDTH: replace(PROFILE, width=None),
    Aspect.HEIGHT: replace(PROFILE, height=None),
    Aspect.SCALE: replace(PROFILE, mm_per_pixel=None),
    Aspect.MIRRORED: replace(PROFILE, mirrored=None),
}


def test_it_holds_for_what_it_states() -> None:
    assert find([RECORD], BUNDLE, PROFILE, today=TODAY) is RECORD
    assert differences(RECORD, BUNDLE, PROFILE, today=TODAY) == ()


def test_it_holds_for_no_other_bundle() -> None:
    """Not even for one with the same beginning of its hash, which is all that the bundle's id shows."""
    other = BUNDLE[:-1] + "0"
    assert find([RECORD], other, PROFILE, today=TODAY) is None
    assert [one.aspect for one in differences(RECORD, other, PROFILE, today=TODAY)] == [Aspect.BUNDLE]


@pytest.mark.parametrize(("aspect", "profile"), [*OTHER_PROFILES.items(), *UNKNOWN.items()])
def test_it_holds_for_no_other_setting_and_unknown_equals_nothing(aspect: Aspect, profile: DeviceProfile) -> None:
    assert find([RECORD], BUNDLE, profile, today=TODAY) is None
    (one,) = differences(RECORD, BUNDLE, profile, today=TODAY)
    assert one.aspect is aspect
    assert ("unknown" in str(one)) == (profile in UNKNOWN.values())


def test_it_holds_for_no_unknown_device() -> None:
    assert find([RECORD], BUNDLE, None, today=TODAY) is None


@pytest.mark.parametrize(
    ("record", "controls", "holds"),
    [
        (GAIN, {"gain": "40", "depth": "4.0 cm"}, True),
        (GAIN, {"gain": "41", "depth": "4.0 cm"}, False),
        (GAIN, {"gain": "40"}, False),
        (GAIN, {}, False),
        (RECORD, {"gain": "40"}, False),
        (RECORD, {}, True),
    ],
)
def test_controls_are_the_same_and_no_more_and_no_fewer(record: SiteValidation, controls: dict[str, str], holds: bool) -> None:
    assert (find([record], BUNDLE, PROFILE, [Control(*one) for one in controls.items()], TODAY) is record) == holds


def test_it_ends_with_its_last_day() -> None:
    ending = replace(RECORD, expires=TODAY)
    assert find([ending], BUNDLE, PROFILE, today=TODAY) is ending
    (late,) = differences(ending, BUNDLE, PROFILE, today=TODAY + timedelta(days=1))
    assert late.aspect is Aspect.EXPIRED and "expired on 2026-11-28" in str(late)


def test_a_clock_before_the_record_was_made_is_not_believed() -> None:
    """Otherwise setting the clock back would revive a record; one that does not expire needs no clock."""
    reset = date(1970, 1, 1)
    (early,) = differences(replace(RECORD, expires=TODAY), BUNDLE, PROFILE, today=reset)
    assert early.aspect is Aspect.CLOCK
    assert find([RECORD], BUNDLE, PROFILE, today=reset) is RECORD


def test_the_newest_of_several_holds() -> None:
    newer = replace(RECORD, created=TODAY, site="again")
    foreign = replace(newer, device=replace(RECORD.device, preset="Abdomen"))
    assert find([RECORD, newer, foreign], BUNDLE, PROFILE, today=TODAY) is newer
    assert find([], BUNDLE, PROFILE, today=TODAY) is None


def test_without_a_date_the_clock_of_the_device_counts() -> None:
    assert find([replace(RECORD, expires=RECORD.created)], BUNDLE, PROFILE) is None


NAMES = st.sampled_from(["brightness", "gain", "depth"])


@given(before=st.dictionaries(NAMES, st.sampled_from(["1", "2"])), now=st.dictionaries(NAMES, st.sampled_from(["1", "2"])))
def test_what_changed_is_what_differs_whichever_came_first(before: dict[str, str], now: dict[str, str]) -> None:
    one, other = ([Control(*pair) for pair in controls.items()] for controls in (before, now))
    changed = changed_controls(one, other)
    assert (changed == ()) is (before == now)
    assert [(found.control, found.found, found.recorded) for found in changed_controls(other, one)] == [
        (found.control, found.recorded, found.found) for found in changed
    ]
    assert changes_geometry(changed) is any(found.control == "depth" for found in changed)
