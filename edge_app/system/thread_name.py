"""Gives a thread the name it has in Python also in the kernel, so that `top -H`, gdb and perf tell which one computes or hangs.

Python does so itself from 3.14 on.
"""

from __future__ import annotations

import ctypes
import sys
import threading

PR_SET_NAME = 15  # prctl(2)
LONGEST = 15  # bytes; the kernel cuts off what is longer


def name_thread() -> None:
    """Of the thread that calls this. It never fails: a thread without a name works as well."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, threading.current_thread().name.encode()[:LONGEST], 0, 0, 0)
