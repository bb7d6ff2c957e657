"""Waiting for what another thread, another process or the kernel does."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(
    condition: Callable[[], object], what: str = "the condition", seconds: float = 120.0, every: float = 0.005
) -> float:
    """Wait until the condition holds; the seconds that took. Raises AssertionError, naming `what` was waited for.

    every: s from one look to the next; long where a look starts programs, which slow what is waited for.
    """
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + seconds, f"waited {seconds:g} s in vain for {what}"
        time.sleep(every)
    return time.monotonic() - began
