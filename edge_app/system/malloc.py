"""How much the C library keeps of the memory that a process has freed: little, on a device of which it is one of many.

Measured on the kiosk with the simulated probe, 1280 x 800: docs/adr/0014-exam-on-the-screen.md.
"""

from __future__ import annotations

import ctypes

_M_ARENA_MAX = -8  # <malloc.h>


def limit_arenas() -> None:
    """One heap for all threads, as long as they have none of their own: what one has freed, another can use.

    glibc gives each thread its own, against waiting for a lock; at the kiosk's pace nobody waits. Elsewhere nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def trim() -> None:
    """Give the system every page that holds nothing. Takes some ms; for after work that takes much for a moment.

    Does nothing where the C library is not glibc.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
