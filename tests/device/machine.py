"""Boots the guest under QEMU, with the processor's help where /dev/kvm may be opened and emulated where not."""

from __future__ import annotations

import os
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

QEMU = "qemu-system-x86_64"
_INSTALL = "apt-get install -y --no-install-recommends qemu-system-x86"


def run_in_guest(guest: Guest, command: list[str], timeout_s: float) -> int:
    """Run a command in the guest, in this working folder, its output on ours; its exit status. Raises GuestError."""
    if shutil.which(QEMU) is None:
        raise GuestError(f"{QEMU} is not there; install it with:  {_INSTALL}")
    with tempfile.NamedTemporaryFile("w", prefix="run-", suffix=".sh", dir=guest.kernel.parent) as script:
        script.write(f"export HOME=/root PATH={shlex.quote(os.environ['PATH'])} PYTHONDONTWRITEBYTECODE=1 PYTEST_DISABLE_PLUGIN_AUTOLOAD=1\n{shlex.join(command)}\n")
        script.flush()
        with subprocess.Popen(_qemu(guest, Path(script.name)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as qemu:
            try:
                return _follow(qemu, time.monotonic() + timeout_s)
            finally:
                qemu.kill()


def _qemu(guest: Guest, script: Path) -> list[str]:
    helped = False
    append = f"console=ttyS0 quiet loglevel=3 panic=-1 tsc=reliable clocksource=tsc mitigations=off workdir={Path.cwd()} run={script}"
    return [
        QEMU,
        *("-machine", "q35", "-accel", "kvm" if helped else "tcg", "-cpu", "Nehalem"),
        *("-smp", "2", "-m", "2048", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot", "-nic", "none"),
        *("-kernel", str(guest.kernel), "-initrd", str(guest.initrd), "-append", append),
        *("-virtfs", "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap"),
    ]  # fmt: skip


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
