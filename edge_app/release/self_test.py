"""Asking a release to test itself: `edge-app doctor --release` of its own tree, as the account that the kiosk runs as."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import service
from edge_app.release import state as states
from edge_app.release.layout import Layout
from edge_app.release.service import RELEASE_VARIABLE

TIMEOUT_S = 300


def failure(layout: Layout, tree: Path) -> str | None:
    """Why the release does not pass, in a line; None if it does."""
    if not service.ask(layout).screen_is_up:
        return "its screen is not up"
    try:
        code, text = _run(layout, tree, ["doctor", "--release"])
    except ReleaseError as exc:
        return str(exc)
    if code == 0:
        return None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else f"its self-test ended with code {code}"


def doctor(layout: Layout) -> tuple[int, str]:
    """Exit code and text of `edge-app doctor` of the release that runs, or that would. Raises ReleaseError."""
    state = states.read(layout)
    version = service.ask(layout).running or state.confirmed or state.candidate
    if version is None:
        raise ReleaseError(f"no release is installed in {layout.releases}; install one with `deploy.sh install`")
    return _run(layout, layout.tree(version), ["doctor"])


def _run(layout: Layout, tree: Path, command: list[str]) -> tuple[int, str]:
    """Exit code and text of a command of the release, run as the account of the kiosk. Raises ReleaseError."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(tree / "site-packages"),
        "PYTHONDONTWRITEBYTECODE": "1",
        RELEASE_VARIABLE: str(tree),
        "HOME": str(layout.data),
    }
    account = service.ask(layout).user or None if os.geteuid() == 0 else None
    try:
        answer = subprocess.run(
            ["python3", "-m", "edge_app", *command, *_options(layout, tree)],
            env=environment, cwd=layout.data, user=account, group=account, extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            check=False, timeout=TIMEOUT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as exc:
        raise ReleaseError(f"`edge-app {command[0]}` did not end within {TIMEOUT_S} s; restart the device") from exc
    except (OSError, LookupError) as exc:
        raise ReleaseError(
            f"`edge-app {command[0]}` of {tree.name} cannot be started ({exc}); install the release again"
        ) from exc
    return answer.returncode, answer.stdout


def _options(layout: Layout, tree: Path) -> list[str]:
    """The release's own bundle, the board that the device was set up as, and the clinic's settings, where there are any."""
    found = ["--bundle", str(tree / "bundle")]
    if layout.board.exists():
        found += ["--board", layout.board.read_text(encoding="utf-8").strip()]
    if layout.site.exists():
        found += ["--override", str(layout.site)]
    return found
