"""The machine's disks: a stock Debian for arm64, and an empty data partition. Made once; steps write to layers over them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

from tests.device.appliance.machine import MEMORY
from tests.support.releases import PROJECT

# cage 0.1.4 of bookworm does not answer an image without a change, and Qt, drawing in software, then never draws again (ADR 44).
SUITE = "trixie"
_HERE = Path(__file__).parent
_ROOT_SIZE, _DATA_SIZE = "5G", "6G"  # of the disks; files without holes for what is empty
# Of the tests, what runs on the machine.
_MODULES = (
    "tests/__init__.py", "tests/device/*.py", "tests/device/appliance/__init__.py", "tests/device/appliance/on_machine/*.py",
    "tests/support/__init__.py", "tests/support/exam_factories.py", "tests/support/crash_writer.py",
    "tests/support/saved_exams.py",
)  # fmt: skip

# An emulated processor is some twenty times slower than a board's, so what is waited for is the same, but longer. There
# is a screen and no GPU behind it, so the compositor and Qt draw in software.
_SLOW = """\
[Unit]
StartLimitIntervalSec=4h
[Service]
ExecStartPost=
ExecStartPost=+/usr/bin/python3 -I /usr/lib/edge-app/release.pyz confirm --patience 3000
TimeoutStartSec=4000
TimeoutAbortSec=60
WatchdogSec=60
Environment=WLR_RENDERER=pixman QT_QUICK_BACKEND=software
"""
_MANAGER = "[Manager]\nDefaultTimeoutStartSec=1800\nDefaultTimeoutStopSec=1800\nDefaultDeviceTimeoutSec=1800\n"
# Of a stock Debian's housekeeping, what takes half of a start in emulation, or asks a network that is not there.
_WITHOUT = (
    "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "e2scrub_reap.service",
    "fstrim.timer",
)  # fmt: skip
_NETWORK = "[Match]\nName=en*\n[Network]\nDHCP=ipv4\n"
# The probe in software is plugged in at every start, by the packages of the release: a stock system has no numpy.
_PROBE = """\
[Unit]
Description=A USB probe in software
RequiresMountsFor=/var/lib/edge-app
ConditionPathExists=/var/lib/edge-app/releases/current
Before=edge-app.service
[Service]
Type=notify
NotifyAccess=all
Environment=PYTHONPATH=/var/lib/edge-app/releases/current/site-packages:/opt/machine
Environment=PYTHONPYCACHEPREFIX=/var/lib/edge-app/cache/machine
ExecStartPre=/sbin/modprobe vhci_hcd
ExecStart=/usr/bin/python3 -m tests.device.appliance.on_machine.probe
TimeoutStartSec=1000
[Install]
WantedBy=multi-user.target
"""


def bare(folder: Path, key: str) -> Path:
    """A folder with root.qcow2, data.qcow2, vmlinuz and initrd.img of a machine that nobody has touched. key: who may log in."""
    disks = folder / "bare"
    if disks.exists():
        return disks
    root, part = folder / f"debian-{SUITE}", folder / "bare.part"
    if not root.exists():
        partial = root.with_suffix(".part")
        shutil.rmtree(partial, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        _run(str(_HERE / "debian.sh"), SUITE, str(partial))
        partial.rename(root)
    _equip(root, key)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for name, size, label, contents in (("root", _ROOT_SIZE, "root", ["-d", str(root)]), ("data", _DATA_SIZE, "edge-data", [])):
        plain = part / f"{name}.raw"
        _run("/sbin/mkfs.ext4", "-q", "-L", label, *contents, str(plain), size)
        _run("qemu-img", "convert", "-O", "qcow2", str(plain), str(part / f"{name}.qcow2"))
        plain.unlink()
    for found, name in (("vmlinuz-*", "vmlinuz"), ("initrd.img-*", "initrd.img")):
        shutil.copy(next((root / "boot").glob(found)), part / name)
    part.rename(disks)
    return disks


def layer(below: Path, folder: Path) -> None:
    """A folder whose disks begin as those of `below`, with what they were started with and, where it was kept, their memory."""
    folder.mkdir(parents=True)
    for name in ("root.qcow2", "data.qcow2"):
        command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", str((below / name).resolve())]
        _run(*command, str(folder / name))
    for name in ("vmlinuz", "initrd.img"):
        shutil.copy(below / name, folder / name)
    if (below / MEMORY).exists():
        (folder / MEMORY).symlink_to((below / MEMORY).resolve())


def _equip(root: Path, key: str) -> None:
    """What whoever sets up a device does by hand: a name, a network, a key; and the probe."""
    for path, text in {
        "etc/hostname": "probe\n",
        "etc/machine-id": f"{uuid4().hex}\n",
        "etc/hosts": "127.0.0.1 localhost probe\n",
        "etc/fstab": "LABEL=root / ext4 errors=remount-ro 0 1\n",
        "etc/systemd/system.conf.d/slow.conf": _MANAGER,
        "etc/systemd/network/machine.network": _NETWORK,
        "etc/systemd/system/edge-app.service.d/slow.conf": _SLOW,
        "etc/systemd/system/probe.service": _PROBE,
        "root/.ssh/authorized_keys": key,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "root/.ssh").chmod(0o700)
    for unit in _WITHOUT:
        (root / "etc/systemd/system" / unit).unlink(missing_ok=True)
        (root / "etc/systemd/system" / unit).symlink_to("/dev/null")
    wanted = root / "etc/systemd/system/multi-user.target.wants"
    for unit, file in (("systemd-networkd.service", "/lib/systemd/system"), ("probe.service", "/etc/systemd/system")):
        (wanted / unit).unlink(missing_ok=True)
        (wanted / unit).symlink_to(f"{file}/{unit}")
    for pattern in _MODULES:
        for module in PROJECT.glob(pattern):
            place = root / "opt/machine" / module.relative_to(PROJECT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(module, place)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
