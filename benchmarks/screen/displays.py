"""Display servers without a display: Xvfb, and cage, a compositor for one program, with wlroots' headless backend."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.result.records import Display
from edge_app.errors import EdgeError

PROGRAMS: dict[Display, str] = {"xvfb": "Xvfb", "cage": "cage"}
START_S = 30.0  # s
SIZE = 1280, 800  # px of Xvfb's; wlroots 0.15 gives a headless screen 1280 x 720, and cage 0.1 has no way to change it
NOBODY = "nobody"  # cage refuses root, who runs it as this user then


class DisplayError(EdgeError):
    """A display server that does not start."""


@dataclass(frozen=True)
class Running:
    """A display server."""

    name: Display
    process: int  # id
    where: Path  # for `WatchTask`
    environment: dict[str, str]  # for Qt


def available() -> tuple[Display, ...]:
    """Those whose program is installed."""
    return tuple(name for name, program in PROGRAMS.items() if shutil.which(program))


@contextmanager
def display(name: Display) -> Iterator[Running]:
    """One that runs. Raises DisplayError."""
    with tempfile.TemporaryDirectory(prefix="display-") as folder, (_xvfb if name == "xvfb" else _cage)(Path(folder)) as running:
        yield running


@contextmanager
def _xvfb(folder: Path) -> Iterator[Running]:
    read_end, write_end = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-fbdir", str(folder), "-nolisten", "tcp", "-ac"]
    with os.fdopen(read_end) as answer, _process(command, pass_fds=(write_end,)) as process:
        os.close(write_end)
        number = answer.readline().strip()  # ends when Xvfb does
        if not number:
            raise DisplayError("Xvfb does not start; run it by hand to see why")
        yield Running("xvfb", process.pid, folder / "Xvfb_screen0", {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"})


@contextmanager
def _cage(folder: Path) -> Iterator[Running]:
    user = pwd.getpwnam(NOBODY) if os.geteuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)
    environment = {
        "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder),
        "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1",
    }  # fmt: skip
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()} if user else {}
    command = [
        "cage",
        "-d",
        "--",
        "sleep",
        "infinity",
    ]  # ends with its program; the kiosk is another client. -d: as on a board, no frame around windows
    with _process(command, env=environment, cwd=folder, **who) as process:
        path = _wait(lambda: next((one for one in folder.glob("wayland-*") if one.is_socket()), None), process)
        kiosk = {"WAYLAND_DISPLAY": str(path), "XDG_RUNTIME_DIR": str(folder), "QT_QPA_PLATFORM": "wayland"}
        yield Running("cage", process.pid, path, kiosk)


@contextmanager
def _process(command: list[str], **how: object) -> Iterator[subprocess.Popen[bytes]]:
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        process: subprocess.Popen[bytes] = subprocess.Popen(command, start_new_session=True, **silent, **how)  # type: ignore[call-overload]
    except OSError as exc:
        raise DisplayError(f"{command[0]} cannot be started ({exc.strerror}); install it") from exc
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(found: Callable[[], Path | None], process: subprocess.Popen[bytes]) -> Path:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        if path := found():
            return path
        time.sleep(0.05)
    raise DisplayError("cage does not start; run it by hand to see why")
