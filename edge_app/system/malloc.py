"""Limits the memory that the C library keeps after a process has freed it, because the device runs other programs as well.

Measured on the kiosk with the simulated probe, 1280 x 800: docs/adr/0014-exam-on-the-screen.md.
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # <malloc.h>
_LARGEST_ARRAY = 16 * 2**20  # bytes; an image of 1920 x 1080 for the screen has 8 MB
_KEPT = 32 * 2**20  # bytes of freed memory at the end of the heap


def keep_arrays() -> None:
    """Keep the memory of freed arrays for those of the next frame, which would else be fetched anew, page by page.

    By default glibc returns what is freed at the end of its heap from some size on, and what large arrays begin with, every
    time. Does nothing if the C library has no `mallopt`.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGEST_ARRAY)
        mallopt(_M_TRIM_THRESHOLD, _KEPT)


def limit_arenas() -> None:
    """Use one heap for all threads that do not have their own yet: memory freed by one thread can be used by another.

    By default glibc gives each thread its own heap to avoid waiting for a lock; at the kiosk's rate no thread waits. Does nothing
    if the C library has no `mallopt`.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def trim() -> None:
    """Return every unused page to the system. Takes some ms; call it after work that briefly needs much memory.

    Does nothing if the C library is not glibc.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
