"""Running a release's own `edge-app` from its tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release.layout import Layout
from edge_app.release.service import RELEASE_VARIABLE

TIMEOUT_S = 300


def run(layout: Layout, tree: Path, command: Sequence[str], account: str | None = None) -> tuple[int, str]:
    """Exit code of a command of the release, and what it prints on either stream. Raises ReleaseError.

    account: whose rights it gets; None: those of this process.
    """
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTHONPATH": str(tree / "site-packages"),
        "PYTHONDONTWRITEBYTECODE": "1",  # a release's folder is never changed
        "HOME": str(layout.data),
        "LC_ALL": "C.UTF-8",
        RELEASE_VARIABLE: str(tree),
    }
    if layout.board.exists():
        environment["EDGE_APP_BOARD"] = layout.board.read_text(encoding="utf-8").strip()
    if layout.site.exists():
        environment["EDGE_APP_OVERRIDE"] = str(layout.site)
    if os.geteuid() != 0:
        account = None
    try:
        answer = subprocess.run(
            ["python3", "-m", "edge_app", *command],
            env=environment, cwd=layout.data, user=account, group=account, extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            check=False, timeout=TIMEOUT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as exc:
        raise ReleaseError(f"`edge-app {command[0]}` did not end within {TIMEOUT_S} s; restart the device") from exc
    except (OSError, LookupError) as exc:
        raise ReleaseError(f"`edge-app {command[0]}` of {tree.name} cannot be started ({exc}); install it again") from exc
    return answer.returncode, answer.stdout


def last_line(text: str, code: int) -> str:
    """The last line that a command printed, which is its reason if it failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with code {code}"
