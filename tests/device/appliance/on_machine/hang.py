"""Has the thread of a process that computes most stop for good, while the others go on:  python3 hang.py PID

Of the kiosk that is its analysis. ptrace(2) stops one thread; it goes on once this program ends, so it waits.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

_ATTACH = 16  # PTRACE_ATTACH
_WATCHED_S = 20.0


def main(pid: int) -> None:
    before = _ticks(pid)
    time.sleep(_WATCHED_S)
    after = _ticks(pid)
    spent = {thread: ticks - before.get(thread, 0) for thread, ticks in after.items() if thread != pid}  # Qt's is the first
    busiest = max(spent, key=lambda thread: spent[thread])
    if ctypes.CDLL(None, use_errno=True).ptrace(_ATTACH, busiest, None, None) != 0:
        sys.exit(f"thread {busiest} cannot be stopped: {os.strerror(ctypes.get_errno())}")
    print(f"stopped {busiest}: {spent[busiest]} of {sum(spent.values())} ticks", flush=True)
    signal.pause()


def _ticks(pid: int) -> dict[int, int]:
    """Thread -> how long it has computed, in ticks of the kernel's clock (proc(5), fields 14 and 15 of stat)."""
    threads = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        fields = (thread / "stat").read_text().rpartition(")")[2].split()
        threads[int(thread.name)] = int(fields[11]) + int(fields[12])
    return threads


if __name__ == "__main__":
    main(int(sys.argv[1]))
