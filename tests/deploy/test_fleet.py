"""A fleet of four by Ansible: a canary, then two, one of which fails and goes back, and the fourth is not touched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.deploy.fleet import Fleet
from tests.deploy.machine import PYTHON, debian, machine_in_memory
from tests.support.releases import SmallRelease, public_key

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(3600)]

OLD = SmallRelease("0.2.0", changes={"python": PYTHON})
NEW = SmallRelease("0.2.1", "misfits", {"python": PYTHON})
NAMES = ("probe-canary", "probe-1", "probe-2", "probe-3")
MISFIT = "probe-2"


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """Four devices that are switched on; the new release does not run on one of them."""
    with ExitStack() as stack:
        devices = {name: stack.enter_context(machine_in_memory(debian)) for name in NAMES}
        for name, machine in devices.items():
            machine.has_kiosk()
            if name == MISFIT:
                machine.write("etc/misfit", "")
            machine.boot()
        yield Fleet(tmp_path, devices)


def test_the_first_failure_ends_a_rollout_and_everybody_runs_a_release(fleet: Fleet, tmp_path: Path) -> None:
    files = tmp_path / "releases"
    files.mkdir()
    (files / "test.pub").write_bytes(public_key())
    batches = '{"batches": [1, 2]}'
    old, new = (f"release={release.write(files)}" for release in (OLD, NEW))
    began = time.monotonic()

    code, text = fleet.play("deploy.yml", "-e", "step=install", "-e", old, "-e", batches)
    assert code == 0, text
    assert fleet.running() == ["0.2.0"] * 4
    assert fleet.column("step") == ["install done"] * 4
    print(f"four devices installed after {time.monotonic() - began:.0f} s")

    code, text = fleet.play("deploy.yml", "-e", new, "--check")
    assert code == 0 and fleet.running() == ["0.2.0"] * 4, text

    code, text = fleet.play("deploy.yml", "-e", new, "-e", batches)
    assert code != 0
    assert "release 0.2.1 was given up" in text
    assert fleet.running() == ["0.2.1", "0.2.1", "0.2.0", "0.2.0"]
    assert fleet.column("step") == ["update done", "update done", "update failed", "not tried"]
    failed = fleet.table()[2]
    assert (failed["runs"], failed["went_back_from"], failed["healthy"]) == ("0.2.0", "0.2.1", "yes")
    assert "this release does not run on this device" in failed["went_back_because"] + failed["error"]
    print(f"the rollout had ended after {time.monotonic() - began:.0f} s")

    code, text = fleet.play("gather.yml", "-e", "bench=true")
    assert code == 0, text
    assert fleet.column("runs") == ["0.2.1", "0.2.1", "0.2.0", "0.2.0"]
    assert fleet.column("healthy") == ["yes"] * 4 and fleet.column("doctor") == ["passed"] * 4
    assert fleet.column("p50_ms") == ["4.56"] * 4

    # Whoever accepts one failure of two goes on to the last device.
    code, text = fleet.play("deploy.yml", "-e", new, "-e", batches, "-e", "accepted_failures=50")
    assert code != 0
    assert fleet.running() == ["0.2.1", "0.2.1", "0.2.0", "0.2.1"]


def test_a_device_that_is_switched_off_is_named_and_the_others_are_asked(fleet: Fleet) -> None:
    fleet.devices["probe-1"].cut_power()
    code, text = fleet.play("gather.yml")
    assert code == 0, text
    rows = fleet.table()
    assert [row["healthy"] for row in rows] == ["", "", "", ""]
    assert "cannot be reached by ssh" in rows[1]["error"]
    assert "cannot be reached" not in rows[0]["error"] + rows[2]["error"] + rows[3]["error"]
