"""Making the machine the appliance, by what a release knows of its board; and once, what no release may change afterwards.

The files of the system are those of the release that is to run: they are put in place before a candidate is started, and those of
the confirmed release are put back when it is left. What the firmware is told is tried at one start, and kept once the release is
confirmed.
"""

from __future__ import annotations

import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import state as states
from edge_app.release.forgotten import CURE
from edge_app.release.layout import PROGRAM, Layout
from edge_app.release.lifecycle import manifest_of
from edge_app.release.read_only_root import is_put_back
from edge_app.release.tree_command import run
from edge_app.system.atomic_write import atomic_write

USER = "edge-app"  # made by `edge-app setup apply`
TRIAL = "try "  # begins the line of `edge-app setup apply` that asks for a start with `reboot '0 tryboot'`
_BOARD = re.compile(r'^board = "([^"]+)"', re.MULTILINE)
_KEY_BYTES = 32

SITE = """\
# The clinic's own settings. No update touches this file; `edge-app config` shows every name, value and where it comes from.
[capture]
device_profiles = "/var/lib/edge-app/device-profiles"

[exams]
folder = "/var/lib/edge-app/exams"
device_key = "/etc/edge-app/device.key"
"""

_NO_PARTITION = """
# At the installation there was no partition with the label edge-data. Without one the system stays writable: exams would be lost.
[storage]
data_partition = "none"
read_only_root = false
"""


def apply(layout: Layout, version: str, management: str = "") -> str:
    """Put the system's files of a release in place; returns what was done, a line each. Raises ReleaseError, OSError.

    management: network that may use SSH, where the clinic has no settings yet; "": nobody may.
    """
    tree = layout.tree(version)
    _once(layout, tree, management)
    _refuse_other_board(layout, tree)
    said = _setup(layout, tree, "apply")
    _own_key(layout)
    with states.locked(layout):
        states.write(layout, states.with_system_files(states.read(layout), version))
    return said


def apply_once(layout: Layout, version: str) -> str:
    """The same, unless they are in place: an update that was interrupted may have come to its start without them."""
    return "" if states.read(layout).applied == version else apply(layout, version)


def commit(layout: Layout, version: str) -> str:
    """Keep what the firmware was told at this start. Raises ReleaseError."""
    return _setup(layout, layout.tree(version), "commit")


def remove(layout: Layout, version: str) -> str:
    """Take the system's files away. Data, settings and keys stay. Raises ReleaseError."""
    return _setup(layout, layout.tree(version), "remove")


def _setup(layout: Layout, tree: Path, step: str) -> str:
    answer = run(layout, tree, ["setup", step])
    if answer.code != 0:
        raise ReleaseError(f"the system's files of release {tree.name} cannot be put in place: {answer.reason}")
    return answer.text


def _once(layout: Layout, tree: Path, management: str) -> None:
    """What an installation makes and an update finds: the program that systemd calls, and the clinic's settings."""
    if not layout.program.exists():
        shutil.copyfile(tree / PROGRAM, layout.program)
    link = layout.programs / PROGRAM
    if not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(Path("/") / layout.program.relative_to(layout.root))
    if not layout.site.exists():
        network = f'\n[network]\nmanagement = ["{management}"]\n' if management else ""
        atomic_write(layout.site, (SITE + ("" if layout.partition.exists() else _NO_PARTITION) + network).encode())


def _own_key(layout: Layout) -> None:
    """The device's half of the key of the exams: made once, and later on a root that cannot be written.

    Raises ReleaseError where the next start would have another one: what is saved by then could never be read again.
    """
    key = layout.root / "etc/edge-app/device.key"
    if not key.exists():
        if is_put_back(layout):
            raise ReleaseError(f"this system is put back at every start, and the key of its exams would be forgotten; {CURE}")
        atomic_write(key, secrets.token_bytes(_KEY_BYTES), 0o600)
        key.parent.chmod(0o755)
    with suppress(LookupError, PermissionError):
        shutil.chown(key, USER, USER)


def _refuse_other_board(layout: Layout, tree: Path) -> None:
    """Raises ReleaseError where the release says that this is a board which it is not for."""
    if layout.board.exists():
        return  # somebody has named the board, and it was compared
    answer, boards = run(layout, tree, ["config"]), manifest_of(tree).boards
    if answer.code == 0 and (found := _BOARD.search(answer.text)) and found[1] not in boards:
        raise ReleaseError(f"release {tree.name} is for {', '.join(boards)}, and this is a {found[1]}; build it for this board")
