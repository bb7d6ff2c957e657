"""One process that executes a range of numbers of one target: python -m tests.fuzz.worker TARGET FIRST COUNT SECONDS FILE.

Writes a line of JSON before the first execution, about every second, for each failure and at the end. When it dies, its parent
knows from the number in the shared file which input did it.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
import time
from pathlib import Path

from tests.fuzz.targets import targets, warm_up
from tests.fuzz.watchdog import Outcome, watched


def main(name: str, first: int, count: int, seconds: float, shared: Path) -> None:
    """Execute `count` numbers from `first`, or as many as fit into `seconds`."""
    target = targets()[name]
    output, silent = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)  # what a library prints is not ours
    os.dup2(silent, 2)
    with shared.open("r+b") as file, mmap.mmap(file.fileno(), 8) as now:

        def execute(number: int) -> Outcome:
            now[:] = struct.pack("<q", number)
            return watched(target.run, target.make(number))

        def report(**values: object) -> None:
            os.write(output, (json.dumps(values) + "\n").encode())

        warm_up(target)
        done, worst_s, worst_bytes = 0, 0.0, 0
        began = said = time.monotonic()
        report(done=0, worst_s=0.0, worst_bytes=0)
        for number in range(first, first + count):
            outcome = execute(number)
            done += 1
            worst_s, worst_bytes = max(worst_s, outcome.seconds), max(worst_bytes, outcome.grown_bytes)
            if outcome.failure:
                report(number=number, failure=outcome.failure)
            if time.monotonic() - said > 1:
                said = time.monotonic()
                report(done=done, worst_s=worst_s, worst_bytes=worst_bytes)
            if time.monotonic() - began > seconds:
                break
        report(done=done, worst_s=worst_s, worst_bytes=worst_bytes)
    os.write(output, b'{"end": true}\n')


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), Path(sys.argv[5]))
