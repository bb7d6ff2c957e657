"""Puts the system's files in place, takes those away that are no longer wanted, and touches no other."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.device_setup.system_file import PROGRAMS, SystemFile
from edge_app.device_setup.writable import layers, writable
from edge_app.errors import ConfigError
from edge_app.system.atomic_write import atomic_write

LIST = f"{PROGRAMS}/system-files"  # of the device: the paths that are ours, one a line
FOLDERS = Path("/etc/tmpfiles.d/edge-app.conf")
# What makes the running system take them up, in this order.
RELOAD = (
    ("systemd-sysusers",),
    ("systemctl", "daemon-reload"),
    ("systemd-tmpfiles", "--create", FOLDERS.name),
    ("udevadm", "control", "--reload"),
    ("udevadm", "trigger", "--subsystem-match=video4linux", "--subsystem-match=input"),
)


@dataclass(frozen=True)
class Changes:
    """Paths below the root, in order."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def install(files: Sequence[SystemFile], root: Path = Path("/"), dry_run: bool = False) -> Changes:
    """Make these the system's files below `root`; without any, take all of ours away. Raises ConfigError.

    Where overlayroot lies over the root, they are written to both: what runs now, and what the next start begins with.

    Interrupted at any step it can be run again: the list of what is ours is written before what it names, and shortened after.
    dry_run: only say what would change.
    """
    changes = [_install(files, layer, dry_run) for layer in layers(root)]
    return changes[-1]


def reload() -> None:
    """Have this very machine take the files up, as far as it can without a restart. Raises ConfigError."""
    for command in RELOAD:
        if FOLDERS.name in command and not FOLDERS.exists():
            continue  # they were taken away, and naming them would be an error
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as exc:
            raise ConfigError(f"{command[0]} cannot be run ({exc.strerror}); is this a system with systemd?") from exc
        if done.returncode:
            reason = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
            raise ConfigError(f"`{' '.join(command)}` does not take the system's files ({reason})")


def _install(files: Sequence[SystemFile], root: Path, dry_run: bool) -> Changes:
    earlier = _listed(root)
    wanted = {file.path: file for file in files}
    written = tuple(path for path, file in wanted.items() if not _is_there(root / path, file))
    removed = tuple(sorted(path for path in earlier - wanted.keys() if (root / path).exists()))
    if dry_run or not (written or removed or earlier != wanted.keys()):
        return Changes(written, removed)  # a root that is put back stays read-only: an update seldom changes the system's files
    with writable(root):
        if earlier != wanted.keys():
            _list(root, earlier | wanted.keys())
        for path in written:
            atomic_write(root / path, wanted[path].content, wanted[path].mode)
            (root / path).chmod(wanted[path].mode)  # whatever the umask
        for path in removed:
            (root / path).unlink()
        if earlier != wanted.keys():
            _list(root, set(wanted))
    return Changes(written, removed)


def _is_there(path: Path, file: SystemFile) -> bool:
    try:
        return path.read_bytes() == file.content and path.stat().st_mode & 0o777 == file.mode
    except OSError:
        return False


def _listed(root: Path) -> set[str]:
    try:
        return set((root / LIST).read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return set()


def _list(root: Path, paths: set[str]) -> None:
    if paths:
        atomic_write(root / LIST, "".join(f"{path}\n" for path in sorted(paths)).encode())
    else:
        (root / LIST).unlink(missing_ok=True)
