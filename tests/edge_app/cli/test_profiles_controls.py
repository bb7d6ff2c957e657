"""What a grabber is set to belongs to its device profile: remembered, shown, and set again on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge_app.__main__ import main
from edge_app.device_profiles import DeviceProfile, DeviceProfiles
from edge_app.records import Control
from tests.support.fake_video import GRABBER, Camera, FakeVideo

DEVICE = GRABBER.unique_id
REMEMBERED = (Control("brightness", "128"), Control("contrast", "32"))


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Camera:
    camera = Camera(controls={"brightness": 128, "contrast": 32})
    monkeypatch.setattr("edge_app.capture.v4l2.kernel.KernelVideo", lambda: FakeVideo(camera))
    return camera


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["profiles", *words, "--profiles", str(folder)], catch_exceptions=False)


def controls(folder: Path) -> tuple[Control, ...] | None:
    profile = DeviceProfiles(folder).find(DEVICE)
    assert profile is not None
    return profile.controls


def test_controls_are_remembered_shown_and_forgotten(tmp_path: Path, camera: Camera) -> None:
    assert run(tmp_path, "set", DEVICE, "--preset", "MSK").exit_code == 0
    assert controls(tmp_path) is None
    assert run(tmp_path, "set", DEVICE, "--remember-controls").exit_code == 0
    assert controls(tmp_path) == REMEMBERED and camera.opened == 0
    assert f"{'controls':18}brightness 128, contrast 32" in run(tmp_path, "show", DEVICE).stdout.splitlines()
    assert "MSK  brightness 128, contrast 32" in run(tmp_path, "list").stdout
    assert run(tmp_path, "set", DEVICE, "--forget-controls").exit_code == 0
    assert controls(tmp_path) is None


def test_nothing_said_of_a_device_does_not_make_it_known(tmp_path: Path) -> None:
    done = run(tmp_path, "set", DEVICE)
    assert done.exit_code == 2 and "nothing is said of" in done.stderr and done.stderr.count("\n") == 1
    assert run(tmp_path, "set", DEVICE, "--forget-controls").exit_code == 1
    assert run(tmp_path, "set", DEVICE, "--preset", " ").exit_code == 2
    assert DeviceProfiles(tmp_path).find(DEVICE) is None


def test_a_file_in_place_of_the_folder_of_profiles_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "file", "list")
    assert done.exit_code == 1 and "file is no folder" in done.stderr and done.stderr.count("\n") == 1


def test_a_grabber_is_set_back_and_says_what_changed(tmp_path: Path, camera: Camera) -> None:
    DeviceProfiles(tmp_path).keep(DeviceProfile(DEVICE, controls=REMEMBERED))
    camera.controls["brightness"] = 140
    done = run(tmp_path, "apply-controls", DEVICE)
    assert (done.exit_code, done.stdout.splitlines()) == (0, ["brightness is 128, was 140", "contrast is 32"])
    assert camera.controls == {"brightness": 128, "contrast": 32} and camera.opened == 0


@pytest.mark.parametrize(
    ("remembered", "plugged", "sentence"),
    [
        (REMEMBERED, False, "is not plugged in"),
        ((Control("gain", "1"),), True, "the gain cannot be set to 1 (Invalid argument); set it by hand"),
        ((Control("contrast", "999"),), True, "the contrast cannot be set to 999"),
        (None, True, "remembers no controls; see edge-app profiles set --remember-controls"),
        ((), True, "remembers no controls"),
    ],
)
def test_what_cannot_be_set_is_one_sentence(
    tmp_path: Path, camera: Camera, remembered: tuple[Control, ...] | None, plugged: bool, sentence: str
) -> None:
    DeviceProfiles(tmp_path).keep(DeviceProfile(DEVICE, controls=remembered))
    camera.plugged = plugged
    done = run(tmp_path, "apply-controls", DEVICE)
    assert done.exit_code == 1 and sentence in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_device_without_controls_has_none_to_remember(tmp_path: Path, camera: Camera) -> None:
    camera.controls.clear()
    done = run(tmp_path, "set", DEVICE, "--remember-controls")
    assert done.exit_code == 1 and "reports no control" in done.stderr
    done = run(tmp_path, "set", "simulated probe", "--remember-controls")
    assert done.exit_code == 1 and "is no video device" in done.stderr


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("garbage", "'garbage' is no device and no recording; name the device as edge-app devices does"),
        ("v4l2:534d:2109:7", "is how a source is opened; name the device as edge-app devices does, '534d:2109:7'"),
        ("picamera:0", "is how a source is opened; name the device as edge-app devices does\n"),
    ],
)
def test_a_name_that_no_frame_will_have_is_not_made_known(tmp_path: Path, name: str, sentence: str) -> None:
    done = run(tmp_path, "set", name, "--preset", "MSK")
    assert done.exit_code == 2 and sentence in done.stderr
    assert run(tmp_path, "list").stdout.count("\n") == 1  # the simulated probe's


@pytest.mark.parametrize("scale", ["8", "0.001", "nan", "-0.1"])
def test_a_scale_that_no_scanner_has_is_refused(tmp_path: Path, scale: str) -> None:
    done = run(tmp_path, "set", DEVICE, "--mm-per-pixel", scale)
    assert done.exit_code == 2 and "give one between 0.01 and 1" in done.stderr
