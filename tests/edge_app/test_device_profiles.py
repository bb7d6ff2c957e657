"""Device profiles: stored, found again, never half written; and nothing said of an unknown device."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from edge_app.__main__ import main
from edge_app.capture.simulated import SimulatedProbe
from edge_app.device_profiles import SIMULATED_PROBE, DeviceProfile, DeviceProfiles
from edge_app.errors import StoreError
from edge_app.imaging.echo_intensity import Person, Regression, echo_z_score
from edge_app.imaging.echo_references import PHANTOM_REFERENCE
from edge_app.profile_lookup import ProfileLookup
from edge_app.records import Frame, Muscle, Roi, Sex

DEVICE = "igtl:scanner:18944"

FULL = DeviceProfile(
    device="1b71:3106:SN 00/42",
    preset="MSK superficial, 8 MHz",
    width=800,
    height=600,
    field=((300, 80), (500, 80), (620, 460), (180, 460)),
    mm_per_pixel=0.08,
    mirrored=True,
    echo_reference="phantom",
)


def frame(source: str = FULL.device, width: int = 800, height: int = 600, mm: float | None = None) -> Frame:
    return Frame(np.zeros((height, width), np.uint8), 0, 0, mm, source)


@pytest.fixture
def profiles(tmp_path: Path) -> DeviceProfiles:
    return DeviceProfiles(tmp_path / "deep" / "profiles")


def test_a_profile_is_found_again(profiles: DeviceProfiles) -> None:
    profiles.keep(FULL)
    profiles.keep(DeviceProfile("igtl:scanner:18944/Image"))
    assert profiles.find(FULL.device) == FULL
    assert DeviceProfiles(profiles.folder).find("igtl:scanner:18944/Image") == DeviceProfile("igtl:scanner:18944/Image")
    assert set(profiles.all()) == {SIMULATED_PROBE, FULL, DeviceProfile("igtl:scanner:18944/Image")}


def test_what_is_kept_twice_is_kept_as_the_second(profiles: DeviceProfiles) -> None:
    profiles.keep(FULL)
    profiles.keep(DeviceProfile(FULL.device, preset="deep"))
    assert profiles.find(FULL.device) == DeviceProfile(FULL.device, preset="deep")
    assert len(list(profiles.folder.iterdir())) == 1


def test_a_device_without_a_profile_is_unknown(profiles: DeviceProfiles) -> None:
    assert profiles.find("1b71:3106:-") is None
    profiles.keep(FULL)
    profiles.forget(FULL.device)
    assert profiles.find(FULL.device) is None
    with pytest.raises(StoreError, match="there is no device profile"):
        profiles.forget(FULL.device)


@given(names=st.lists(st.text(st.characters(exclude_characters="\0"), min_size=1), min_size=2, max_size=2, unique=True))
def test_two_devices_never_share_a_file(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    profiles = DeviceProfiles(tmp_path_factory.mktemp("profiles"))
    kept = [DeviceProfile(name, preset=str(n)) for n, name in enumerate(names)]
    for profile in kept:
        profiles.keep(profile)
    assert [profiles.find(name) for name in names] == kept


def test_a_write_that_fails_leaves_the_profile_as_it_was(profiles: DeviceProfiles, monkeypatch: pytest.MonkeyPatch) -> None:
    profiles.keep(FULL)

    def full_disc(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disc)
    with pytest.raises(StoreError, match="No space left on device"):
        profiles.keep(DeviceProfile(FULL.device))
    assert profiles.find(FULL.device) == FULL


def test_two_programs_that_write_at_once_lose_nothing_of_each_other(profiles: DeviceProfiles) -> None:
    programs = [DeviceProfiles(profiles.folder), DeviceProfiles(profiles.folder)]
    start = threading.Barrier(2)
    faults: list[Exception] = []

    def presets() -> None:
        start.wait()
        for _ in range(100):
            programs[0].change(FULL.device, lambda known: replace(known, preset=(known.preset or "") + "x"))

    def scales() -> None:
        start.wait()
        for i in range(100):
            programs[1].save_scale(frame(), 0.05 + i / 10_000)

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as exc:
            faults.append(exc)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in (presets, scales)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    known = profiles.find(FULL.device)
    assert not faults
    assert known is not None and known.preset == "x" * 100
    assert known.mm_per_pixel == pytest.approx(0.0599)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid JSON"),
        (b'{"device": "1b71:3106:SN 00/42", "colour": 1}', 'unknown key "colour"'),
        (b'{"device": "1b71:3106:SN 00/42", "mm_per_pixel": "0.1"}', "mm_per_pixel"),
        (b'{"device": "1b71:3106:SN 00/42", "mm_per_pixel": -1}', "between 0.001 and 10"),
        (b'{"device": "1b71:3106:SN 00/42", "field": [[1, 2, 3], [1, 2], [1, 2]]}', "list of 2"),
        (b'{"device": "another"}', "device profile of 'another'"),
        (b'{"device": "1b71:3106:SN 00/42", "field": [[-9, 0], [50, 0], [50, 90]]}', "field does not lie"),
        (b'{"device": "1b71:3106:SN 00/42", "field": [[0, 0], [820, 0], [820, 5], [0, 5]]}', "field is smaller than 16"),
        (b'{"device": "1b71:3106:SN 00/42", "width": 0, "height": 600}', "0 x 600 is no size"),
        (b'{"device": "1b71:3106:SN 00/42", "field_size": [450]}', "list of 2"),
        (b'{"device": "1b71:3106:SN 00/42", "width": 400, "height": 400, "field_size": [450, 40]}', "450 x 40, is none in"),
    ],
)
def test_a_damaged_profile_is_reported_and_its_device_unknown(
    profiles: DeviceProfiles, content: bytes, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    profiles.keep(FULL)
    (file,) = profiles.folder.iterdir()
    file.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        profiles.find(FULL.device)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ProfileLookup(profiles).of(frame()) is None
    assert words in caplog.text


def test_the_simulated_probe_is_known_and_stays_as_it_is(profiles: DeviceProfiles) -> None:
    with SimulatedProbe() as probe:
        profile = ProfileLookup(profiles).of(probe.read())
    assert profile == SIMULATED_PROBE
    assert profiles.reference(str(SIMULATED_PROBE.echo_reference)) is PHANTOM_REFERENCE
    with pytest.raises(StoreError, match="built in"):
        profiles.keep(DeviceProfile("simulated probe"))
    with pytest.raises(StoreError, match="built in"):
        profiles.forget("simulated probe")


def test_a_kept_scale_leaves_the_rest_but_a_field_of_another_size(profiles: DeviceProfiles) -> None:
    profiles.keep(FULL)
    profiles.save_scale(frame(), 0.2)
    assert profiles.find(FULL.device) == replace(FULL, mm_per_pixel=0.2)
    profiles.save_scale(frame(width=1024, height=768), 0.3)
    assert profiles.find(FULL.device) == replace(FULL, mm_per_pixel=0.3, width=1024, height=768, field=None)


def test_the_box_holds_the_field() -> None:
    assert FULL.box() == Roi(180, 80, 440, 380)
    assert DeviceProfile("x").box() is None


def test_a_clinics_reference_is_read(profiles: DeviceProfiles) -> None:
    terms = asdict(Regression(constant=60, sd=8, age=0.1, male=-4, body_mass_index=1))
    folder = profiles.folder / "references"
    folder.mkdir(parents=True)
    (folder / "clinic.json").write_text(
        json.dumps({"name": "clinic", "description": "40 volunteers", "muscles": {"biceps brachii": terms}})
    )
    assert profiles.reference("clinic").muscles["biceps brachii"].male == -4
    with pytest.raises(StoreError, match=r"belong into .*other\.json"):
        profiles.reference("other")
    (folder / "clinic.json").write_text(
        json.dumps({"name": "clinic", "description": "", "muscles": {"biceps brachii": {**terms, "sd": 0}}})
    )
    with pytest.raises(StoreError, match="not above 0"):
        profiles.reference("clinic")


@pytest.mark.parametrize(("device", "z"), [("simulated probe", 2.0), ("1b71:3106:-", None)])
def test_the_z_score_is_withheld_from_an_unknown_device(profiles: DeviceProfiles, device: str, z: float | None) -> None:
    woman = Person(age=40, sex=Sex.FEMALE, height_cm=165, weight_kg=60)
    intensity = PHANTOM_REFERENCE.muscles["biceps brachii"].mean(woman) + 2 * 7.04
    profile = profiles.find(device)
    reference = profiles.reference(profile.echo_reference) if profile and profile.echo_reference else None
    assert echo_z_score(intensity, Muscle.BICEPS_BRACHII, woman, reference) == (z if z is None else pytest.approx(z))


def test_the_default_folder_of_version_0_1_is_renamed_only_where_there_is_no_other(tmp_path: Path) -> None:
    old, new = tmp_path / "passports", tmp_path / "device-profiles"
    DeviceProfiles(old).keep(FULL)
    assert DeviceProfiles(tmp_path / "elsewhere").find(FULL.device) is None and old.is_dir()
    assert DeviceProfiles(new).find(FULL.device) == FULL and not old.exists()
    DeviceProfiles(old).keep(replace(FULL, preset="deep"))  # by an older program that is still there
    assert DeviceProfiles(new).find(FULL.device) == FULL and old.is_dir()


def test_an_old_folder_that_cannot_be_renamed_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    DeviceProfiles(tmp_path / "passports").keep(FULL)

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    assert DeviceProfiles(tmp_path / "device-profiles").find(FULL.device) == FULL
    assert "cannot be renamed" in caplog.text and "Permission denied" in caplog.text


# --- the command ------------------------------------------------------------------------------------------------------


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["profiles", *words, "--profiles", str(folder)], catch_exceptions=False)


def test_set_show_list_and_forget(tmp_path: Path) -> None:
    device = "1b71:3106:7"
    assert run(tmp_path, "set", device, "--preset", "MSK", "--size", "800x600", "--field", "10,20,300,400").exit_code == 0
    assert run(tmp_path, "set", device, "--mm-per-pixel", "0.1", "--mirrored").exit_code == 0
    shown = run(tmp_path, "show", device).stdout
    said = {"preset": "MSK", "mm_per_pixel": "0.1", "mirrored": "yes", "field": "10,20 310,20 310,420 10,420"}
    for name, value in said.items():
        assert f"{name:18}{value}" in shown.splitlines()
    listed = [line.split("  ")[0] for line in run(tmp_path, "list").stdout.splitlines()]
    assert listed == ["simulated probe", device]
    assert run(tmp_path, "forget", device).exit_code == 0
    assert len(run(tmp_path, "list").stdout.splitlines()) == 1


def test_a_profile_without_the_port_of_a_device_without_a_serial_number_is_said_to_be_unused(tmp_path: Path) -> None:
    DeviceProfiles(tmp_path).keep(DeviceProfile("1b71:3106:-", preset="of an older program"))
    shown = run(tmp_path, "show", "1b71:3106:-").stdout
    assert "It is not used: 1b71:3106:- has no serial number" in shown
    assert run(tmp_path, "set", "1b71:3106:-:1-1.2", "--preset", "MSK").exit_code == 0
    assert "not used" not in run(tmp_path, "show", "1b71:3106:-:1-1.2").stdout


def test_a_damaged_profile_is_listed_as_such_behind_the_others(tmp_path: Path) -> None:
    for name in ("igtl:a:1", "igtl:z:1"):
        run(tmp_path, "set", name, "--preset", "MSK")
    (tmp_path / "m.json").write_text("{")
    result = run(tmp_path, "list")
    assert [line.split()[0] for line in result.stdout.splitlines()[1:]] == ["igtl:a:1", "igtl:z:1"]
    assert result.exit_code == 1 and "m.json is not valid JSON" in result.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "nobody"], "'nobody' is unknown"),
        (["forget", "nobody"], "there is no device profile"),
        (["set", "simulated probe", "--preset", "x"], "built in"),
        (["set", DEVICE, "--field", "1,2,3"], "neither x,y,w,h nor three corners"),
        (["set", DEVICE, "--field", "1,2,0,3"], "neither x,y,w,h nor three corners"),
        (["set", DEVICE, "--mm-per-pixel", "0"], "give one between 0.01 and 1"),
        (["set", DEVICE, "--mm-per-pixel", "nan"], "give one between 0.01 and 1"),
        (["set", DEVICE, "--field", "2000,0,100,100", "--size", "640x480"], "field does not lie in its images of 640 x 480"),
        (["set", DEVICE, "--field", "-50,0,100,100"], "field does not lie in its images"),
        (["set", DEVICE, "--field", "0,0,99999999999999999999,100"], "field does not lie in its images"),
        (["set", DEVICE, "--size", "0x0"], "0 x 0 is no size of images"),
        (["set", "", "--preset", "x"], "name the device"),
        (
            ["set", "1b71:3106:-", "--preset", "x"],
            "has no serial number, so a device profile holds for what is plugged into one port",
        ),
        (["set", DEVICE, "--echo-reference", "none"], "there is no echo reference 'none'"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    result = run(tmp_path, *words)
    assert result.exit_code in (1, 2)
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
