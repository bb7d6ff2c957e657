"""Has one thread of a process stop for good, while the others go on:  python3 hang.py PID THREAD

ptrace(2) stops one thread; it goes on once this program ends, so it waits. A thread that is stopped while it holds Python's
interpreter stops the whole process, which is another fault: it is let go then and stopped a moment later. The screen tells the
two apart: it draws on, or it only asks for the interpreter, 200 times a second, which costs it some ticks of the clock too.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

_ATTACH, _DETACH = 16, 17  # PTRACE_ATTACH, PTRACE_DETACH
_WATCHED_S = 5.0  # in which the screen computes about as much as before, if it can
_DRAWS_ON = 0.25  # of what it computed before; one that only asks for the interpreter does not get that far
_MIN_TICKS = 40  # in that time
_ATTEMPTS = 50


def main(pid: int, name: str) -> None:
    (thread,) = (int(one.name) for one in Path(f"/proc/{pid}/task").iterdir() if (one / "comm").read_text().strip() == name)
    usual = _computed(pid)
    if usual < _MIN_TICKS:
        sys.exit(f"the screen computes too little to be watched ({usual} ticks in {_WATCHED_S:g} s)")
    for attempt in range(_ATTEMPTS):
        _ptrace(_ATTACH, thread)
        computed = _computed(pid)
        if computed > _DRAWS_ON * usual:
            print(f"stopped {name} at attempt {attempt + 1}: the screen computes {computed} ticks, {usual} before", flush=True)
            signal.pause()
        _ptrace(_DETACH, thread)
        time.sleep(0.1 * attempt)
    sys.exit(f"in {_ATTEMPTS} attempts {name} held Python's interpreter each time")


def _ptrace(request: int, thread: int) -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(request, thread, None, None) != 0:
        sys.exit(f"ptrace({request}) of thread {thread} failed: {os.strerror(ctypes.get_errno())}")


def _computed(pid: int) -> int:
    """Ticks that the first thread computes in the time it is watched."""
    before = _ticks(pid)
    time.sleep(_WATCHED_S)
    return _ticks(pid) - before


def _ticks(pid: int) -> int:
    """How long the first thread, Qt's, has computed, in ticks of the kernel's clock (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
