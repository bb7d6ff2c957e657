"""A process of its own for what uses large libraries, or talks to a server that may take its time."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from edge_app.exams.export.stop import Stop, end_when_stopped
from edge_app.system.parent import end_with_parent
from edge_app.system.redaction import install_redaction


def child_process(stop: Stop, niceness: int, begin: Callable[..., None] | None = None, *given: Any) -> ProcessPoolExecutor:
    """One process, which ends with this program, and at once by `stop`: then its work raises BrokenProcessPool.

    What it is given goes through a pipe, never through a command line or a file. begin: called there first, with `given`, which
    may be connections.
    """
    return ProcessPoolExecutor(1, get_context("spawn"), _begin, (niceness, os.getpid(), stop.listener, begin, *given))


def _begin(niceness: int, parent: int, stop: Connection, begin: Callable[..., None] | None = None, *given: Any) -> None:
    end_with_parent(parent)
    end_when_stopped(stop)
    install_redaction()
    os.nice(niceness)
    if begin is not None:
        begin(*given)
