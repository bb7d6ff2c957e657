"""What a device does in a clinic, on a whole emulated machine: starts, updates, takes updates back, loses its power, hangs.

Nothing here says how fast a board is: the processor is emulated.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.device.appliance.installation import root_hash, wait_for_picture
from tests.device.appliance.machine import Machine, missing
from tests.device.appliance.releases import BROKEN, NEW, OLD, Releases
from tests.support.deployed_device import NAME
from tests.support.wait_until import wait_until

pytestmark = [
    pytest.mark.machine,
    pytest.mark.timeout(8 * 3600),
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
]
CUTS = 5  # of the power during an update, and as many while exams are saved
PATIENCE_S = 3600.0
_MODULES = "PYTHONPATH=/run/edge-app-release/site-packages:/opt/machine PYTHONPYCACHEPREFIX=/run/machine"
_EXAMS = "/var/lib/edge-app/exams-of-the-test"


def is_as_it_was(machine: Machine, installed: Path) -> bool:
    return root_hash(machine) == (installed / "root.sha256").read_text()


def works(machine: Machine, *versions: str) -> bool:
    """Whether one of these runs with its screen up; asked again and again."""
    if machine.is_active() and machine.running() in versions:
        return True
    time.sleep(5)
    return False


def test_it_starts_with_a_live_picture(machine: Machine, installed: Path) -> None:
    reached_s = machine.power_on()
    wait_for_picture(machine)
    assert machine.running() == OLD
    said = machine.ssh("systemd-analyze; systemd-analyze critical-chain edge-app.service --no-pager").stdout
    kiosk = machine.ssh("journalctl -b -o short-monotonic --no-pager -u edge-app.service -u probe.service").stdout
    print(f"\nsshd answers after {reached_s:.0f} s\n{said}\n{kiosk}")
    machine.photograph(machine.disks / "screen.ppm")
    assert is_as_it_was(machine, installed)


def test_an_update_is_kept(machine: Machine, installed: Path, release_files: Releases) -> None:
    machine.resume()
    code, text = machine.deploy("update", NAME, "--release", release_files.new)
    assert (code, machine.running()) == (0, NEW), text + machine.journal()
    wait_for_picture(machine)
    assert is_as_it_was(machine, installed)


def test_a_broken_update_is_taken_back_with_its_reason(machine: Machine, installed: Path, release_files: Releases) -> None:
    machine.resume()
    code, text = machine.deploy("update", NAME, "--release", release_files.broken)
    assert code != 0 and f"release {BROKEN} was given up: it failed 3 times" in text
    wait_until(lambda: works(machine, OLD), "the old release", PATIENCE_S)
    left = machine.status()["state"]["last_rollback"]
    assert left["version"] == BROKEN and "edge_app.cli.doctor" in left["reason"]
    wait_for_picture(machine)
    machine.cut_power()
    machine.power_on()
    assert machine.status()["state"]["last_rollback"] == left
    assert is_as_it_was(machine, installed)


def test_its_power_is_cut_during_updates(machine: Machine, installed: Path, release_files: Releases) -> None:
    machine.resume()
    chance = random.Random()
    for number in range(CUTS):
        if machine.running() == NEW:  # to update to what runs already is over before it is cut
            code, text = machine.deploy("rollback", NAME)
            assert (code, machine.running()) == (0, OLD), text
        deploying = machine.start_deploy("update", NAME, "--release", release_files.new)
        after_s = chance.uniform(5, 400)
        time.sleep(after_s)
        machine.cut_power()
        os.killpg(deploying.pid, signal.SIGKILL)
        said, _ = deploying.communicate()
        machine.power_on()
        wait_until(lambda: works(machine, OLD, NEW), "a release after a power cut", PATIENCE_S)
        last = said.splitlines()[-1] if said else "nothing"
        print(f"cut {number + 1} after {after_s:.0f} s (deploy.sh: {last}): {machine.running()} runs", flush=True)
    code, text = machine.deploy("update", NAME, "--release", release_files.new)
    assert (code, machine.running()) == (0, NEW), text
    assert is_as_it_was(machine, installed)


def test_its_power_is_cut_while_exams_are_saved(machine: Machine, installed: Path) -> None:
    machine.resume()
    chance = random.Random()
    said: list[str] = []
    for number in range(CUTS):
        wait_until(lambda: works(machine, OLD), "the release", PATIENCE_S)
        machine.ssh(f"mkdir -p {_EXAMS}")
        saving = subprocess.Popen(
            machine.ssh_command(f"cd /tmp && {_MODULES} python3 -m tests.support.crash_writer {_EXAMS} 1000000"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert saving.stdout is not None
        said.append(saving.stdout.readline().strip())  # it has begun
        time.sleep(chance.uniform(0, 30))
        machine.cut_power()
        said += saving.communicate()[0].splitlines()
        machine.power_on()
        looked = subprocess.run(
            machine.ssh_command(f"cd /tmp && {_MODULES} python3 -m tests.support.saved_exams {_EXAMS}"),
            input="\n".join(said), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert looked.returncode == 0, looked.stderr
        print(f"cut {number + 1}: {looked.stdout.strip()}", flush=True)
    assert is_as_it_was(machine, installed)


def test_an_engine_that_hangs_is_started_again(machine: Machine, installed: Path) -> None:
    machine.resume()
    service = machine.status()["service"]
    process = machine.ssh("pgrep -n -f '^python3 -m edge_app run'").stdout.strip()
    hanging = subprocess.Popen(
        machine.ssh_command(f"python3 /opt/machine/tests/device/appliance/on_machine/hang.py {process} inference"),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert hanging.stdout is not None
    stopped = hanging.stdout.readline()
    assert "stopped" in stopped
    wait_until(lambda: works(machine, OLD) and machine.status()["service"]["pid"] != service["pid"], "another start", PATIENCE_S)
    journal = machine.ssh("journalctl -b --no-pager -u edge-app.service | grep -E 'no progress|Watchdog timeout'").stdout
    print(f"\n{stopped}{journal}")
    assert "no progress in inference" in journal and "Watchdog timeout" in journal
    wait_for_picture(machine)
    assert is_as_it_was(machine, installed)
