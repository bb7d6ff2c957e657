"""Has one thread of a process stop for good, while the others go on:  python3 hang.py PID THREAD

ptrace(2) stops one thread; it goes on once this program ends, so it waits. A thread that is stopped while it holds Python's
interpreter stops the whole process, which is another fault: it is let go then and stopped a moment later.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

_ATTACH, _DETACH = 16, 17  # PTRACE_ATTACH, PTRACE_DETACH
_WATCHED_S = 5.0  # in which the screen computes something, if it can
_ATTEMPTS = 50


def main(pid: int, name: str) -> None:
    (thread,) = (int(one.name) for one in Path(f"/proc/{pid}/task").iterdir() if (one / "comm").read_text().strip() == name)
    for attempt in range(_ATTEMPTS):
        _ptrace(_ATTACH, thread)
        before = _ticks(pid)
        time.sleep(_WATCHED_S)
        if _ticks(pid) > before:
            print(f"stopped {name} at attempt {attempt + 1}", flush=True)
            signal.pause()
        _ptrace(_DETACH, thread)
        time.sleep(0.1 * attempt)
    sys.exit(f"in {_ATTEMPTS} attempts {name} held Python's interpreter each time")


def _ptrace(request: int, thread: int) -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(request, thread, None, None) != 0:
        sys.exit(f"ptrace({request}) of thread {thread} failed: {os.strerror(ctypes.get_errno())}")


def _ticks(pid: int) -> int:
    """How long the first thread, Qt's, has computed, in ticks of the kernel's clock (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
