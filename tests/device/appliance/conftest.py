"""The steps that later ones begin with. Each is kept under build/, so what was interrupted goes on where it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.device.appliance import disks
from tests.device.appliance.installation import install, put_back_from_now_on
from tests.device.appliance.machine import Machine
from tests.device.appliance.releases import Releases, find, releases
from tests.support.deployed_device import DeployedDevice
from tests.support.releases import PROJECT

FOLDER = PROJECT / "build" / "arm64-machine"


@dataclass(frozen=True)
class Steps:
    """The disks after each step of one commit's releases."""

    folder: Path

    def after(
        self, begin: Path, name: str, work: Callable[[Machine], None], end: Callable[[Machine], None] = Machine.switch_off
    ) -> Path:
        """The disks after this step, which begins with those of `begin`; made unless they are there."""
        done = self.folder / name
        if not done.exists():
            part = self.folder / f"{name}.part"
            shutil.rmtree(part, ignore_errors=True)
            disks.layer(begin, part)
            with Machine(part, FOLDER) as machine:
                machine.power_on()
                work(machine)
                end(machine)
            part.rename(done)
        return done


@pytest.fixture(scope="session")
def release_files() -> Releases:
    """Of the last commit, or of EDGE_APP_COMMIT."""
    return releases(find(os.environ.get("EDGE_APP_COMMIT", "HEAD")), disks.SUITE, FOLDER / "releases")


@pytest.fixture(scope="session")
def steps(release_files: Releases) -> Steps:
    return Steps(FOLDER / "steps" / release_files.old.parent.name)


@pytest.fixture(scope="session")
def bare() -> Path:
    """A stock Debian."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return disks.bare(FOLDER, DeployedDevice(FOLDER).key)


@pytest.fixture(scope="session")
def installed(steps: Steps, bare: Path, release_files: Releases) -> Path:
    """The old release runs with a live picture, and the root is put back at every start; suspended there."""
    unlocked = steps.after(bare, "installed", lambda machine: install(machine, release_files))
    return steps.after(unlocked, "put-back", put_back_from_now_on, Machine.suspend)


@pytest.fixture
def machine(installed: Path, steps: Steps, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """The machine with the old release, to be resumed or, as after a power cut, started; what a test does to it is kept until it
    runs again."""
    folder = steps.folder / str(request.node.name)
    shutil.rmtree(folder, ignore_errors=True)
    disks.layer(installed, folder)
    with Machine(folder, FOLDER) as made:
        yield made
