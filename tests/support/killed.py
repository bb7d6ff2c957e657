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


def killed(work: Callable[[int], None], chance: random.Random, within_s: float = 0.15) -> list[str]:
    """What `work`, given a descriptor to report to, said before its process was killed at a random moment: of its life, or after
    it first said something.
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
    began = os.read(reading, LINE) if chance.random() < AFTER_FIRST else b""  # on a busy machine that may take its time
    time.sleep(chance.uniform(0.0, within_s))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return (began + pipe.read()).decode().splitlines()
