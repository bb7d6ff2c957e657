"""A process that is killed at a random moment, and what it said before."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

AFTER_FIRST = 0.75  # share of the kills that come after something was done
LINE = 200  # bytes, and more


def say(report: int, line: str) -> None:
    """Report a line through the descriptor."""
    os.write(report, f"{line}\n".encode())


def killed(work: Callable[[int], None], chance: random.Random, within_s: float = 0.15, lines: int = 1) -> list[str]:
    """What `work`, given a descriptor to report to, said before its process was killed at a random moment: of its life, or after
    it said so many lines, at most `lines`. On a busy machine that may take its time.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(writing)
        finally:
            os._exit(0)
    os.close(writing)
    said, wanted = b"", chance.randint(1, lines) if chance.random() < AFTER_FIRST else 0
    while said.count(b"\n") < wanted and (more := os.read(reading, LINE)):
        said += more
    time.sleep(chance.uniform(0.0, within_s))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return (said + pipe.read()).decode().splitlines()
