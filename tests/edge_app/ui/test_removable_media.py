"""Sticks are found by the device behind a mount, whoever mounted them; the device's own disks are never offered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.ui.removable_media import MIN_FREE, MediaFault, Stick, sticks
from tests.support.mounted_machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """One that runs from an SD card."""
    made = Machine(tmp_path)
    card = made.disk("mmcblk0", "179:0", "devices/platform/emmc/mmc0/mmc0:1/block", **{"device/type": "SD"})
    made.partition(card, "mmcblk0p1", "179:1")
    made.partition(card, "mmcblk0p2", "179:2")
    made.mount("179:2", "/")
    made.mount("179:1", "/boot/firmware")
    made.mount("0:22", "/proc", source="proc")
    made.mount("0:23", "/run/media/tmpfs", source="tmpfs")
    return made


@pytest.mark.parametrize(
    "place", ["/media/clinic/STICK", "/run/media/clinic/STICK", "/run/media/system/STICK", "/mnt", "/mnt/usb", "/media/My stick"]
)
def test_a_stick_is_found_wherever_it_is_mounted(machine: Machine, place: str) -> None:
    machine.partition(machine.disk("sda", "8:0", removable="1"), "sda1", "8:1")
    assert machine.sticks() == []
    where = machine.mount("8:1", place)
    assert machine.sticks() == [Stick(where)]


def test_a_disk_on_usb_that_does_not_call_itself_removable_is_one(machine: Machine) -> None:
    machine.disk("sda", "8:0")  # formatted whole, without partitions
    where = machine.mount("8:0", "/mnt/ssd")
    assert machine.sticks() == [Stick(where)]


def test_a_second_card_is_one_and_the_card_of_the_system_is_not(machine: Machine) -> None:
    machine.disk("mmcblk1", "179:8", "devices/platform/sd/mmc1/mmc1:1/block", **{"device/type": "SD"})
    where = machine.mount("179:8", "/media/card")
    machine.mount("179:1", "/media/boot-again")
    assert machine.sticks() == [Stick(where)]


def test_soldered_memory_and_disks_inside_are_none(machine: Machine) -> None:
    machine.disk("mmcblk2", "179:16", "devices/platform/emmc/mmc2/block", **{"device/type": "MMC"})
    machine.disk("nvme0n1", "259:0", "devices/pci0000:00/nvme/nvme0")
    machine.mount("179:16", "/media/emmc")
    machine.mount("259:0", "/media/data")
    assert machine.sticks() == []


@pytest.mark.parametrize("own", ["/", "/var/lib/exams"])
def test_a_usb_disk_that_holds_the_system_or_its_data_is_never_offered(tmp_path: Path, own: str) -> None:
    machine = Machine(tmp_path)
    disk = machine.disk("sda", "8:0", removable="1")
    machine.partition(disk, "sda1", "8:1")
    machine.partition(disk, "sda2", "8:2")
    machine.mount("8:1", own)
    machine.mount("8:2", "/media/rest")
    assert machine.sticks() == []


def test_an_encrypted_stick_is_one(machine: Machine) -> None:
    part = machine.partition(machine.disk("sda", "8:0", removable="1"), "sda1", "8:1")
    volume = machine.disk("dm-0", "253:0", "devices/virtual/block")
    (volume / "slaves").mkdir()
    (volume / "slaves/sda1").symlink_to(part)
    where = machine.mount("253:0", "/media/clinic/SECRET")
    assert machine.sticks() == [Stick(where)]


def test_btrfs_counts_its_own_numbers(machine: Machine) -> None:
    machine.partition(machine.disk("sda", "8:0", removable="1"), "sda1", "8:1")
    where = machine.mount("0:77", "/media/clinic/BTR", source="/dev/sda1")
    assert machine.sticks() == [Stick(where)]


def test_a_stick_mounted_twice_is_offered_once(machine: Machine) -> None:
    machine.disk("sda", "8:0", removable="1")
    machine.mount("8:0", "/media/clinic/STICK")
    where = machine.mount("8:0", "/mnt")
    assert machine.sticks() == [Stick(where)]


@pytest.mark.parametrize(("options", "states"), [("ro,relatime", "rw"), ("rw,relatime", "ro")])
def test_a_write_protected_stick_is_reported(machine: Machine, options: str, states: str) -> None:
    machine.disk("sda", "8:0", removable="1")
    where = machine.mount("8:0", "/media/STICK", options, states=states)
    assert machine.sticks() == [Stick(where, MediaFault.READ_ONLY)]


def test_a_full_stick_is_reported(machine: Machine) -> None:
    machine.disk("sda", "8:0", removable="1")
    where = machine.mount("8:0", "/media/STICK")
    assert machine.sticks(MIN_FREE - 1) == [Stick(where, MediaFault.FULL)]
    assert machine.sticks(MIN_FREE) == [Stick(where)]


def test_a_stick_pulled_out_while_it_is_looked_at_is_no_failure(machine: Machine) -> None:
    machine.disk("sda", "8:0", removable="1")
    where = machine.mount("8:0", "/media/STICK")
    where.rmdir()
    assert machine.sticks() == [Stick(where, MediaFault.FORBIDDEN)]


def test_this_machine_s_own_table_is_read() -> None:
    assert all(stick.place.is_dir() for stick in sticks())


MOUNTED = """
import sys
from pathlib import Path
from edge_app.ui.removable_media import sticks
from tests.support.mounted_machine import Machine
import os, shutil
machine = Machine(Path(sys.argv[1]))
for number, place in enumerate(sys.argv[2:]):
    device = os.stat(place).st_dev
    machine.disk(f"sd{number}", f"{os.major(device)}:{os.minor(device)}", f"devices/usb{number}/block")
found = [(one.place.name, one.fault.value if one.fault else "") for one in sticks(sys=machine.root / "sys")]
print(sorted(found))
"""


def test_real_mounts_read_only_full_and_well(tmp_path: Path) -> None:
    """File systems in memory, mounted for real in a name space of its own; that a stick is behind them is made up."""
    places = [tmp_path / name for name in ("well", "protected", "small")]
    for place in places:
        place.mkdir()
    script = """
        mount -t tmpfs -o size=256m none "$2" && mount -t tmpfs -o ro none "$3" && mount -t tmpfs -o size=1m none "$4" || exit 77
        exec "$0" -c "$5" "$1" "$2" "$3" "$4"
    """
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, sys.executable, tmp_path, *places, MOUNTED],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode in (1, 77) and "edge_app" not in done.stderr:
        pytest.skip(f"nothing may be mounted here: {done.stderr.strip()}")
    assert done.stdout == "[('protected', 'read-only'), ('small', 'full'), ('well', '')]\n", done.stderr
