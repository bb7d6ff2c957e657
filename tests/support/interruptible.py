"""For `preexec_fn` of a process that a test interrupts."""

from __future__ import annotations

import signal


def interruptible() -> None:
    """Ctrl-C ends the child. A shell that starts tests in the background ignores it, and every process inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
