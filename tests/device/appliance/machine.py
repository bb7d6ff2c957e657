"""The machine: powered on, cut off, looked at. QEMU emulates all of it, which needs no rights."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.support.deployed_device import DeployedDevice
from tests.support.wait_until import wait_until

_QEMU = "qemu-system-aarch64"
_KERNEL_OPTIONS = "root=/dev/vda ro console=ttyAMA0 mitigations=off panic=-1"
MEMORY = "memory.zst"
BOOT_S = 900.0  # a start takes half a minute, and on a busy machine many times that


def missing() -> str:
    """What this machine lacks, in a few words; empty where it lacks nothing."""
    needed = (_QEMU, "qemu-img", "qemu-aarch64-static", "mmdebstrap", "unshare", "ssh", "zstd")
    lacks = [tool for tool in needed if shutil.which(tool) is None]
    return ", ".join(lacks if os.getuid() == 0 else [*lacks, "the rights of root"])


class Machine(DeployedDevice):
    """An arm64 machine with the disks of a folder, switched off at first. `with` ends it as a power cut does."""

    patience_s = 7200

    def __init__(self, disks: Path, keys: Path) -> None:
        """disks: as `disks.layer` makes them. keys: folder of the workstation's key."""
        self.disks = disks
        for name in ("key", "key.pub"):  # each machine has settings of ssh of its own, so that several can run
            (disks / name).unlink(missing_ok=True)
            (disks / name).symlink_to(keys.resolve() / name)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        # One connection that stays: the firewall of the device lets ten new ones in a minute in.
        settings = f" Port {self._port}\n ControlMaster auto\n ControlPath {keys}/%C\n ControlPersist yes\n"
        super().__init__(disks, settings, "-o ConnectTimeout=120 -o ServerAliveInterval=60")
        self._process: subprocess.Popen[bytes] | None = None
        self._console = disks / "console.txt"
        self._monitor = Path(f"/tmp/edge-app-machine-{self._port}")  # a socket's path is short

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process is not None:
            self.cut_power()

    def power_on(self) -> float:
        """Switch it on and wait for sshd; the seconds that took."""
        began = time.monotonic()
        said = self._console.stat().st_size if self._console.exists() else 0
        self._start()
        wait_until(lambda: self._has_ended() or b" login:" in self._console.read_bytes()[said:], "the machine to boot", BOOT_S)
        wait_until(self._answers, "sshd", BOOT_S)
        return time.monotonic() - began

    def suspend(self) -> None:
        """Keep its memory beside its disks, and end it; `resume` goes on from there, on layers over those disks."""
        self._ask("migrate", uri=f"exec:zstd -q -1 -c >'{self.disks / MEMORY}'")
        wait_until(lambda: self._ask("query-migrate")["status"] in ("completed", "failed"), "its memory to be kept", BOOT_S)
        assert self._ask("query-migrate")["status"] == "completed"
        self.cut_power()

    def resume(self) -> None:
        """Go on where `suspend` ended it: its clock stood still meanwhile."""
        self._start("-incoming", f"exec:zstd -d -q -c <'{self.disks / MEMORY}'")
        wait_until(self._answers, "sshd", BOOT_S)

    def cut_power(self) -> None:
        """What the machine has not flushed to its disks is lost."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._end()

    def switch_off(self) -> None:
        """In order."""
        assert self._process is not None
        self.ssh("systemctl --no-block poweroff")
        self._process.wait(BOOT_S)
        self._end()

    def take_boot_files(self) -> None:
        """What a boot loader would start next: kernel and initial RAM disk as the device has them now."""
        for pattern, name in (("vmlinuz-*", "vmlinuz"), ("initrd.img-*", "initrd.img")):
            command = self.ssh_command(f"cat $(ls -v /boot/{pattern} | tail -n 1)")
            content = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout
            (self.disks / name).write_bytes(content)

    def photograph(self, file: Path) -> None:
        """What the screen shows, as PPM."""
        self._ask("screendump", filename=str(file))

    def is_live(self) -> bool:
        """Whether the kiosk says that its picture is the probe's, and of now."""
        return "StatusText=probe live" in self.ssh("systemctl show -p StatusText edge-app.service").stdout

    def _start(self, *further: str) -> None:
        with self._console.open("ab") as console:
            self._process = subprocess.Popen([*self._words(), *further], stdin=subprocess.DEVNULL, stdout=console, stderr=console)

    def _ask(self, command: str, **arguments: str) -> Any:
        """QEMU's answer to a command of its monitor (QMP)."""
        answer: dict[str, Any] = {}
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.connect(str(self._monitor))
            with monitor.makefile("rw") as lines:
                for words in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                    lines.write(json.dumps(words) + "\n")
                    lines.flush()
                    while "return" not in (answer := json.loads(lines.readline())):
                        assert "error" not in answer, answer
        return answer["return"]

    def _words(self) -> list[str]:
        disks = [
            word
            for name in ("root", "data")  # what the machine flushes is with this machine's kernel, which lives on
            for word in ("-drive", f"if=virtio,format=qcow2,cache=unsafe,file={self.disks / name}.qcow2")
        ]
        return [
            *(_QEMU, "-M", "virt,gic-version=3", "-cpu", "cortex-a72", "-smp", "2", "-m", "2560"),
            *("-accel", "tcg,thread=multi,tb-size=512", "-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio"),
            *("-qmp", f"unix:{self._monitor},server=on,wait=off"),
            *("-kernel", str(self.disks / "vmlinuz"), "-initrd", str(self.disks / "initrd.img"), "-append", _KERNEL_OPTIONS),
            *disks,
            *("-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self._port}-:22"),
            *("-device", "virtio-net-pci,netdev=net,romfile=", "-device", "virtio-rng-pci", "-device", "virtio-gpu-pci"),
            *("-device", "qemu-xhci", "-device", "usb-tablet"),
        ]

    def _answers(self) -> bool:
        if self._has_ended():
            raise AssertionError(f"the machine has ended; its last words are in {self._console}")
        if self.ssh("true").returncode == 0:
            return True
        time.sleep(8)  # the firewall counts
        return False

    def _has_ended(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None

    def _end(self) -> None:
        assert self._process is not None
        self._process.wait()
        self._process = None
        subprocess.run([str(self._ssh), "-O", "exit", "root@probe"], check=False, capture_output=True)
        self._monitor.unlink(missing_ok=True)
