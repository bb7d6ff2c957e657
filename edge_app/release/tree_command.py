"""Running a release's own `edge-app` from its tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release.layout import Layout
from edge_app.release.service import RELEASE_VARIABLE

TIMEOUT_S = 300.0  # of a board's processor


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    text: str  # what it printed
    reason: str  # if it failed: the last line of its errors


def run(layout: Layout, tree: Path, command: Sequence[str], account: str | None = None, timeout_s: float = TIMEOUT_S) -> Answer:
    """Run a command of the release to its end. Raises ReleaseError, also when that takes longer than `timeout_s`.

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
    if account is not None:  # the kiosk's own has compiled it all seconds before; root runs nothing that it may have written
        environment["PYTHONPYCACHEPREFIX"] = str(layout.cache / tree.name)
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
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False, timeout=timeout_s,
        )  # fmt: skip
    except subprocess.TimeoutExpired as exc:
        raise ReleaseError(f"`edge-app {command[0]}` did not end within {timeout_s:g} s; restart the device") from exc
    except (OSError, LookupError) as exc:
        raise ReleaseError(f"`edge-app {command[0]}` of {tree.name} cannot be started ({exc}); install it again") from exc
    said = [line.strip() for line in (answer.stderr.strip() or answer.stdout).splitlines() if line.strip()]
    reason = said[-1] if said else f"it ended with code {answer.returncode}"
    return Answer(answer.returncode, answer.stdout + answer.stderr, reason if answer.returncode else "")
