"""Machine and deploy.sh are ended at a random moment of an update; the machine is switched on again, and a release has to run.

Several devices at once, since most of a cut is waiting. A run goes on where an earlier one of the same code was interrupted.
EDGE_APP_POWER_CUTS: how many cuts [200]. EDGE_APP_POWER_CUT_DEVICES: how many devices [2], about 100 MB of memory each.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
from tqdm import tqdm

from firmware_configs.release.target import Suite
from tests.deploy.machine import Machine, debian, machine_in_memory
from tests.deploy.power_cuts import Cut, PowerCuts, record, step_of
from tests.deploy.releases import Releases
from tests.support.deployed_device import NAME
from tests.support.wait_until import wait_until

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(5 * 3600)]

# In which a release has to run after the power is back: three starts of a new one that does not come up (150 s each)
# and one of the release before it. How long it really took is in the record: a busy workstation stalls its devices for minutes.
_BACK_S = 600
_EVERY = 3  # of so many updates one is run again to its end


@pytest.fixture
def devices(suite: Suite) -> Iterator[list[Machine]]:
    """Switched on, with the kiosk's units."""
    with ExitStack() as stack:
        count = int(os.environ.get("EDGE_APP_POWER_CUT_DEVICES", "2"))
        machines = [stack.enter_context(machine_in_memory(lambda: debian(suite))) for _ in range(count)]
        for machine in machines:
            machine.has_kiosk()
            machine.boot()
        yield machines


class PowerCutter:
    """Cuts the power of one device in the middle of updates."""

    def __init__(self, device: Machine, suite: Suite, record: PowerCuts) -> None:
        self.device, self._record, self._chance = device, record, random.Random()
        self._releases = Releases(device.folder / "releases", suite)
        self._update_s = 0.0  # of the last one that was not interrupted: the machine is busier at times

    def install(self) -> None:
        self._to_its_end("install", "0.2.0", self._releases.write("0.2.0"))

    def cut(self, number: int) -> None:
        """One cut, and its line in the record."""
        version = f"0.3.{number}"
        file = self._releases.write(version, weight=self._chance.randrange(4_000_000))
        deploying = self.device.start_deploy("update", NAME, "--release", file)
        time.sleep(self._chance.uniform(0.2, self._update_s))
        self.device.cut_power()
        os.killpg(deploying.pid, signal.SIGKILL)
        said, _ = deploying.communicate()
        self.device.boot()
        try:
            after_s = wait_until(self._runs, "a release after a power cut", _BACK_S, every=0.5)
            self._record.add(Cut(step_of(said), True, after_s))
        except AssertionError as exc:
            self._record.add(Cut(step_of(said), False, _BACK_S))
            print(f"power cut {number}, {step_of(said)}: {exc}\n{said}{self.device.journal()}")
        if number % _EVERY == 0:
            self._to_its_end("update", version, file)
        file.unlink()

    def _to_its_end(self, command: str, version: str, file: Path) -> None:
        began = time.monotonic()
        code, text = self.device.deploy(command, NAME, "--release", file)
        assert (code, self.device.running()) == (0, version), text + self.device.journal()
        self._update_s = time.monotonic() - began

    def _runs(self) -> bool:
        """The device does the waiting: each look from outside is a new ssh, and half of what a cut cost."""
        active = self.device.ssh("timeout 10 sh -c 'until systemctl -q is-active edge-app.service; do sleep 0.3; done'")
        return active.returncode == 0 and self.device.running() is not None


def test_a_power_cut_in_the_middle_of_an_update_leaves_a_working_release(
    devices: list[Machine], suite: Suite, tmp_path: Path, short: bool
) -> None:
    count = 6 if short else int(os.environ.get("EDGE_APP_POWER_CUTS", "200"))
    cuts = record(suite.name, tmp_path) if short else record(suite.name)
    ended = Event()

    def cut_in_turns(device: Machine) -> None:
        try:
            cutter = PowerCutter(device, suite, cuts)
            cutter.install()
            while not ended.is_set() and (made := len(cuts.made)) < count:
                cutter.cut(made)
                bar.update()
        finally:
            ended.set()  # where one fails, the others end as well

    with tqdm(total=count, initial=len(cuts.made), unit="cut") as bar, ThreadPoolExecutor(len(devices)) as pool:
        try:
            list(pool.map(cut_in_turns, devices))
        finally:
            ended.set()
    bad = cuts.bad
    print(f"{bad} of {len(cuts.made)} power cuts left the device without a working release; they came while: {cuts.steps}")
    print(f"the longest wait for one was {cuts.slowest_s:.0f} s")
    cuts.forget()
    assert bad == 0
