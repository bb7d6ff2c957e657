"""`edge-app validation` as a supervisor uses it: a record comes on a stick, is shown with its figures, and goes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.bundle.loader import ModelBundle
from edge_app.device_profiles import DeviceProfiles
from edge_app.records import Control
from edge_app.validation.record import SiteValidation
from tests.support.site_validations import OLDER_RECORD, PROFILE, RECORD, record_for, signed, write_public_key


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: the key that is trusted, and the profile of the device."""
    monkeypatch.chdir(tmp_path)
    write_public_key(tmp_path / "validation-keys")
    DeviceProfiles(tmp_path / "profiles").keep(PROFILE)
    return tmp_path


@pytest.fixture
def record(bundle: ModelBundle, place: Path) -> SiteValidation:
    """A record of the bundle that is installed, in ward-7.validation."""
    made = record_for(bundle)
    Path("ward-7.validation").write_bytes(signed(made))
    return made


def call(bundle_folder: Path, keys_folder: Path, command: str, *words: str, trust: str = "validation-keys") -> Result:
    options = ["--profiles", "profiles"]
    if command != "remove":
        options += ["--bundle", str(bundle_folder), "--keys", str(keys_folder), "--validation-keys", trust]
    return CliRunner().invoke(main, ["validation", command, *words, *options], catch_exceptions=False)


def one_sentence(done: Result, code: int) -> str:
    assert done.exit_code == code and done.stderr.count("\n") == 1 and done.stderr.startswith("Error: "), done.output
    return done.stderr


def test_from_the_stick_to_the_list_and_away(record: SiteValidation, bundle_folder: Path, keys_folder: Path) -> None:
    done = call(bundle_folder, keys_folder, "install", "ward-7.validation")
    assert done.exit_code == 0, done.output
    assert "ward-7 is installed in profiles/validations" in done.stdout and "  ward-7 holds\n" in done.stdout
    listed = call(bundle_folder, keys_folder, "list")
    assert (listed.exit_code, listed.stderr) == (0, "")
    assert listed.stdout == "".join(done.stdout.splitlines(keepends=True)[1:])
    for words in (
        "ward-7: Clinic 17, 2026-11-01",
        record.bundle.id,
        "534d:2109:-:1-1.2, preset MSK, 800 x 600 px, 0.08 mm per pixel, as shown",
        "60 subjects, 630 images, 30 of them abstained from (10 not judged, 20 indeterminate)\n",
        "abnormal: 25 subjects, 315 images, 15 of them abstained from (3 not judged, 12 indeterminate)\n",
        "coverage        0.968  0.940 to 0.990     -",
        "sensitivity     0.900  0.860 to 0.940     at least 0.85, the whole interval",
        "AUC             0.930  0.900 to 0.960     -",
        record.notice,
    ):
        assert words in listed.stdout, words
    assert call(bundle_folder, keys_folder, "remove", "ward-7").exit_code == 0
    assert "no site validation is in force" in call(bundle_folder, keys_folder, "list").stdout
    assert "there is no site validation 'ward-7'" in one_sentence(call(bundle_folder, keys_folder, "remove", "ward-7"), 1)


def test_an_older_record_says_nothing_of_indeterminate_images(
    bundle: ModelBundle, place: Path, bundle_folder: Path, keys_folder: Path
) -> None:
    older = replace(OLDER_RECORD, bundle=record_for(bundle).bundle)
    Path("older.validation").write_bytes(signed(older))
    done = call(bundle_folder, keys_folder, "install", "older.validation")
    assert done.exit_code == 0 and "  older holds\n" in done.stdout
    assert "30 of them abstained from\n" in done.stdout and "indeterminate" not in done.stdout and "coverage" not in done.stdout


def test_a_record_that_does_not_hold_says_why(record: SiteValidation, bundle_folder: Path, keys_folder: Path) -> None:
    for name, other in {
        "a-bundle": RECORD,
        "b-preset": replace(record, device=replace(record.device, preset="Abdomen")),
        "c-device": replace(record, device=replace(record.device, device="534d:2109:-:1-1.3")),
        "d-expired": replace(record, created=date(2020, 1, 1), expires=date(2021, 1, 1)),
    }.items():
        Path(f"{name}.validation").write_bytes(signed(other))
        assert call(bundle_folder, keys_folder, "install", f"{name}.validation").exit_code == 0
    said = call(bundle_folder, keys_folder, "list").stdout
    assert f"a-bundle does not hold: it is for the bundle {RECORD.bundle.id}\n" in said
    assert "b-preset does not hold: preset is MSK, not Abdomen\n" in said
    assert "c-device does not hold: device is unknown, not 534d:2109:-:1-1.3\n" in said
    assert "d-expired does not hold: it expired on 2021-01-01\n" in said


def test_a_bad_file_is_named_and_hides_no_good_one(record: SiteValidation, bundle_folder: Path, keys_folder: Path) -> None:
    call(bundle_folder, keys_folder, "install", "ward-7.validation")
    Path("profiles/validations/bad.validation").write_bytes(signed(record)[:-1])
    listed = call(bundle_folder, keys_folder, "list")
    assert listed.exit_code == 3 and "  ward-7 holds\n" in listed.stdout
    assert listed.stderr.startswith("refused: profiles/validations/bad.validation was altered") and listed.stderr.count("\n") == 1


def test_a_bundle_that_is_not_there_is_said_even_where_nothing_is_installed(place: Path, keys_folder: Path) -> None:
    assert "there is no model bundle at nowhere" in one_sentence(call(Path("nowhere"), keys_folder, "list"), 3)


def test_without_a_trusted_key_nothing_is_accepted(record: SiteValidation, bundle_folder: Path, keys_folder: Path) -> None:
    Path("none").mkdir()
    done = call(bundle_folder, keys_folder, "install", "ward-7.validation", trust="none")
    assert "no validation key is trusted on this device" in one_sentence(done, 3)
    assert not Path("profiles/validations").exists()


def test_a_key_for_bundles_is_refused_among_the_validation_keys(
    record: SiteValidation, bundle_folder: Path, keys_folder: Path
) -> None:
    done = call(bundle_folder, keys_folder, "install", "ward-7.validation", trust=str(keys_folder))
    assert "is a key for a bundle, not for a site validation" in one_sentence(done, 2)


def test_installed_records_are_no_device_profiles(record: SiteValidation, bundle_folder: Path, keys_folder: Path) -> None:
    call(bundle_folder, keys_folder, "install", "ward-7.validation")
    assert PROFILE in list(DeviceProfiles(Path("profiles")).all())


@pytest.mark.parametrize(
    ("remembered", "words"),
    [
        ((Control("brightness", "128"),), "ward-7 holds"),
        ((Control("brightness", "140"),), "ward-7 does not hold: the control 'brightness' is 140, not 128"),
        (None, "ward-7 does not hold: the control 'brightness' is unknown, not 128"),
    ],
)
def test_what_a_device_profile_remembers_is_compared_too(
    bundle: ModelBundle, place: Path, bundle_folder: Path, keys_folder: Path, remembered: tuple[Control, ...] | None, words: str
) -> None:
    setting = replace(RECORD.device, controls=(Control("brightness", "128"),))
    Path("ward-7.validation").write_bytes(signed(record_for(bundle, device=setting)))
    DeviceProfiles(place / "profiles").keep(replace(PROFILE, controls=remembered))
    assert words in call(bundle_folder, keys_folder, "install", "ward-7.validation").stdout
