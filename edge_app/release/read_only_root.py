"""Whether the root is put back at every start, as it is meant to be."""

from __future__ import annotations

import os
import re

from edge_app.release.layout import Layout

FAILED = "NOT put back, overlayroot failed at the last start; see docs/DEPLOYMENT.md"
_BOOTED = re.compile(r"^btime (\d+)$", re.MULTILINE)  # of /proc/stat, s since 1970


def is_put_back(layout: Layout) -> bool:
    """Whether what is written to this root is gone after the next start."""
    return os.path.ismount(layout.lower)


def root_state(layout: Layout) -> str:
    """For `status`: overlayroot fails silently, and the root is then like any other."""
    if is_put_back(layout):
        return "put back at every start"
    try:
        asked_for = layout.overlayroot.stat().st_mtime
        booted = _BOOTED.search((layout.processes / "stat").read_text())
    except OSError:
        return "as it is, nothing puts it back"
    return FAILED if booted and asked_for < int(booted[1]) else "put back from the next start on"
