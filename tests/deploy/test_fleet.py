"""A fleet of four by Ansible: a canary, then two, one of which fails and goes back, and the fourth is not touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from firmware_configs.release.target import Suite
from tests.deploy.fleet import Fleet
from tests.deploy.machine import debian, machine_in_memory
from tests.deploy.releases import Releases

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(3600)]

NAMES = ("probe-canary", "probe-1", "probe-2", "probe-3")
MISFIT = "probe-2"


@pytest.fixture
def fleet(tmp_path: Path, suite: Suite) -> Iterator[Fleet]:
    """Four devices that are switched on; the new release does not run on one of them."""
    with ExitStack() as stack:
        devices = {name: stack.enter_context(machine_in_memory(lambda: debian(suite))) for name in NAMES}
        for name, machine in devices.items():
            machine.has_kiosk()
            if name == MISFIT:
                machine.write("etc/misfit", "")
            machine.boot()
        yield Fleet(tmp_path, devices)


def test_the_first_failure_ends_a_rollout_and_every_device_runs_a_release(
    fleet: Fleet, suite: Suite, tmp_path: Path, short: bool
) -> None:
    releases = Releases(tmp_path / "releases", suite)
    files = releases.write("0.2.0"), releases.write("0.2.1", "misfits")
    old, new = (("-e", f"release={file}", "-e", '{"batches": [1, 2]}') for file in files)

    code, text = fleet.play("deploy.yml", "-e", "step=install", *old)
    assert code == 0, text
    assert fleet.running() == ["0.2.0"] * 4
    assert fleet.column("step") == ["install done"] * 4

    if not short:
        code, text = fleet.play("deploy.yml", *new, "--check")
        assert code == 0 and fleet.running() == ["0.2.0"] * 4, text

    code, text = fleet.play("deploy.yml", *new)
    assert code != 0
    assert "release 0.2.1 was given up" in text
    assert fleet.running() == ["0.2.1", "0.2.1", "0.2.0", "0.2.0"]
    assert fleet.column("step") == ["update done", "update done", "update failed", "not tried"]
    failed = fleet.table()[2]
    assert (failed["runs"], failed["went_back_from"], failed["healthy"]) == ("0.2.0", "0.2.1", "yes")
    assert "it ended with an error (exited 1): this release does not run on this device" in failed["went_back_because"]
    assert "release 0.2.1 was given up" in failed["error"]

    fleet.devices["probe-3"].cut_power()
    code, text = fleet.play("gather.yml", "-e", "bench=true")
    assert code == 0, text
    assert fleet.column("runs") == ["0.2.1", "0.2.1", "0.2.0", ""]
    assert fleet.column("healthy") == ["yes", "yes", "yes", ""]
    assert fleet.column("doctor") == ["passed", "passed", "passed", ""]
    assert fleet.column("p50_ms") == ["4.56", "4.56", "4.56", ""]
    assert "cannot be reached by ssh" in fleet.table()[3]["error"]

    if not short:  # whoever accepts one failure of two goes on to the last device
        fleet.devices["probe-3"].boot()
        code, text = fleet.play("deploy.yml", *new, "-e", "accepted_failures=50")
        assert code != 0
        assert fleet.running() == ["0.2.1", "0.2.1", "0.2.0", "0.2.1"]
