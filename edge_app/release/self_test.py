"""Asking a release to test itself, as the account that the kiosk runs as."""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import ReleaseError
from edge_app.release import service
from edge_app.release import state as states
from edge_app.release.layout import Layout
from edge_app.release.tree_command import last_line, run


def failure(layout: Layout, tree: Path) -> str | None:
    """Why the release does not pass, in a line; None if it does."""
    kiosk = service.ask(layout)
    if not kiosk.screen_is_up:
        return "its screen is not up"
    try:
        code, text = run(layout, tree, ["doctor", "--release"], kiosk.user or None)
    except ReleaseError as exc:
        return str(exc)
    return None if code == 0 else last_line(text, code)


def doctor(layout: Layout) -> tuple[int, str]:
    """Exit code and text of `edge-app doctor` of the release that runs, or that would. Raises ReleaseError."""
    state, kiosk = states.read(layout), service.ask(layout)
    version = kiosk.running or state.confirmed or state.candidate
    if version is None:
        raise ReleaseError(f"no release is installed in {layout.releases}; install one with `deploy.sh install`")
    return run(layout, layout.tree(version), ["doctor"], kiosk.user or None)
