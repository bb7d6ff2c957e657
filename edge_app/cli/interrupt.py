"""Ctrl-C while the program is being loaded, where a KeyboardInterrupt would come out of the middle of a library as a traceback.

Imports nothing but what Python has already loaded, since it is the first thing that is imported.
"""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130  # exit code of a program stopped by Ctrl-C


def stop_at_once() -> None:
    """From now on Ctrl-C ends the process; there is nothing yet that would have to be put in order."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else a shell has it ignored, or a test its own
        signal.signal(signal.SIGINT, _stop)


def raise_again() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt, as is usual in Python."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def is_this_program(module: str) -> bool:
    """Whether the module `module` is imported to be run as `edge-app`, and not by a test or another program."""
    return module == "__main__" or sys.argv[0].rpartition(os.sep)[2] == "edge-app"


def comes_of_interrupt(error: BaseException) -> bool:
    """Whether an interrupt is behind an error: a library in C that is interrupted while it is imported raises an ImportError."""
    # Both ways are followed, and each error once: one that is raised while its own cause is handled leads back to itself.
    behind: list[BaseException] = [error]
    seen: set[int] = set()
    while behind:
        one = behind.pop()
        if isinstance(one, KeyboardInterrupt):
            return True
        if id(one) not in seen:
            seen.add(id(one))
            behind += [further for further in (one.__cause__, one.__context__) if further is not None]
    return False


def _stop(number: int, frame: object) -> None:
    os.write(2, b"Stopped.\n")
    os._exit(INTERRUPTED)
