"""A whole release, as `make release BOARD=generic` makes it: from a bare Debian to the kiosk's first image, an update and back.

EDGE_APP_RELEASES names a folder with two of them; without it, this is skipped, for they take minutes to make.
"""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest

from edge_app.release.version import order
from firmware_configs.release.target import Suite
from tests.deploy.machine import Machine
from tests.support.deployed_device import NAME

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(3600)]


@pytest.fixture
def releases(suite: Suite) -> list[tuple[str, Path]]:
    """Version and file, the oldest first."""
    folder = os.environ.get("EDGE_APP_RELEASES")
    if not folder:
        pytest.skip("EDGE_APP_RELEASES names no folder of releases; make two with `make release BOARD=generic`")
    found = []
    for file in Path(folder).glob(f"*-generic-{suite.name}.release"):
        with tarfile.open(file) as tar:
            manifest = tar.extractfile("manifest.json")
            assert manifest is not None
            found.append((str(json.load(manifest)["version"]), file))
    assert len(found) >= 2, f"{folder} has {len(found)} releases"
    return sorted(found, key=lambda one: order(one[0]))


def test_from_a_bare_debian_to_the_first_image_and_an_update(
    machine_with_screen: Machine, releases: list[tuple[str, Path]]
) -> None:
    device = machine_with_screen
    device.write("usr/bin/udevadm", "#!/bin/sh\nexit 0\n", 0o755)  # a container has no udevd
    device.boot()
    (old, first), (new, second) = releases[0], releases[-1]
    code, text = device.deploy("install", NAME, "--release", first, "--management", "127.0.0.0/8")
    if code:
        print(device.ssh("journalctl -u edge-app.service --no-pager | tail -60").stdout)
    assert (code, device.running()) == (0, old), text
    assert device.ssh("stat -c %U /etc/edge-app/device.key").stdout == "edge-app\n"
    code, text = device.deploy("doctor", NAME)
    assert code == 0 and "golden vectors int8" in text and "FAIL" not in text
    code, text = device.deploy("update", NAME, "--release", second)
    assert (code, device.running()) == (0, new), text
    code, text = device.deploy("rollback", NAME)
    assert (code, device.running()) == (0, old), text
    code, text = device.deploy("uninstall", NAME)
    assert code == 0 and device.ssh("systemctl cat edge-app.service").returncode != 0
