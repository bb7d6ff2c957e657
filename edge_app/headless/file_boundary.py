"""The one place where what nobody foresaw in a single file becomes a sentence, so that the next file is analysed.

Readers and analysis raise a CaptureError for what they know. Anything else that a file provokes is a fault of this program or
of a library, and is reported as such; an error of the engine or of the output is not the file's, and passes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2

from edge_app.capture.readers.recording import display_path
from edge_app.errors import CaptureError, EdgeError
from edge_app.system.little_memory import is_little_memory
from edge_app.system.redaction import redacted_traceback

_log = logging.getLogger(__name__)


@contextmanager
def file_boundary(file: Path) -> Iterator[None]:
    """Within it, an exception that is no EdgeError is raised as a CaptureError; the log gets its place at level DEBUG."""
    try:
        yield
    except EdgeError:
        raise
    except Exception as exc:
        _log.debug("%s: %s", display_path(file), redacted_traceback(exc))
        raise CaptureError(f"{display_path(file)}: {_sentence(exc)}") from exc


def _sentence(exc: Exception) -> str:
    if is_little_memory(exc) or (isinstance(exc, cv2.error) and exc.code == cv2.Error.StsNoMem):
        return "there is too little memory to analyse it; close other programs, or use a machine with more"
    place = redacted_traceback(exc).splitlines()[-1].strip()
    return (
        f"not analysed because of a fault in this program ({type(exc).__name__} at {place}); report it, with the file if you may"
    )
