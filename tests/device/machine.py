"""Boots the guest under QEMU, emulated throughout: that needs no rights and runs in a virtual machine too."""

from __future__ import annotations

import os
import platform
import re
import selectors
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.device.kernel import Guest, GuestError

_QEMU = "qemu-system-x86_64"
_INSTALL = "apt-get install -y --no-install-recommends qemu-system-x86"
_PROCESSOR = "Nehalem"  # x86-64-v2, the least NumPy runs on: what newer ones add is slower in emulation
_PROCESSORS = 1  # two that wait for each other are slower, unless both always have a core of this machine
_KERNEL_OPTIONS = "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off tsc=reliable clocksource=tsc"


def check_machine() -> None:
    """Raises GuestError, saying what to do, where the guest cannot be booted."""
    if platform.machine() != "x86_64":
        raise GuestError(f"the guest shares this machine's root and is made for x86-64; this is {platform.machine()}")
    if shutil.which(_QEMU) is None:
        raise GuestError(f"{_QEMU} is not there; install it with:  {_INSTALL}")


def run_in_guest(guest: Guest, command: list[str], environment: dict[str, str], timeout_s: float) -> int:
    """Run a command in the guest, in this working folder, its output on ours; its exit status. Raises GuestError."""
    settings = {"HOME": "/root", "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment}
    exports = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
    lines = [f"cd {shlex.quote(str(Path.cwd()))}", *exports, shlex.join(command)]
    with tempfile.NamedTemporaryFile("w", prefix="run-", dir=guest.kernel.parent) as script:
        script.write("\n".join(lines))
        script.flush()
        with subprocess.Popen(_qemu(guest, Path(script.name)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as qemu:
            try:
                return _follow(qemu, time.monotonic() + timeout_s)
            finally:
                qemu.kill()


def _qemu(guest: Guest, script: Path) -> list[str]:
    return [
        *(_QEMU, "-machine", "q35", "-accel", "tcg", "-cpu", _PROCESSOR, "-smp", str(_PROCESSORS), "-m", "2048"),
        *("-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none", "-no-reboot"),
        *("-kernel", str(guest.kernel), "-initrd", str(guest.initrd), "-append", f"{_KERNEL_OPTIONS} run={script}"),
        *("-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"),
    ]


def _follow(qemu: subprocess.Popen[bytes], deadline: float) -> int:
    """Pass the guest's output on until its last line, which is its exit status."""
    assert qemu.stdout is not None
    last = ""
    for line in _lines(qemu.stdout, deadline):
        status = re.fullmatch(r"exit status (\d+)", line)
        if status:
            return int(status.group(1))
        print(line, flush=True)
        last = line or last
    raise GuestError(f"the guest ended before its command did; its last words: {last or 'none'}")


def _lines(output: IO[bytes], deadline: float) -> Iterator[str]:
    pending = b""
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise GuestError("the guest was stopped: it took longer than allowed")
            chunk = os.read(output.fileno(), 65536)
            if not chunk:
                return
            *lines, pending = (pending + chunk).split(b"\n")
            yield from (line.decode(errors="replace").rstrip("\r") for line in lines)
