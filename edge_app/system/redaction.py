"""What a program that handles patients leaves behind when it fails: the place in the code, and no value.

A core dump is an image of the memory, with keys and names in it: none is written. The words of an exception often quote what it
stumbled over ("invalid literal: 'Smith'"), and so do the warnings of libraries: their kind and place are told, and no more.
"""

from __future__ import annotations

import ctypes
import faulthandler
import logging
import resource
import sys
import threading
import traceback
import warnings
from pathlib import Path
from types import TracebackType
from typing import TextIO

PR_SET_DUMPABLE = 4  # prctl(2): also where a core dump goes to a program, which RLIMIT_CORE does not stop; see core(5)
ROOT = Path(__file__).resolve().parents[2]
OURS = "edge_app"  # loggers whose sentences are our own, and hold no value of a patient


def install_redaction() -> None:
    """From here on, for the whole process: no core dump, and nothing but kinds and places in what is said of failures."""
    forbid_dumps()
    faulthandler.enable()  # names of files and functions, in place of the dump
    sys.excepthook = lambda kind, error, trace: _tell(redacted_traceback(error))
    threading.excepthook = _tell_of
    sys.unraisablehook = _tell_of
    warnings.showwarning = _show_warning
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger(OURS).setLevel(logging.INFO)


def forbid_dumps() -> None:
    """No image of this process's memory is written, and no other process of the same user may read it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def redacted_traceback(error: BaseException) -> str:
    """An exception's kind and where it came through, with those it came from; of its words and of the values nothing."""
    lines = [type(error).__name__, *_places(error.__traceback__)]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join([*lines, f"because of {redacted_traceback(before)}"] if before else lines)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else file


def _tell_of(failed: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):  # that one ends a thread, and is no failure
        _tell(redacted_traceback(failed.exc_value))


def _tell(text: str) -> None:
    print(f"edge-app failed: {text}", file=sys.stderr, flush=True)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    print(f"{category.__name__} at {_short(filename)}:{lineno}", file=file or sys.stderr)


class _Formatter(logging.Formatter):
    """Our own sentences as they are; of a library's the place alone. Of exceptions the outline."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] != OURS:
            return f"{record.levelname} {record.name} at {_short(record.pathname)}:{record.lineno}"
        return super().format(record)

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return redacted_traceback(error) if isinstance(error, BaseException) else ""
