"""What a root that is put back at every start would forget: refused, rather than gone after the next one."""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release.layout import Layout
from edge_app.release.read_only_root import is_put_back

CURE = "start the device once with overlayroot=disabled for its kernel, then run this again"


def refuse_forgotten_trust(layout: Layout, keys: Path, board: str | None) -> None:
    """Raises ReleaseError, unless the next start has these keys, and this name of the board, as well.

    keys: folder of the public keys that an installation brings; board: the name it brings, if it brings one.
    """
    if not is_put_back(layout):
        return
    below = Layout(layout.lower)
    lacks = [key.name for key in sorted(keys.glob("*.pub")) if not _holds(below.keys / key.name, key.read_bytes())]
    if board and not _holds(below.board, f"{board}\n".encode()):
        lacks.append(f"the board's name {board}")
    if lacks:
        raise ReleaseError(
            f"this system is put back at every start, so {', '.join(lacks)} would be forgotten at the next one; {CURE}"
        )


def _holds(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes() == content
