"""Keeps patient data out of what a failing program leaves behind: it reports the place in the code, but no values.

A core dump is a copy of the memory, including keys and names, so none is written. The text of an exception often quotes the value
that caused it ("invalid literal: 'Smith'"), and so do warnings of libraries: only their type and place are printed.
"""

from __future__ import annotations

import ctypes
import faulthandler
import logging
import os
import resource
import sys
import threading
import time
import traceback
import warnings
from pathlib import Path
from types import TracebackType
from typing import TextIO

PR_SET_DUMPABLE = 4  # prctl(2): also prevents core dumps that are piped to a program, which RLIMIT_CORE does not; see core(5)
ROOT = Path(__file__).resolve().parents[2]
OWN_PACKAGE = __name__.split(".")[0]


def install_redaction() -> None:
    """From now on, for the whole process: write no core dump, and report failures only by type and place."""
    forbid_dumps()
    faulthandler.enable()  # prints names of files and functions instead of the dump
    sys.excepthook = lambda kind, error, trace: _report(redacted_traceback(error))
    threading.excepthook = _report_unhandled
    sys.unraisablehook = _report_unhandled
    warnings.showwarning = _show_warning
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter())
    logging.getLogger().addHandler(handler)
    logging.getLogger(OWN_PACKAGE).setLevel(logging.INFO)


def forbid_dumps() -> None:
    """Prevent core dumps, and reading of this process's memory by other processes of the same user."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def redacted_traceback(error: BaseException) -> str:
    """The type of an exception and its call stack, and those of its causes; without messages or values."""
    lines = [type(error).__name__, *_places(error.__traceback__)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join([*lines, f"because of {redacted_traceback(cause)}"] if cause else lines)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else file


def _report_unhandled(failed: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):  # SystemExit only ends a thread
        _report(redacted_traceback(failed.exc_value))


def _report(text: str) -> None:
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
    """Our own messages in full; of a library's messages only the place. Exceptions are redacted. In UTC, but for the journal,
    which notes the time itself and says so (systemd.exec(5)).
    """

    converter = staticmethod(time.gmtime)
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__(f"{'' if 'JOURNAL_STREAM' in os.environ else '%(asctime)s '}%(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] != OWN_PACKAGE:
            place = {"msg": f"at {_short(record.pathname)}:{record.lineno}", "args": None, "exc_info": None, "stack_info": None}
            record = logging.makeLogRecord({**record.__dict__, **place, "exc_text": None})
        return super().format(record)

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return redacted_traceback(error) if isinstance(error, BaseException) else ""
