"""Asking a release to test itself, as the account that the kiosk runs as."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import service
from edge_app.release import state as states
from edge_app.release.layout import Layout
from edge_app.release.tree_command import TIMEOUT_S, Answer, run

SETTLE_S = 20.0  # a loop that hangs is ended within 19 s: see edge-app.service


def failure(layout: Layout, tree: Path, settle_s: float = SETTLE_S, patience_s: float = TIMEOUT_S) -> str | None:
    """Why the release does not pass, in a line; None if it does.

    settle_s: how long its screen has to stay up meanwhile, s; by then the watchdog has noticed what hangs.
    patience_s: how long its self-test may take, s.
    """
    began, kiosk = time.monotonic(), service.ask(layout)
    if not kiosk.screen_is_up:
        return "its screen is not up"
    try:
        answer = run(layout, tree, ["doctor", "--release"], kiosk.user or None, patience_s)
    except ReleaseError as exc:
        return str(exc)
    if answer.code != 0:
        return answer.reason
    time.sleep(max(0.0, began + settle_s - time.monotonic()))
    still = service.ask(layout)
    return None if still.screen_is_up and still.pid == kiosk.pid else "its screen did not stay up"


def doctor(layout: Layout) -> Answer:
    """`edge-app doctor` of the release that runs, or that would. Raises ReleaseError."""
    return _of_the_running(layout, ["doctor"])


def bench(layout: Layout) -> Answer:
    """`edge-app tune` of the release that runs, without a change: its kiosk takes part of the processor. Raises ReleaseError."""
    return _of_the_running(layout, ["tune", "--no-screen", "--rounds", "2", "--dry-run"])


def _of_the_running(layout: Layout, command: Sequence[str]) -> Answer:
    state, kiosk = states.read(layout), service.ask(layout)
    version = kiosk.running or state.confirmed or state.candidate
    if version is None:
        raise ReleaseError(f"no release is installed in {layout.releases}; install one with `deploy.sh install`")
    return run(layout, layout.tree(version), command, kiosk.user or None)
