"""`/usr/lib/edge-app/start` runs the release that was chosen, in its environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.releases import PROJECT
from tests.support.system_tools import program, run

START = PROJECT / "firmware_configs" / "system" / "start"


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """0.1.0 is confirmed, and the compositor tells what it is to run."""
    releases = tmp_path / "var/lib/edge-app/releases"
    releases.mkdir(parents=True)
    (releases / "current").symlink_to("0.1.0")
    (tmp_path / "run").mkdir()
    program(tmp_path / "usr/lib/edge-app", "compositor", 'env; echo "runs $*"')
    return tmp_path


def choose(device: Path, version: str) -> Path:
    tree = device / "var/lib/edge-app/releases" / version
    (device / "run/edge-app-release").symlink_to(tree)
    return tree


def started(device: Path) -> dict[str, str]:
    done = run([START], device, EDGE_APP_ROOT=device)
    assert done.returncode == 0, done.stderr
    *environment, command = done.stdout.splitlines()
    assert command == "runs python3 -m edge_app run --fullscreen"
    return dict(line.partition("=")[::2] for line in environment)


def test_the_confirmed_release_runs_from_its_tree_and_keeps_what_it_compiles_elsewhere(device: Path) -> None:
    tree = choose(device, "0.1.0")
    environment = started(device)
    assert environment["EDGE_APP_RELEASE"] == str(tree)
    assert environment["PYTHONPATH"] == f"{tree}/site-packages"
    assert environment["PYTHONPYCACHEPREFIX"] == f"{device}/var/lib/edge-app/cache/0.1.0"
    assert not {"EDGE_APP_RELEASE_UNCONFIRMED", "EDGE_APP_BOARD", "EDGE_APP_OVERRIDE"} & environment.keys()


def test_a_candidate_knows_that_it_is_one(device: Path) -> None:
    choose(device, "0.2.0")
    assert started(device)["EDGE_APP_RELEASE_UNCONFIRMED"] == "1"
    (device / "var/lib/edge-app/releases/current").unlink()  # the first release of a device
    assert started(device)["EDGE_APP_RELEASE_UNCONFIRMED"] == "1"


def test_a_named_board_and_the_clinics_settings_hold(device: Path) -> None:
    choose(device, "0.1.0")
    site = device / "var/lib/edge-app/config/site.toml"
    for file, text in ((device / "etc/edge-app/board", "raspberry-pi-5\n"), (site, "")):
        file.parent.mkdir(parents=True)
        file.write_text(text)
    environment = started(device)
    assert (environment["EDGE_APP_BOARD"], environment["EDGE_APP_OVERRIDE"]) == ("raspberry-pi-5", str(site))


def test_without_a_chosen_release_there_is_one_sentence(device: Path) -> None:
    done = run([START], device, EDGE_APP_ROOT=device)
    assert done.returncode == 1 and done.stderr == "start: no release is chosen; install one with deploy.sh\n"
