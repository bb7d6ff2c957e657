"""Keeps libtiff, which Pillow decodes compressed TIFF with, from writing to standard error.

Neither library has a setting for it; libtiff's own functions are called in the copy that Pillow has loaded. Where that cannot be
found, messages are written, and nothing else changes.
"""

from __future__ import annotations

import contextlib
import ctypes
from functools import cache
from pathlib import Path

from PIL import features


@cache
def silence_libtiff() -> None:
    """Once a process. Pillow reports damage as an exception all the same."""
    if not features.check("libtiff"):  # loads Pillow's decoders, and libtiff with them
        return
    with contextlib.suppress(OSError, AttributeError):
        mapped = Path("/proc/self/maps").read_text("utf-8", "replace").splitlines()
        path = next((line[line.index("/") :] for line in mapped if "libtiff" in line and "/" in line), None)
        library = ctypes.CDLL(path or "libtiff.so.6")
        library.TIFFSetErrorHandler(None)
        library.TIFFSetWarningHandler(None)
