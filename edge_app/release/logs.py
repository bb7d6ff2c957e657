"""What somebody needs who is to find out why a device does not work: nothing of exams, patients or the clinic's settings.

Only what is named here is in the archive. What the program itself writes into the journal names places and no values
(`edge_app.system.redaction`); of other programs only the kernel is asked.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release.layout import Layout
from edge_app.release.service import UNITS

_LINES = 20_000  # of the journal
_TIMEOUT_S = 120
_UNITS = [word for unit in UNITS for word in ("--unit", unit)]

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "journal.txt": ("journalctl", "--no-pager", "--output=short-iso-precise", f"--lines={_LINES}", *_UNITS),
    "kernel.txt": ("journalctl", "--no-pager", "--output=short-iso-precise", f"--lines={_LINES}", "--dmesg"),
    "units.txt": ("systemctl", "--no-pager", "--full", "status", *UNITS),
    "failed-units.txt": ("systemctl", "--no-pager", "list-units", "--failed"),
    "boots.txt": ("journalctl", "--no-pager", "--list-boots"),
    "disks.txt": ("df", "-h", "/", "/var/lib/edge-app"),
    "memory.txt": ("free", "-m"),
}

Run = Callable[[tuple[str, ...]], bytes]


def run(command: tuple[str, ...]) -> bytes:
    """What a command prints, or in one line why it does not."""
    try:
        answer = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        return f"{command[0]} does not run here ({type(exc).__name__})\n".encode()
    return answer.stdout


def collect(layout: Layout, texts: Mapping[str, str], out: Path, run: Run = run) -> None:
    """Write the archive (tar.gz). texts: what is known already, by file name: status and doctor. Raises ReleaseError."""
    contents = {name: run(command) for name, command in COMMANDS.items()}
    contents |= {name: text.encode() for name, text in texts.items()}
    try:
        contents["state.json"] = layout.state.read_bytes() if layout.state.exists() else b"there is none\n"
        with tarfile.open(out, "w:gz") as tar:
            for name in sorted(contents):
                entry = tarfile.TarInfo(f"edge-app-logs/{name}")
                entry.size = len(contents[name])
                tar.addfile(entry, io.BytesIO(contents[name]))
    except OSError as exc:
        raise ReleaseError(f"{out} cannot be written ({exc.strerror}); choose another place") from exc
