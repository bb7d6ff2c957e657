"""A device in namespaces: a Debian with systemd and sshd, whose power can be cut."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from firmware_configs.release.target import Suite
from tests.support.deployed_device import DeployedDevice
from tests.support.releases import PROJECT
from tests.support.wait_until import wait_until

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "edge-app" / "deploy"
PACKAGES = "systemd,systemd-sysv,dbus,openssh-server,python3,openssl,zstd"
SYSTEM = PROJECT / "firmware_configs" / "system"
# What the kiosk's Qt loads, and what the system's files of a board ask for.
_SCREEN = "nftables,udev,libegl1,libgl1,libxkbcommon0,libfontconfig1,libdbus-1-3,libglib2.0-0,fonts-dejavu-core"
SCREEN_PACKAGES = f"{PACKAGES},{_SCREEN}"
_BOOT = Path(__file__).with_name("boot.sh")
_CGROUPS = [Path("/sys/fs/cgroup", name) for name in ("", "unified", "systemd")]  # boot.sh makes one in each

# What a container has not: a console, a session on it, a compositor.
_WITHOUT_A_SCREEN = """\
[Unit]
ConditionPathExists=
[Service]
StandardInput=null
PAMName=
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
Environment=EDGE_APP_DISPLAY=/etc/edge-app-test-display.conf
"""
# Quicker than on a device, where loops that hang are noticed after 19 s.
_QUICK = """\
[Service]
ExecStartPost=
ExecStartPost=+/usr/bin/python3 -I /usr/lib/edge-app/release.pyz confirm --settle 5
WatchdogSec=3
"""
# The name of a display keeps the kiosk from looking for one; Qt draws in memory.
_DISPLAY = 'export WAYLAND_DISPLAY=none QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software XDG_RUNTIME_DIR=/tmp\nexec "$@"\n'


def debian(suite: Suite, kind: str = "", packages: str = PACKAGES, variant: str = "minbase") -> Path:
    """The root of a Debian with these packages, made once and kept as this kind of it. Nothing is written to it."""
    root = CACHE / "-".join(filter(None, (suite.name, kind)))
    if not root.exists():
        part = root.with_name(f"{root.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["mmdebstrap", "--quiet", f"--variant={variant}", f"--include={packages}", suite.packages, str(part)], check=True
        )
        part.rename(root)
    return root


@contextmanager
def machine_in_memory(root: Callable[[], Path]) -> Iterator[Machine]:
    """A device with a root of its own, switched off: a busy disk of this machine would slow each flush."""
    missing = [tool for tool in ("systemd-nspawn", "mmdebstrap", "nsenter", "ssh", "zstd") if shutil.which(tool) is None]
    if os.getuid() != 0 or missing:
        pytest.fail(f"this suite runs a system in namespaces: run it as root, with {', '.join(missing) or 'its tools'} installed")
    memory = Path("/dev/shm")
    made = Machine(Path(tempfile.mkdtemp(prefix="edge-app-deploy-", dir=memory if memory.is_dir() else None)), root())
    try:
        yield made
    finally:
        made.remove()


class Machine(DeployedDevice):
    """One device. What it writes outlives a power cut; `remove` ends it for good."""

    def __init__(self, folder: Path, root: Path) -> None:
        """folder: for what it writes. root: of the system that it starts with."""
        self.stick, self.root = folder / "stick", root
        self.upper = folder / "upper"
        self.stick.mkdir(parents=True)
        super().__init__(folder)
        self.write("root/.ssh/authorized_keys", (folder / "key.pub").read_text(), 0o600)
        self.upper.chmod(0o755)
        (self.upper / "root").chmod(0o700)
        self.write("etc/systemd/system/edge-app.service.d/test.conf", _WITHOUT_A_SCREEN)
        self.write("etc/systemd/system/edge-app-fallback.service.d/test.conf", _WITHOUT_A_SCREEN)
        self.write("etc/edge-app-test-display.conf", _DISPLAY)
        self._process: subprocess.Popen[bytes] | None = None

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """A file that the system has when it starts next."""
        file = self.upper / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def has_kiosk(self) -> None:
        """The system's files of the kiosk are there already: a small release brings none."""
        for unit in ("edge-app.service", "edge-app-previous.service", "edge-app-fallback.service"):
            self.write(f"etc/systemd/system/{unit}", (SYSTEM / "units" / unit).read_text())
        self.write("etc/systemd/system/multi-user.target.d/edge-app.conf", "[Unit]\nWants=edge-app.service\n")
        self.write("etc/systemd/system/edge-app.service.d/quick.conf", _QUICK)
        for program in ("start", "compositor", "fallback"):
            self.write(f"usr/lib/edge-app/{program}", (SYSTEM / program).read_text(), 0o755)
        self.write("usr/lib/sysusers.d/edge-app.conf", 'u edge-app - "kiosk" /var/lib/edge-app\n')
        self.write(
            "etc/tmpfiles.d/edge-app.conf",
            "d /var/lib/edge-app 0755 root root\nd /var/lib/edge-app/cache 0755 edge-app edge-app\n",
        )

    def boot(self) -> None:
        """Switch it on and wait for sshd."""
        with (self.folder / "console.txt").open("ab") as console:
            self._process = subprocess.Popen(
                ["unshare", "-n", "-m", str(_BOOT), str(self.root), str(self.folder), str(self.stick)],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True,
            )  # fmt: skip
        wait_until(lambda: self.ssh("true").returncode == 0, "the machine to boot", every=0.25)

    def cut_power(self) -> None:
        """End every process of it at once."""
        assert self._process is not None
        wait_until(lambda: self._inits() or self._has_ended(), "its first process")
        for init in self._inits():
            with suppress(ProcessLookupError):
                os.kill(init, signal.SIGKILL)
        self._process.wait()
        self._process = None

    @property
    def is_on(self) -> bool:
        return self._process is not None

    def remove(self) -> None:
        if self.is_on:
            self.cut_power()
        for tree in _CGROUPS:  # an empty one goes once those below it have
            for below in sorted((tree / self.folder.name).rglob("**/"), reverse=True):
                with suppress(OSError):
                    below.rmdir()
        shutil.rmtree(self.folder, ignore_errors=True)

    def within(self, command: list[str]) -> list[str]:
        """A command as it has to be run to be on its network."""
        assert self._process is not None
        return ["nsenter", "-t", str(self._process.pid), "-n", *command]

    def _inits(self) -> list[int]:
        assert self._process is not None
        pid = self._process.pid
        with suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().strip() == "systemd-nspawn":
                return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def _has_ended(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None
