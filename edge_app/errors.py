"""The errors the appliance raises. Each message is one sentence: what is wrong, where, and what to do.

EdgeError
├── ConfigError     a configuration file or a command-line value
├── CaptureError    a frame source: no device, lost, unreadable file
├── BundleError     a model bundle: unsigned, or a missing, altered or foreign file
├── EngineError     an inference runtime
├── StoreError      the exam store
└── ExportError     writing results out

What can be met on the screen has a `Kind` as well: the screen says that in the user's own language (`ui/qml/ErrorMessages.qml`).
"""

from __future__ import annotations

import errno
from enum import Enum


class ErrorCode(str, Enum):
    """What is wrong, whatever the language."""

    WRONG_PIN = "wrong pin"  # value: s until the next try, 0 where it is possible at once
    PIN_WAIT = "pin wait"  # value: s
    DISK_FULL = "disk full"
    DISK_FAILING = "disk failing"
    DISK_CLOSED = "disk closed"  # it cannot be written to, or read
    DAMAGED = "damaged"
    NEWER = "newer"  # than this program
    IN_USE = "in use"
    LITTLE_ROOM = "little room"  # value: images left
    NO_ROOM = "no room"
    FINISHED = "finished"
    GONE = "gone"  # an exam or an image
    LOCKED = "locked"
    STICK_FULL = "stick full"
    STICK_FAILING = "stick failing"
    STICK_CLOSED = "stick closed"
    STICK_GONE = "stick gone"
    EXPORT_ENDED = "export ended"
    SERVER_SILENT = "server silent"  # value: its title
    SERVER_REFUSED = "server refused"  # value: its title
    SERVER_LOST = "server lost"  # value: its title
    TAPS_TOO_NEAR = "taps too near"
    NO_SUCH_SCALE = "no such scale"
    UNEXPECTED = "unexpected"  # value: the error's name


def disk_error_code(error: OSError) -> ErrorCode:
    """What the device's own disk has."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return ErrorCode.DISK_FULL
        case errno.EIO:
            return ErrorCode.DISK_FAILING
        case _:
            return ErrorCode.DISK_CLOSED


def stick_error_code(error: OSError) -> ErrorCode:
    """What a stick has."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return ErrorCode.STICK_FULL
        case errno.EIO:
            return ErrorCode.STICK_FAILING
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.ENOTDIR:
            return ErrorCode.STICK_GONE
        case _:
            return ErrorCode.STICK_CLOSED


class EdgeError(Exception):
    """Base of every error that is shown to the user as one sentence, without a traceback."""

    exit_code = 1

    def __init__(self, message: str, code: ErrorCode | None = None, value: str | int = "") -> None:
        """code: None where only a terminal says it; value: the name or figure in the sentence that changes."""
        super().__init__(message)
        self.code, self.value = code, value


class ConfigError(EdgeError):
    """A configuration value is wrong."""

    exit_code = 2


class CaptureError(EdgeError):
    """A frame source cannot deliver frames."""


class BundleError(EdgeError):
    """A model bundle is not signed by a trusted key, is missing a file, or holds an altered or foreign one."""

    exit_code = 3


class EngineError(EdgeError):
    """An inference runtime cannot load or run a model."""


class StoreError(EdgeError):
    """The exam store cannot be read or written."""


class ExportError(EdgeError):
    """Results cannot be written where they were asked for."""
