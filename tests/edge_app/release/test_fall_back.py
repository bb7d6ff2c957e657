"""systemd has given the kiosk up, or only seems to: `release.pyz fall-back`, with a `systemctl` in the place of systemd's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from edge_app.release import lifecycle
from edge_app.release import state as states
from edge_app.release.__main__ import main
from edge_app.release.install import install
from edge_app.release.layout import Layout
from tests.support.releases import DEVICE, SmallRelease, trusting
from tests.support.system_tools import program


@pytest.fixture(scope="module")
def updated(module_folder: Path) -> Path:
    """The root of a device on which 0.2.0 is confirmed and 0.1.0 was before."""
    layout = trusting(module_folder / "device")
    for version in ("0.1.0", "0.2.0"):
        install(layout, SmallRelease(version).write(module_folder), DEVICE)
        lifecycle.select(layout)
        lifecycle.confirm(layout, lambda tree: None)
    return layout.root


@pytest.fixture
def device(updated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    shutil.copytree(updated, tmp_path / "device", symlinks=True)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return Layout(tmp_path / "device")


def fall_back(device: Layout, *properties: str) -> tuple[int, list[str]]:
    """Exit code, and what systemd was asked to do. properties: what it says of the kiosk."""
    called = device.root.parent / "called"
    called.write_text("")
    said = "\n".join(("Type=notify", "Result=exit-code", "MainPID=0", *properties))
    script = f"case $1 in show) cat <<'END'\n{said}\nEND\n;; *) echo \"$*\" >> {called} ;; esac"
    program(device.root.parent / "bin", "systemctl", script)
    return main(["--root", str(device.root), "fall-back"]), called.read_text().splitlines()


def test_the_previous_release_is_put_in_place_and_started(device: Layout) -> None:
    code, called = fall_back(device, "ActiveState=failed", "SubState=failed")
    assert code == 0 and called == ["reset-failed edge-app.service", "--no-block start edge-app.service"]
    state = states.read(device)
    assert (state.confirmed, state.applied) == ("0.1.0", "0.1.0")  # with its system files
    code, called = fall_back(device, "ActiveState=failed", "SubState=failed")
    assert code != 0 and called == []  # edge-app-previous.service fails, and the page comes


@pytest.mark.parametrize(
    "properties",
    [
        ("ActiveState=failed", "SubState=failed", "Job=417"),  # somebody restarts it
        ("ActiveState=activating", "SubState=auto-restart"),  # systemd starts it again
        ("ActiveState=activating", "SubState=start-pre"),
        ("ActiveState=active", "SubState=running"),
        (),  # systemd does not answer
    ],
)
def test_what_was_not_given_up_goes_on(device: Layout, properties: tuple[str, ...]) -> None:
    assert fall_back(device, *properties) == (0, [])
    assert states.read(device).confirmed == "0.2.0" and not device.fell_back.exists()
