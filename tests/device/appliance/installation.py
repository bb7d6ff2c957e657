"""The first installation, and the start after it: from a stock Debian to a machine whose root is put back at every start."""

from __future__ import annotations

import time

from tests.device.appliance.machine import Machine
from tests.device.appliance.releases import OLD, Releases
from tests.support.deployed_device import NAME
from tests.support.wait_until import wait_until

LIVE_S = 3600.0
_MANAGEMENT = "10.0.2.0/24"  # QEMU's own network, in which the workstation is 10.0.2.2
_HASH = (
    "cd /media/root-ro && (find . -xdev -printf '%P %y %m %U %G %l\\n' | sort;"
    " find . -xdev -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum"
)


def install(machine: Machine, releases: Releases) -> None:
    """By deploy.sh and without any network but the workstation's; from then on the kiosk looks at the probe."""
    code, text = machine.deploy(
        "install", NAME, "--release", releases.old, "--packages", releases.packages, "--management", _MANAGEMENT
    )
    assert code == 0, text + machine.journal()
    assert machine.running() == OLD and machine.status()["healthy"]
    assert machine.ssh("findmnt -n -o SOURCE /var/lib/edge-app").stdout == "/dev/vdb\n"
    machine.ssh("sed -i '/^\\[capture\\]/a source = \"v4l2:/dev/us-probe\"' /var/lib/edge-app/config/site.toml")
    machine.take_boot_files()


def put_back_from_now_on(machine: Machine) -> None:
    """The first start with a root that is put back; its hash is what later ones are compared with."""
    wait_for_picture(machine)
    assert machine.ssh("findmnt -n -o FSTYPE /").stdout == "overlay\n"
    (machine.disks / "root.sha256").write_text(root_hash(machine))


def root_hash(machine: Machine) -> str:
    """Of every name, kind, permission, owner, link and byte of the root that the machine starts with."""
    said = machine.ssh(_HASH)
    assert said.returncode == 0 and len(said.stdout.split()[0]) == 64, said.stderr
    return said.stdout.split()[0]


def wait_for_picture(machine: Machine) -> float:
    """Until the kiosk says that its picture is the probe's, and of now; the seconds that took."""

    def looked() -> bool:
        if machine.is_live():
            return True
        time.sleep(5)
        return False

    return wait_until(looked, "a live picture", LIVE_S)
