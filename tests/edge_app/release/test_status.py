"""What a device says of itself: by a `systemctl` in the place of systemd's, and a folder in the place of /proc."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_app.errors import ReleaseError
from edge_app.release import lifecycle, self_test
from edge_app.release import state as states
from edge_app.release.__main__ import main
from edge_app.release.install import install
from edge_app.release.layout import Layout
from edge_app.release.read_only_root import FAILED
from edge_app.release.status import newer_release_left, status
from tests.support.releases import DEVICE, SmallRelease, trusting
from tests.support.system_tools import program

Systemd = Callable[..., None]


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemd:
    """Sets what systemd says of the kiosk's unit."""
    folder = tmp_path / "bin"
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def says(**properties: str) -> None:
        known = {
            "Type": "notify",
            "ActiveState": "active",
            "SubState": "running",
            "Result": "success",
            "MainPID": "42",
        } | properties
        program(folder, "systemctl", "cat <<'END'\n" + "\n".join(f"{name}={value}" for name, value in known.items()) + "\nEND")

    says()
    return says


@pytest.fixture(scope="module")
def confirmed(module_folder: Path) -> Path:
    """The root of a device on which 0.1.0 is confirmed."""
    layout = trusting(module_folder / "device")
    install(layout, SmallRelease("0.1.0").write(module_folder), DEVICE)
    lifecycle.select(layout)
    lifecycle.confirm(layout, lambda tree: None)
    return layout.root


@pytest.fixture
def device(confirmed: Path, tmp_path: Path, systemd: Systemd) -> Layout:
    """The same, for one test."""
    shutil.copytree(confirmed, tmp_path / "device", symlinks=True)
    return Layout(tmp_path / "device")


def runs(layout: Layout, version: str, pid: int = 42) -> None:
    """The process is of this release, whatever the state says."""
    folder = layout.processes / str(pid)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "environ").write_bytes(f"HOME=/\0EDGE_APP_RELEASE={layout.tree(version)}\0TZ=UTC\0".encode())


def test_what_runs_is_asked_of_the_process(device: Layout, tmp_path: Path) -> None:
    runs(device, "0.0.9")
    found = status(device)
    assert (found.service.running, found.state.confirmed, found.healthy) == ("0.0.9", "0.1.0", False)
    runs(device, "0.1.0")
    assert status(device).healthy
    assert "runs       release 0.1.0 (process 42)" in status(device).lines()


