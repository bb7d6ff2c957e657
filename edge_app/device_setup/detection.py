"""Which board this machine is, from what its device tree says."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from edge_app.config import FACTORY, boards, factory_file, merge, read_file
from edge_app.device_setup.settings import Board
from edge_app.errors import ConfigError


@dataclass(frozen=True)
class DetectedBoard:
    """A board's name, and in a few words why it is this one."""

    name: str
    why: str


def detect_board(root: Path = Path("/"), machine: str | None = None, factory: Path = FACTORY) -> DetectedBoard:
    """The board of the machine whose file system is at `root`.

    machine: as `uname -m` says it; None: this machine's. A name in the device tree decides, the most particular one first, as
    the tree lists them; without one the kind of processor does, and a pattern of more letters before one of fewer. Raises
    ConfigError where no board fits.
    """
    known = {name: merge(_Identity, read_file(factory_file(name, factory)), factory_file(name, factory))[0].board
             for name in boards(factory)}  # fmt: skip
    names = _strings(root / "proc/device-tree/compatible")
    model = "".join(_strings(root / "proc/device-tree/model")[:1])
    for name in names:
        for board, identity in known.items():
            if any(fnmatchcase(name, pattern) for pattern in identity.compatible):
                return DetectedBoard(board, f'the device tree says "{name}"' + (f" ({model})" if model else ""))
    machine = machine or platform.machine()
    tree = f'no board has "{names[0]}" of the device tree' if names else "there is no device tree"
    fitting = [
        (len(pattern), board)
        for board, identity in known.items()
        for pattern in identity.machines
        if fnmatchcase(machine, pattern)
    ]
    if not fitting:
        raise ConfigError(f"{tree}, and none is for {machine}; name one with --board: {', '.join(known)}")
    return DetectedBoard(max(fitting)[1], f"{tree}, and the processor is {machine}")


@dataclass(frozen=True)
class _Identity:
    board: Board


def _strings(file: Path) -> list[str]:
    """The strings of a property of the device tree, each ended by a NUL; none where it cannot be read."""
    try:
        text = file.read_bytes().decode("ascii", errors="replace")
    except OSError:
        return []
    return [part for part in text.split("\0") if part.strip()]
