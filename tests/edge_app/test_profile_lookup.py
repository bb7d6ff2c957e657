"""What holds for a device's frames and may be said of them: where the bundle or a site has validated it, set as it was then."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, load_bundle
from edge_app.device_profiles import SIMULATED_PROBE, DeviceProfile, DeviceProfiles
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import SIMULATED_SOURCE, Control, Frame, Permission, Roi
from edge_app.scanner_screen.setting_text import remember
from edge_app.validation.installed import InstalledValidations
from edge_app.validation.record import ValidatedSetting
from tests.support.setting_screens import GAIN, PRESET, setting_screen
from tests.support.site_validations import KEYS, record_for, signed

KNOWN = DeviceProfile(
    "1b71:3106:SN 00/42", "MSK superficial, 8 MHz", 800, 600, mm_per_pixel=0.08, mirrored=True, echo_reference="phantom"
)
SETTING = ValidatedSetting(KNOWN.device, "MSK superficial, 8 MHz", 800, 600, 0.08, True, ())
USUAL = (Control("brightness", "128"), Control("contrast", "32"))
BRIGHTER = (Control("brightness", "140"), Control("contrast", "32"))


def frame(source: str = KNOWN.device, width: int = 800, height: int = 600, mm: float | None = None) -> Frame:
    return Frame(np.zeros((height, width), np.uint8), 0, 0, mm, source)


@pytest.fixture
def profiles(tmp_path: Path) -> DeviceProfiles:
    return DeviceProfiles(tmp_path / "profiles")


@pytest.fixture(scope="module")
def shipped() -> ModelBundle:
    return load_bundle(DEFAULT_BUNDLE)


def test_what_another_program_says_of_a_device_holds_at_once(profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    profile_lookup = ProfileLookup(profiles)
    assert profile_lookup.of(frame()) == KNOWN
    other = DeviceProfiles(profiles.folder)  # `edge-app profiles` beside the kiosk
    other.keep(replace(KNOWN, preset="deep"))
    assert profile_lookup.of(frame()) == replace(KNOWN, preset="deep")
    other.forget(KNOWN.device)
    assert profile_lookup.of(frame()) is None


def test_a_field_that_does_not_lie_in_the_image_is_of_another_setting(profiles: DeviceProfiles) -> None:
    profiles.keep(DeviceProfile(KNOWN.device, field=((700, 500), (780, 500), (780, 580)), mm_per_pixel=0.08))
    profile_lookup = ProfileLookup(profiles)
    assert profile_lookup.field(frame()) == Roi(700, 500, 80, 80)
    assert (profile_lookup.field(frame(width=640, height=480)), profile_lookup.scale(frame(width=640, height=480))) == (
        None,
        None,
    )


def test_a_device_is_recognised_when_it_changes(profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    profile_lookup = ProfileLookup(profiles)
    assert [profile_lookup.of(frame(name)) for name in (KNOWN.device, "other", KNOWN.device)] == [KNOWN, None, KNOWN]


def test_the_scale_fills_what_the_frame_does_not_say(profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    profile_lookup = ProfileLookup(profiles)
    assert profile_lookup.with_profile_defaults(frame()).mm_per_pixel == 0.08
    assert profile_lookup.with_profile_defaults(frame(mm=0.1)).mm_per_pixel == 0.1
    assert profile_lookup.with_profile_defaults(frame(width=640)).mm_per_pixel is None  # another size: another setting
    assert profile_lookup.with_profile_defaults(frame("unknown")).mm_per_pixel is None
    assert ProfileLookup(None).with_profile_defaults(frame()).mm_per_pixel is None
    assert ProfileLookup(None).of(frame("simulated probe")) is SIMULATED_PROBE


@pytest.mark.parametrize(
    ("shown", "known", "expected"),
    [(None, True, True), (None, False, False), (None, None, None), (False, True, False), (True, None, True)],
)
def test_what_the_image_shows_of_its_orientation_goes_before_the_profile(
    profiles: DeviceProfiles, shown: bool | None, known: bool | None, expected: bool | None
) -> None:
    profiles.keep(replace(KNOWN, mirrored=known))
    seen = replace(frame(width=640), mirrored=shown)  # of another size too: a zoom turns nothing round
    completed = ProfileLookup(profiles).with_profile_defaults(seen)
    assert completed.mirrored is expected
    assert completed.pixels is seen.pixels  # never turned


def test_a_scale_that_is_kept_holds_from_the_next_frame_on(profiles: DeviceProfiles) -> None:
    profile_lookup = ProfileLookup(profiles)
    assert profile_lookup.with_profile_defaults(frame()).mm_per_pixel is None
    profiles.save_scale(frame(), 0.2)
    assert profile_lookup.with_profile_defaults(frame()).mm_per_pixel == 0.2
    assert profiles.find(KNOWN.device) == DeviceProfile(KNOWN.device, width=800, height=600, mm_per_pixel=0.2)
    profiles.forget(KNOWN.device)
    assert profile_lookup.with_profile_defaults(frame()).mm_per_pixel is None


def test_a_held_scale_goes_with_the_program(profiles: DeviceProfiles) -> None:
    profile_lookup = ProfileLookup(profiles)
    profiles.set_session_scale(frame("cine.mp4"), 0.2)
    assert profile_lookup.with_profile_defaults(frame("cine.mp4")).mm_per_pixel == 0.2
    assert profile_lookup.with_profile_defaults(frame("cine.mp4", width=640)).mm_per_pixel is None
    assert profile_lookup.of(frame("cine.mp4")) is None
    assert ProfileLookup(DeviceProfiles(profiles.folder)).with_profile_defaults(frame("cine.mp4")).mm_per_pixel is None


def test_the_shipped_bundle_is_validated_on_the_simulated_probe_only(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    def said_of(one: Frame, research: bool = False) -> Permission:
        lookup = ProfileLookup(profiles)
        return lookup.permission(lookup.with_profile_defaults(one), shipped, research)

    simulated = frame(SIMULATED_PROBE.device, 640, 480, 0.1)
    assert said_of(simulated) is Permission.LABEL
    for other in (
        replace(simulated, source="1b71:3106:SN 00/42"),
        replace(simulated, mm_per_pixel=0.2),
        replace(simulated, mm_per_pixel=None),
        replace(simulated, mirrored=True),
        replace(simulated, recorded=True),  # a file of that name
    ):
        assert said_of(other) is Permission.NOTHING and said_of(other, research=True) is Permission.SCORE


def test_a_site_validation_gives_labels_on_its_device_at_its_setting_only(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    profiles.validations = [record_for(shipped, device=SETTING)]

    assert said(profiles, shipped, frame()) is Permission.LABEL
    assert said(profiles, replace(shipped, manifest_sha256="0" * 64), frame()) is Permission.NOTHING
    for other in (
        frame(mm=0.09),
        frame(width=1024, height=768),
        replace(frame(), mirrored=False),
        replace(frame(), recorded=True),
    ):
        assert said(profiles, shipped, other) is Permission.NOTHING
    profiles.keep(replace(KNOWN, preset="MSK deep"))
    assert said(profiles, shipped, frame()) is Permission.NOTHING


def test_what_a_profile_once_said_of_itself_is_no_validation(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    (file,) = profiles.folder.glob("*.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), "validated_bundle": shipped.manifest.name}))
    assert profiles.find(KNOWN.device) == KNOWN
    assert ProfileLookup(profiles).permission(frame(), shipped, False) is Permission.NOTHING


def said(profiles: DeviceProfiles, bundle: ModelBundle, one: Frame) -> Permission:
    lookup = ProfileLookup(profiles)
    return lookup.permission(lookup.with_profile_defaults(one), bundle, False)


def test_a_validation_holds_only_while_the_controls_are_as_it_states_them(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    profiles.validations = [record_for(shipped, device=replace(SETTING, controls=USUAL))]
    assert said(profiles, shipped, replace(frame(), controls=USUAL)) is Permission.LABEL
    lookup = ProfileLookup(profiles)
    for controls, sentence in (
        (BRIGHTER, "the control 'brightness' is 140, not 128"),
        (USUAL[1:], "the control 'brightness' is unknown, not 128"),
        ((*USUAL, Control("gain", "1")), "the control 'gain' is 1, not stated"),
    ):
        other = lookup.with_profile_defaults(replace(frame(), controls=controls))
        assert lookup.permission(other, shipped, False) is Permission.NOTHING
        assert [str(change) for change in lookup.changes(other, shipped)] == [sentence]


def test_what_changed_is_said_of_the_record_that_comes_nearest(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    near, far = replace(SETTING, mm_per_pixel=0.1), replace(SETTING, mm_per_pixel=0.2, preset="deep")
    profiles.validations = [record_for(shipped, device=far), record_for(shipped, device=near)]
    lookup = ProfileLookup(profiles)
    seen = lookup.with_profile_defaults(frame())
    assert [str(change) for change in lookup.changes(seen, shipped)] == ["mm per pixel is 0.08, not 0.1"]
    assert lookup.changes(replace(seen, source="1b71:3106:another"), shipped) == ()
    assert lookup.changes(replace(seen, recorded=True), shipped) == ()


def test_a_profile_that_remembers_other_controls_does_not_match(
    shipped: ModelBundle, profiles: DeviceProfiles, caplog: pytest.LogCaptureFixture
) -> None:
    profiles.keep(replace(KNOWN, controls=USUAL))
    profiles.validations = [record_for(shipped, device=replace(SETTING, controls=BRIGHTER))]
    lookup = ProfileLookup(profiles)
    usual, brighter = (lookup.with_profile_defaults(replace(frame(), controls=controls)) for controls in (USUAL, BRIGHTER))
    for _ in range(3):
        assert lookup.permission(brighter, shipped, False) is Permission.NOTHING
    assert caplog.text.count("the control 'brightness' is 140, not 128") == 1  # and not once a frame
    assert lookup.echo_reference(brighter) is None and lookup.echo_reference(usual) == "phantom"
    assert lookup.healthy_reference(brighter) is None and lookup.healthy_reference(usual) is PHANTOM_REFERENCE
    assert brighter.mm_per_pixel == 0.08 and brighter.mirrored is True  # brightness moves no pixel


def test_a_scanner_that_is_set_otherwise_has_no_scale_of_its_profile(profiles: DeviceProfiles) -> None:
    profiles.keep(replace(KNOWN, controls=(Control("depth", "40"),)))
    deeper = replace(frame(), controls=(Control("depth", "60"),))
    seen = ProfileLookup(profiles).with_profile_defaults(deeper)
    assert seen.mm_per_pixel is None and seen.mirrored is None
    profiles.save_scale(deeper, 0.12)  # tapped on the image as it is now
    assert ProfileLookup(profiles).with_profile_defaults(deeper).mm_per_pixel == 0.12
    known = profiles.find(KNOWN.device)
    assert known is not None and known.controls == deeper.controls and known.echo_reference is None


def test_a_tapped_scale_remembers_the_controls_once(profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    profiles.save_scale(replace(frame(), controls=USUAL), 0.1)
    assert profiles.find(KNOWN.device) == replace(KNOWN, mm_per_pixel=0.1, controls=USUAL)
    profiles.save_scale(replace(frame(), controls=BRIGHTER), 0.1)
    assert profiles.find(KNOWN.device) == replace(KNOWN, mm_per_pixel=0.1, controls=USUAL)  # its reference still holds there


def test_a_validation_holds_from_its_installation_to_its_removal(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    profiles.keep(KNOWN)
    folder = profiles.folder / "validations"
    profiles.validations = InstalledValidations(folder, KEYS)
    assert said(profiles, shipped, frame()) is Permission.NOTHING
    folder.mkdir()
    (folder / "ward-7.validation").write_bytes(signed(record_for(shipped, device=SETTING)))
    assert said(profiles, shipped, frame()) is Permission.LABEL
    (folder / "ward-7.validation").unlink()
    assert said(profiles, shipped, frame()) is Permission.NOTHING


def test_a_reference_that_is_not_there_is_none_and_logged(profiles: DeviceProfiles, caplog: pytest.LogCaptureFixture) -> None:
    profiles.keep(replace(KNOWN, echo_reference="ward-7"))
    lookup = ProfileLookup(profiles)
    assert lookup.healthy_reference(frame()) is None and lookup.healthy_reference(frame()) is None
    assert caplog.text.count("no echo reference 'ward-7'") == 1  # and not once a frame
    simulated = replace(frame(), source=SIMULATED_SOURCE)
    assert lookup.healthy_reference(simulated) is ProfileLookup(None).healthy_reference(simulated) is PHANTOM_REFERENCE


# What a scanner only draws

GAIN_TEXT, PRESET_TEXT = remember([setting_screen()], "gain", GAIN), remember([setting_screen()], "preset", PRESET)
DRAWN = replace(KNOWN, width=320, height=240, setting_texts=(GAIN_TEXT, PRESET_TEXT))


def drawn(seconds: float, gain: str = "Gn 67", preset: str = "MSK 12", controls: tuple[Control, ...] = ()) -> Frame:
    return Frame(setting_screen(gain, preset), 0, int(seconds * 1e9), None, KNOWN.device, controls=controls)


def test_a_gain_that_changes_on_the_scanners_screen_takes_label_and_z_score_away_until_it_is_back(
    shipped: ModelBundle, profiles: DeviceProfiles, caplog: pytest.LogCaptureFixture
) -> None:
    profiles.keep(DRAWN)
    stated = replace(SETTING, width=320, height=240, controls=DRAWN.remembered_controls)
    profiles.validations = [record_for(shipped, device=stated)]
    lookup = ProfileLookup(profiles)

    def seen(seconds: float, gain: str) -> tuple[Permission, str | None, list[str], float | None]:
        known = lookup.with_profile_defaults(drawn(seconds, gain))
        changed = [str(difference) for difference in lookup.changes(known, shipped)]
        return lookup.permission(known, shipped, False), lookup.echo_reference(known), changed, known.mm_per_pixel

    as_it_was: tuple[Permission, str | None, list[str], float | None] = (Permission.LABEL, "phantom", [], 0.08)
    assert seen(0, "Gn 67") == seen(1, "Gn 61") == as_it_was
    assert seen(1.5, "Gn 61") == (Permission.NOTHING, None, ["gain on the scanner's screen has changed"], 0.08)
    assert seen(2.5, "Gn 67")[0] is Permission.NOTHING and seen(3, "Gn 67") == as_it_was
    assert caplog.text.count("gain on the scanner's screen has changed") == 1


def test_another_preset_on_the_scanners_screen_takes_the_scale_away_too(profiles: DeviceProfiles) -> None:
    profiles.keep(DRAWN)
    seen = ProfileLookup(profiles).with_profile_defaults(drawn(0, preset="MSK 13"))
    assert seen.mm_per_pixel is None and seen.mirrored is None
    profiles.save_scale(seen, 0.12)  # tapped at the new preset, whose text replaces the old one
    lookup = ProfileLookup(profiles)
    again = lookup.with_profile_defaults(drawn(1, preset="MSK 13"))
    assert again.mm_per_pixel == 0.12 and lookup.changed_controls(again) == ()
    assert lookup.changed_controls(ProfileLookup(profiles).with_profile_defaults(drawn(0))) != ()
    assert profiles.find(KNOWN.device).echo_reference is None  # type: ignore[union-attr]


def test_text_that_is_marked_anew_is_not_what_was_validated(shipped: ModelBundle, profiles: DeviceProfiles) -> None:
    stated = replace(SETTING, width=320, height=240, controls=DRAWN.remembered_controls)
    profiles.validations = [record_for(shipped, device=stated)]
    profiles.keep(DRAWN.with_setting_texts([remember([setting_screen("Gn 61")], "gain", GAIN)]))
    lookup = ProfileLookup(profiles)
    known = lookup.with_profile_defaults(drawn(0, "Gn 61"))
    assert lookup.permission(known, shipped, False) is Permission.NOTHING
    assert [str(one) for one in lookup.changes(known, shipped)] == ["gain on the scanner's screen has changed"]
    profiles.validations = [record_for(shipped, device=replace(stated, controls=DRAWN.remembered_controls[1:]))]
    assert [str(one) for one in lookup.changes(known, shipped)] == ["gain on the scanner's screen is compared, but not stated"]
    profiles.validations = [record_for(shipped, device=stated)]
    profiles.keep(replace(DRAWN, setting_texts=None))  # what nobody compares is not as it was validated
    known = ProfileLookup(profiles).with_profile_defaults(drawn(0))
    assert [str(one) for one in lookup.changes(known, shipped)] == [
        f"{name} on the scanner's screen cannot be compared with what is recorded" for name in ("gain", "preset")
    ]


def test_images_of_another_size_and_recordings(profiles: DeviceProfiles) -> None:
    profiles.keep(DRAWN)
    lookup = ProfileLookup(profiles)
    other = lookup.with_profile_defaults(frame())
    assert [one.control for one in lookup.changed_controls(other)] == ["gain", "preset"] and other.mm_per_pixel is None
    recorded = replace(drawn(0, "Gn 61"), recorded=True)
    assert lookup.with_profile_defaults(recorded).controls == () and lookup.changed_controls(recorded) == ()


def test_a_grabbers_controls_and_a_tapped_scale_stay_apart_from_what_is_drawn(profiles: DeviceProfiles) -> None:
    profiles.keep(replace(DRAWN, controls=USUAL))
    lookup = ProfileLookup(profiles)
    known = lookup.with_profile_defaults(drawn(0, controls=BRIGHTER))
    assert [one.control for one in lookup.changed_controls(known)] == ["brightness"]
    assert lookup.with_profile_defaults(known).controls == known.controls  # not twice
    profiles.keep(DRAWN)
    profiles.save_scale(lookup.with_profile_defaults(drawn(1, controls=USUAL)), 0.1)
    assert profiles.find(KNOWN.device) == replace(DRAWN, mm_per_pixel=0.1, controls=USUAL)


def test_a_damaged_text_makes_the_device_unknown_in_one_sentence(
    profiles: DeviceProfiles, caplog: pytest.LogCaptureFixture
) -> None:
    profiles.keep(DRAWN)
    (file,) = profiles.folder.glob("*.json")
    for damage in (
        ('"sketch": "', '"sketch": "00'),
        ('"name": "gain"', '"name": "DOE^JANE"'),
        ('"name": "preset"', '"name": "gain"'),
    ):
        file.write_text(file.read_text().replace(*damage))
        assert ProfileLookup(profiles).of(drawn(0)) is None
        profiles.keep(DRAWN)
    assert caplog.text.count("the device counts as unknown") == 3
