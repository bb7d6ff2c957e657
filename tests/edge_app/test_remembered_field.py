"""A depth that nobody reads: the field on the screen has another size than when the scale was set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, load_bundle
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Control, Frame, Permission, Roi
from edge_app.scanner_screen.setting_text import remember
from edge_app.validation.record import ValidatedSetting
from tests.support.setting_screens import FIELD, HEIGHT, PRESET, WIDTH, setting_screen
from tests.support.site_validations import record_for

KNOWN = DeviceProfile(
    "1b71:3106:SN 00/42", "MSK", 800, 600, mm_per_pixel=0.08, mirrored=True, echo_reference="phantom", field_size=(450, 480)
)
AS_IT_WAS, DEEPER = Roi(170, 60, 452, 479), Roi(215, 60, 360, 480)
SENTENCE = (
    "image field on the scanner's screen is 360 x 480 pixels, not 450 x 480: depth, zoom or preset was changed; "
    "set it back, or set the scale again"
)


@pytest.fixture
def profiles(tmp_path: Path) -> DeviceProfiles:
    profiles = DeviceProfiles(tmp_path / "profiles")
    profiles.keep(KNOWN)
    return profiles


@pytest.fixture(scope="module")
def shipped() -> ModelBundle:
    return load_bundle(DEFAULT_BUNDLE)


def frame(field: Roi | None, width: int = 800, height: int = 600) -> Frame:
    return Frame(np.zeros((height, width), np.uint8), 0, 0, None, KNOWN.device, field=field)


def test_another_depth_takes_label_z_score_and_scale_away_at_once_and_says_what_to_do(
    shipped: ModelBundle, profiles: DeviceProfiles, caplog: pytest.LogCaptureFixture
) -> None:
    setting = ValidatedSetting(KNOWN.device, "MSK", 800, 600, 0.08, True, KNOWN.remembered_controls)
    profiles.validations = [record_for(shipped, device=setting)]
    lookup = ProfileLookup(profiles)

    def seen(field: Roi | None) -> tuple[Permission, str | None, float | None, list[str]]:
        known = lookup.with_profile_defaults(frame(field))
        assert lookup.with_profile_defaults(known).controls == known.controls  # not twice
        changed = [str(difference) for difference in lookup.changes(known, shipped)]
        return lookup.permission(known, shipped, False), lookup.echo_reference(known), known.mm_per_pixel, changed

    as_it_was: tuple[Permission, str | None, float | None, list[str]] = (Permission.LABEL, "phantom", 0.08, [])
    assert seen(AS_IT_WAS) == seen(None) == as_it_was
    assert seen(DEEPER) == (Permission.NOTHING, None, None, [SENTENCE])
    assert seen(AS_IT_WAS) == as_it_was
    assert caplog.text.count(SENTENCE) == 1  # and not once a frame


def test_a_scale_that_is_set_again_holds_for_the_new_field(profiles: DeviceProfiles) -> None:
    profiles.save_scale(frame(DEEPER), 0.1)
    assert profiles.find(KNOWN.device) == replace(KNOWN, mm_per_pixel=0.1, field_size=(360, 480), echo_reference=None)
    lookup = ProfileLookup(profiles)
    assert lookup.with_profile_defaults(frame(DEEPER)).mm_per_pixel == 0.1
    assert lookup.with_profile_defaults(frame(AS_IT_WAS)).mm_per_pixel is None
    profiles.save_scale(frame(None), 0.2)  # of a source whose field is not looked for
    assert profiles.find(KNOWN.device) == replace(KNOWN, mm_per_pixel=0.2, field_size=None, echo_reference=None)


def test_a_scale_that_is_set_again_at_the_same_field_leaves_the_reference(profiles: DeviceProfiles) -> None:
    profiles.save_scale(frame(AS_IT_WAS), 0.081)
    assert profiles.find(KNOWN.device) == replace(KNOWN, mm_per_pixel=0.081, field_size=(452, 479))


def test_a_profile_that_remembers_no_field_compares_none(profiles: DeviceProfiles) -> None:
    profiles.keep(replace(KNOWN, field_size=None))
    lookup = ProfileLookup(profiles)
    known = lookup.with_profile_defaults(frame(DEEPER))
    assert known.controls == () and lookup.changed_controls(known) == () and known.mm_per_pixel == 0.08


def test_images_of_another_size_recordings_and_a_grabbers_own_controls(profiles: DeviceProfiles) -> None:
    lookup = ProfileLookup(profiles)
    other = lookup.with_profile_defaults(frame(AS_IT_WAS, 1024, 768))
    assert [str(one) for one in lookup.changed_controls(other)] == [
        "image field on the scanner's screen cannot be compared with what is recorded"
    ]
    assert other.mm_per_pixel is None
    recorded = lookup.with_profile_defaults(replace(frame(DEEPER), recorded=True))
    assert recorded.controls == () and lookup.changed_controls(recorded) == ()
    grabber = lookup.with_profile_defaults(replace(frame(AS_IT_WAS), controls=(Control("brightness", "128"),)))
    assert lookup.changed_controls(grabber) == ()  # nobody remembered those


def test_a_text_that_is_marked_too_stays_as_it_was_marked(profiles: DeviceProfiles) -> None:
    both = replace(KNOWN, width=WIDTH, height=HEIGHT, field_size=(FIELD.w, FIELD.h))
    both = both.with_setting_texts([remember([setting_screen()], "preset", PRESET)])
    profiles.keep(both)
    lookup = ProfileLookup(profiles)
    seen = lookup.with_profile_defaults(Frame(setting_screen(), 0, 0, None, KNOWN.device, field=FIELD))
    assert len(seen.controls) == 2 and lookup.changed_controls(seen) == ()
    profiles.save_scale(seen, 0.1)
    assert profiles.find(KNOWN.device) == replace(both, mm_per_pixel=0.1)
