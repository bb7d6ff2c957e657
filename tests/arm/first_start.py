"""What deploy.sh and systemd do with a release, on a device without systemd: install it, start its kiosk, have it confirmed.

It runs on the emulated device: first_start.py FILE.release. Only the standard library is there.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

PROGRAM = Path("/tmp/release.pyz")
SOCKET = "/run/notify"
UNIT = Path("/run/edge-app.properties")  # what systemctl, which stands in for systemd's, prints
READY_S = 900.0


def timed(step: str, *command: str) -> None:
    """Run a step to its end; the first that fails ends all."""
    began = time.monotonic()
    code = subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
    print(f"{step}: {time.monotonic() - began:.0f} s, code {code}", flush=True)
    if code:
        sys.exit(code)


def release(step: str, *words: str) -> None:
    timed(step, "python3", "-I", str(PROGRAM), *words)


def wait_for_screen(notify: socket.socket, kiosk: subprocess.Popen[bytes]) -> None:
    """Until the kiosk says that its first image is shown."""
    began = time.monotonic()
    notify.settimeout(1.0)
    while kiosk.poll() is None and time.monotonic() - began < READY_S:
        try:
            if b"READY=1" in notify.recv(4096).split(b"\n"):
                print(f"screen up: {time.monotonic() - began:.0f} s", flush=True)
                return
        except TimeoutError:
            continue
    sys.exit(f"the kiosk's screen did not come up; its code is {kiosk.poll()}")


def main(file: Path) -> None:
    """Every step in the order of a device."""
    interfaces = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    print(f"network interfaces: {' '.join(interfaces) or 'none'}", flush=True)
    with tarfile.open(file) as tar:
        member = tar.extractfile("release.pyz")
        assert member is not None
        PROGRAM.write_bytes(member.read())
    release("install", "install", str(file))
    release("select", "select")
    tree = Path("/run/edge-app-release").readlink()
    os.environ["PYTHONPATH"] = f"{tree}/site-packages"
    timed("self-test", "python3", "-m", "edge_app", "doctor", "--release")
    del os.environ["PYTHONPATH"]

    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(SOCKET)
    kiosk = subprocess.Popen(["/usr/lib/edge-app/start"], env=os.environ | {"NOTIFY_SOCKET": SOCKET}, stdin=subprocess.DEVNULL)
    try:
        wait_for_screen(notify, kiosk)
        UNIT.write_text(f"Type=notify\nActiveState=activating\nSubState=start-post\nMainPID={kiosk.pid}\nUser=\n")
        release("confirm", "confirm", "--settle", "5")
        release("status", "status")
    finally:
        kiosk.send_signal(signal.SIGTERM)
        kiosk.wait(120)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
