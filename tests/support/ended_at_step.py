"""Ending a program at one of the steps in which it changes files, by SIGKILL or by a disk that refuses.

Python reports every such step to its audit hooks (PEP 578) before it is done: the program is the real one, on a real file system.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path

_STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.chmod", "fcntl.flock"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Ending(Enum):
    """How a program is ended."""

    KILLED = "killed"
    DISK_FULL = "disk full"


def end_at(step: int, ending: Ending, folder: Path, work: Callable[[], object]) -> bool:
    """Run `work` in a process of its own, and end it before it changes something below `folder` for the `step`-th time.

    Whether it came that far; otherwise it has done its work.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            sys.addaudithook(_Hook(step, ending, str(folder)))
            with suppress(Exception):  # what a full disk gives is its own matter
                work()
                code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    return os.waitstatus_to_exitcode(status) != 0


class _Hook:
    """Counts the steps and ends the process at one of them."""

    def __init__(self, step: int, ending: Ending, folder: str) -> None:
        self.left, self.ending, self.folder = step, ending, folder

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if not self._changes(event, args):
            return
        if self.left > 0:
            self.left -= 1
            return
        if self.ending is Ending.KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # and from then on: a full disk stays full

    def _changes(self, event: str, args: tuple[object, ...]) -> bool:
        if event == "fcntl.flock":
            return True
        if event == "open":
            path, _, flags = args
            return isinstance(path, str) and path.startswith(self.folder) and isinstance(flags, int) and bool(flags & _WRITING)
        return event in _STEPS and any(str(one).startswith(self.folder) for one in args if isinstance(one, str | Path))