def test_a_root_that_is_not_put_back_although_it_should_be_says_so(device: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    assert status(device).root == "as it is, nothing puts it back"
    device.overlayroot.parent.mkdir(parents=True, exist_ok=True)
    device.overlayroot.write_text('overlayroot="tmpfs:recurse=0"\n')
    device.processes.mkdir(parents=True, exist_ok=True)
    os.utime(device.overlayroot, (2000, 2000))
    (device.processes / "stat").write_text("cpu 1 2 3\nbtime 1999\n")
    assert status(device).root == "put back from the next start on"
    (device.processes / "stat").write_text("cpu 1 2 3\nbtime 2001\n")
    assert f"root       {FAILED}" in status(device).lines()
    monkeypatch.setattr(os.path, "ismount", lambda path: path == device.lower)
    assert status(device).root == "put back at every start"


@pytest.mark.parametrize(
    ("properties", "healthy"),
    [
        ({}, True),
        ({"ActiveState": "activating", "SubState": "start-post"}, True),
        ({"ActiveState": "activating", "SubState": "start"}, False),
        ({"ActiveState": "failed", "SubState": "failed"}, False),
        ({"MainPID": "0"}, False),
        ({"Type": "simple"}, False),
    ],
)
def test_it_is_healthy_once_the_kiosk_has_said_that_its_screen_is_up(
    device: Layout, systemd: Systemd, properties: dict[str, str], healthy: bool
) -> None:
    runs(device, "0.1.0")
    systemd(**properties)
    assert status(device).healthy is healthy


def test_a_rollback_and_its_reason_are_shown(device: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs(device, "0.1.0")
    install(device, SmallRelease("0.2.0").write(tmp_path), DEVICE)
    lifecycle.select(device)
    lifecycle.rollback(device, "it flickers")
    assert main(["--root", str(device.root), "status"]) == 0
    assert "from 0.2.0 at" in (text := capsys.readouterr().out) and "it flickers" in text
    assert main(["--root", str(device.root), "status", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["healthy"] and said["state"]["last_rollback"]["reason"] == "it flickers"


def test_without_systemd_or_release_status_still_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = status(Layout(tmp_path / "nothing"))
    assert not found.healthy and found.service.running is None
    assert "runs       nothing" in found.lines()


@pytest.mark.parametrize(
    ("ways", "reason"), [("", None), ("differs", "the golden vectors differ"), ("raises", "RuntimeError: this release is broken")]
)
def test_a_release_tests_itself_and_its_reason_is_one_line(device: Layout, tmp_path: Path, ways: str, reason: str | None) -> None:
    install(device, SmallRelease("0.2.0", ways).write(tmp_path), DEVICE)
    assert self_test.failure(device, device.tree("0.2.0"), settle_s=0) == reason


def test_a_self_test_that_does_not_end_is_a_failure(device: Layout) -> None:
    reason = self_test.failure(device, device.tree("0.1.0"), settle_s=0, patience_s=0.001)
    assert reason == "`edge-app doctor` did not end within 0.001 s; restart the device"


def test_a_screen_that_is_not_up_or_does_not_stay_up_is_a_failure(device: Layout, systemd: Systemd) -> None:
    systemd(SubState="start")
    assert self_test.failure(device, device.tree("0.1.0"), settle_s=0) == "its screen is not up"
    systemd(MainPID="$(cut -d. -f1 /proc/uptime | tr -d '\\n'; date +%N)")
    folder = device.root.parent / "bin"
    script = (folder / "systemctl").read_text().replace("<<'END'", "<<END")
    (folder / "systemctl").write_text(script)
    assert self_test.failure(device, device.tree("0.1.0"), settle_s=0) == "its screen did not stay up"


def test_waiting_ends_with_the_reason_of_a_candidate_that_was_given_up(
    device: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs(device, "0.1.0")
    install(device, SmallRelease("0.2.0").write(tmp_path), DEVICE)
    assert main(["--root", str(device.root), "wait", "0.2.0", "--seconds", "0"]) == ReleaseError.exit_code
    assert "is not confirmed after 0 s" in capsys.readouterr().err
    lifecycle.call_off(device, "0.2.0", "it is for another board")
    assert main(["--root", str(device.root), "wait", "0.2.0"]) == ReleaseError.exit_code
    assert "release 0.2.0 was given up: it is for another board; 0.1.0 runs now" in capsys.readouterr().err
    assert main(["--root", str(device.root), "wait", "0.1.0"]) == 0


def test_the_systems_files_of_a_release_are_put_in_place_once_with_what_no_update_changes(
    device: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(device.root), "apply", "0.1.0", "--management", "10.0.0.0/24"]) == 0
    key = device.root / "etc/edge-app/device.key"
    assert len(key.read_bytes()) == 32 and key.stat().st_mode & 0o777 == 0o600
    assert 'management = ["10.0.0.0/24"]' in device.site.read_text()
    assert 'data_partition = "none"' in device.site.read_text()
    assert (device.programs / "release.pyz").is_symlink()
    device.site.write_text("# the clinic's\n")
    before = key.read_bytes()
    assert main(["--root", str(device.root), "apply", "0.1.0"]) == 0
    assert (device.site.read_text(), key.read_bytes()) == ("# the clinic's\n", before)


def test_an_update_that_was_interrupted_before_its_system_files_gets_them_when_it_is_confirmed(
    device: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(device, SmallRelease("0.2.0").write(tmp_path), DEVICE)
    lifecycle.select(device)
    assert states.read(device).applied is None
    assert main(["--root", str(device.root), "confirm", "--settle", "0"]) == 0
    assert "release 0.2.0 passed its self-test and is confirmed" in capsys.readouterr().out
    assert states.read(device).applied == "0.2.0"


def test_a_release_that_cannot_put_its_files_in_place_is_called_off(
    device: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(device, SmallRelease("0.2.0", "raises").write(tmp_path), DEVICE)
    assert main(["--root", str(device.root), "apply", "0.2.0"]) == ReleaseError.exit_code
    assert "cannot be put in place: RuntimeError: this release is broken" in capsys.readouterr().err
    assert states.read(device).candidate is None and lifecycle.select(device).name == "0.1.0"


def test_what_is_asked_of_a_release_is_asked_of_the_one_that_runs(device: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(device.root), "bench"]) == 0
    assert "chosen: ONNX Runtime int8" in capsys.readouterr().out
    shutil.rmtree(device.releases)
    assert main(["--root", str(device.root), "bench"]) == ReleaseError.exit_code
    assert "no release is installed" in capsys.readouterr().err


def test_logs_hold_what_is_named_and_nothing_of_the_data(device: Layout, tmp_path: Path, systemd: Systemd) -> None:
    canary = "CanaryMustermann"
    for path in (device.exams / canary, device.incoming / canary, device.site):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(canary)
    out = tmp_path / "logs.tar.gz"
    assert main(["--root", str(device.root), "logs", str(out)]) == 0
    with tarfile.open(out) as tar:
        contents = {member.name: tar.extractfile(member) for member in tar}
        read = {name: content.read() for name, content in contents.items() if content is not None}
    assert {"edge-app-logs/status.txt", "edge-app-logs/doctor.txt", "edge-app-logs/state.json"} <= read.keys()
    assert not any(canary.encode() in content for content in read.values())


def test_the_kiosk_knows_of_a_newer_release_that_was_left(device: Layout, tmp_path: Path) -> None:
    environment = {"EDGE_APP_RELEASE": str(device.tree("0.1.0"))}
    assert newer_release_left(environment) is None
    install(device, SmallRelease("0.2.0").write(tmp_path), DEVICE)
    lifecycle.call_off(device, "0.2.0", "it flickers")
    left = newer_release_left(environment)
    assert left is not None and (left.version, left.reason) == ("0.2.0", "it flickers")
    assert newer_release_left({"EDGE_APP_RELEASE": str(device.tree("0.2.0"))}) is None
    assert newer_release_left({}) is None
