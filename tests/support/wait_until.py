"""Waiting for what another thread, another process or the kernel does."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], what: str = "the condition", seconds: float = 120.0) -> float:
    """Wait until the condition holds; the seconds that took. Raises AssertionError, naming `what` was waited for."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + seconds, f"waited {seconds:g} s in vain for {what}"
        time.sleep(0.005)
    return time.monotonic() - began
