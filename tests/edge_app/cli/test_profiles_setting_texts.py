"""Texts of settings on a scanner's screen: marked by a box, shown, replaced and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.scanner_screen.setting_text import SettingText, shows
from tests.support.fake_video import GRABBER, FakeVideo
from tests.support.setting_screens import FIELD, ScannerCamera, setting_screen

DEVICE = GRABBER.unique_id


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> ScannerCamera:
    camera = ScannerCamera()
    monkeypatch.setattr("edge_app.capture.v4l2.source.KernelVideo", lambda request=None: FakeVideo(camera))
    monkeypatch.setattr("edge_app.capture.devices.images.APART_S", 0.01)
    return camera


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["profiles", *words, "--profiles", str(folder)], catch_exceptions=False)


def texts(folder: Path) -> tuple[SettingText, ...] | None:
    known = DeviceProfiles(folder).find(DEVICE)
    assert known is not None
    return known.setting_texts


def test_texts_are_marked_shown_replaced_and_forgotten(tmp_path: Path, camera: ScannerCamera) -> None:
    boxes = ("--setting-text", "gain,8,20,64,18", "--setting-text", "preset,8,60,64,18")
    assert run(tmp_path, "set", DEVICE, "--preset", "MSK", *boxes).exit_code == 0
    gain, preset = texts(tmp_path) or ()
    assert (gain.name, preset.name) == ("gain", "preset") and camera.opened == 0
    assert shows(setting_screen("Gn 67"), gain) and not shows(setting_screen("Gn 61"), gain)
    assert f"setting_texts     {gain}, {preset}" in run(tmp_path, "show", DEVICE).stdout.splitlines()

    camera.preset = "MSK 13"
    assert run(tmp_path, "set", DEVICE, *boxes[2:]).exit_code == 0
    kept, other = texts(tmp_path) or ()
    assert kept == gain and other.control != preset.control
    assert run(tmp_path, "set", DEVICE, "--forget-setting-texts").exit_code == 0
    assert texts(tmp_path) is None


def test_the_size_of_the_field_is_remembered_shown_and_forgotten(tmp_path: Path, camera: ScannerCamera) -> None:
    assert run(tmp_path, "set", DEVICE, "--remember-field").exit_code == 0
    known = DeviceProfiles(tmp_path).find(DEVICE)
    assert known is not None and known.field_size is not None
    assert known.field_size == pytest.approx((FIELD.w, FIELD.h), abs=8)
    assert f"field_size        {known.field_size[0]}, {known.field_size[1]}" in run(tmp_path, "show", DEVICE).stdout.splitlines()
    assert run(tmp_path, "set", DEVICE, "--forget-field").exit_code == 0
    assert DeviceProfiles(tmp_path).find(DEVICE) == DeviceProfile(DEVICE)


def test_a_profile_of_an_older_version_compares_no_text(tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.keep(DeviceProfile(DEVICE, preset="MSK"))
    (file,) = tmp_path.glob("*.json")
    assert "setting_texts" not in file.read_text() and texts(tmp_path) is None


@pytest.mark.parametrize(
    ("device", "box", "sentence"),
    [
        (DEVICE, "name,8,20,64,18", "'name' is no setting whose text can be marked; name one of gain, preset"),
        (DEVICE, "gain,8,20,64", "is not x,y,w,h in whole pixels"),
        (DEVICE, "gain,8,150,64,18", "there is no text in the box of the gain"),
        (DEVICE, "gain,800,20,64,18", "mark one line, the text of one setting"),
        ("imx477:/base/soc/i2c0", "gain,8,20,64,18", "no device that images can be had from"),
    ],
)
def test_what_cannot_be_marked_is_one_sentence(
    tmp_path: Path, camera: ScannerCamera, device: str, box: str, sentence: str
) -> None:
    result = run(tmp_path, "set", device, "--setting-text", box)
    assert result.exit_code in (1, 2) and sentence in result.stderr and len(result.stderr.splitlines()) == 1
    assert list(tmp_path.glob("*.json")) == []


def test_a_grabber_in_use_or_unplugged_is_one_sentence(tmp_path: Path, camera: ScannerCamera) -> None:
    camera.busy = True
    result = run(tmp_path, "set", DEVICE, "--setting-text", "gain,8,20,64,18")
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1 and "another program" in result.stderr
    camera.plugged = False
    result = run(tmp_path, "set", DEVICE, "--setting-text", "gain,8,20,64,18")
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1 and "not plugged in" in result.stderr
