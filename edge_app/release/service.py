"""What systemd and the kernel say of the kiosk: what runs, not what is meant to."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass

from edge_app.release.layout import Layout

UNIT = "edge-app.service"
UNITS = (UNIT, "edge-app-previous.service", "edge-app-fallback.service")
RELEASE_VARIABLE = "EDGE_APP_RELEASE"  # set by `start`: the folder of the release
_PROPERTIES = (
    "Type", "ActiveState", "SubState", "Result", "MainPID", "NRestarts", "User", "StatusText", "ActiveEnterTimestamp",
    "ExecMainStartTimestampMonotonic", "Job",
)  # fmt: skip
_TIMEOUT_S = 30


@dataclass(frozen=True)
class Service:
    """The kiosk's unit, in systemd's words; empty where systemd does not know it."""

    type: str
    active: str
    sub: str
    result: str
    pid: int  # 0: nothing runs
    restarts: int
    user: str
    status: str
    since: str
    started_us: int  # when its process was started last, µs since the boot; 0: never
    job: int  # of systemd, that is to start or stop it; 0: there is none
    running: str | None  # version of the release that the process is of; None: nothing runs, or it is of no release

    @property
    def is_given_up(self) -> bool:
        """Whether systemd has counted too many starts. Of every other failure it is about to start the kiosk again, and so it is
        when somebody restarts it. (`Result` keeps the failure before the limit was hit.)
        """
        return self.active == "failed" and not self.job

    @property
    def screen_is_up(self) -> bool:
        """Whether the kiosk has said READY: of a unit of this type systemd runs ExecStartPost, and calls it active, only then."""
        return self.type == "notify" and (self.active, self.sub) in (("active", "running"), ("activating", "start-post"))


def ask(layout: Layout) -> Service:
    """The kiosk's unit now. Where systemd does not answer, nothing is known."""
    said = dict.fromkeys(_PROPERTIES, "")
    with suppress(OSError, subprocess.TimeoutExpired):
        command = ["systemctl", "show", UNIT, f"--property={','.join(_PROPERTIES)}"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S)
        said |= dict(line.split("=", 1) for line in answer.stdout.splitlines() if "=" in line)
    numbers = ("MainPID", "NRestarts", "ExecMainStartTimestampMonotonic", "Job")
    pid, restarts, started_us, job = (int(said[name]) if said[name].isdigit() else 0 for name in numbers)
    return Service(
        said["Type"], said["ActiveState"], said["SubState"], said["Result"], pid, restarts, said["User"], said["StatusText"],
        said["ActiveEnterTimestamp"], started_us, job, _release_of(layout, pid),
    )  # fmt: skip


def start_again() -> None:
    """Have systemd start the kiosk after it was given up, without waiting for it. Raises OSError."""
    subprocess.run(["systemctl", "reset-failed", UNIT], check=False, timeout=_TIMEOUT_S)  # else it refuses one more start
    subprocess.run(["systemctl", "--no-block", "start", UNIT], check=False, timeout=_TIMEOUT_S)


def _release_of(layout: Layout, pid: int) -> str | None:
    """The version that a process was started from, by its environment."""
    with suppress(OSError):
        for line in (layout.processes / str(pid) / "environ").read_bytes().split(b"\0"):
            name, _, value = os.fsdecode(line).partition("=")
            if name == RELEASE_VARIABLE:
                return value.rstrip("/").rpartition("/")[2]
    return None
