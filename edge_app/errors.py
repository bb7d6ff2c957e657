"""The errors that the appliance raises. Each message is one sentence: what is wrong, where, and what to do.

EdgeError
├── ConfigError     a configuration file or a command-line value
├── CaptureError    a frame source: no device, lost, unreadable file
├── EmgError        a recording of needle EMG that cannot be read
├── BundleError     a model bundle: unsigned, or with a missing, altered or unlisted file
├── SiteValidationError  a site validation: unsigned, altered, or with figures that cannot be
├── EngineError     an inference runtime
├── StoreError      the exam store
├── SystemBusError  a service of the system: power, clock, network
├── ReleaseError    a release: unsigned, altered, too old, for another device, or one that cannot be installed
├── ExportError     exporting results
└── WorklistError   asking the worklist

An error that can appear on the screen also has an `ErrorCode`, which the screen translates (`ui/qml/ErrorMessages.qml`).
"""

from __future__ import annotations

import errno
from enum import Enum


class ErrorCode(str, Enum):
    """What is wrong, independent of the language."""

    WRONG_PIN = "wrong pin"  # value: seconds until the next attempt is allowed; 0: at once
    PIN_WAIT = "pin wait"  # value: seconds
    WRONG_KEY = "wrong key"  # a recovery key; value: seconds, as for a PIN
    MISTYPED_KEY = "mistyped key"  # value: how many characters it has
    NAME_TAKEN = "name taken"  # by another user
    NO_USER = "no user"  # of that name
    LAST_SUPERVISOR = "last supervisor"
    SUPERVISOR_ONLY = "supervisor only"
    DISK_FULL = "disk full"
    DISK_FAILING = "disk failing"
    DISK_CLOSED = "disk closed"  # cannot be read or written
    DAMAGED = "damaged"
    OLDER = "older"  # an older store is in place of a newer one
    READ_ONLY = "read only"  # exams can be read, but nothing is saved
    NEWER = "newer"  # written by a newer version of the program
    ON_TRIAL = "on trial"  # a release that has not passed its self-test yet
    IN_USE = "in use"
    LITTLE_ROOM = "little room"  # value: how many more images fit
    NO_ROOM = "no room"
    NO_ROOM_FOR_CLIP = "no room for clip"
    FINISHED = "finished"
    GONE = "gone"  # an exam or an image
    LOCKED = "locked"
    STOPPED = "stopped"  # a backup, or a restore
    HOLDS_EXAMS = "holds exams"  # a device that a backup is to be restored onto; value: how many
    WRONG_PASSPHRASE = "wrong passphrase"  # or a file that is damaged from its first page, which cannot be told apart
    NO_BACKUP = "no backup"
    BACKUP_DAMAGED = "backup damaged"
    STICK_FULL = "stick full"
    STICK_FAILING = "stick failing"
    STICK_CLOSED = "stick closed"
    STICK_GONE = "stick gone"
    EXPORT_ENDED = "export ended"
    SERVER_SILENT = "server silent"  # value: the server's AE title
    TITLE_REFUSED = "title refused"  # by a server that does not know ours, or is another; value: the server's AE title
    SERVER_REFUSED = "server refused"  # value: the server's AE title
    SERVER_LOST = "server lost"  # value: the server's AE title
    SERVER_NOT_SECURE = "server not secure"  # value: the server's AE title
    SENDING_STOPPED = "sending stopped"  # by the lock or the end of the program
    NO_WORKLIST = "no worklist"  # value: the server's AE title
    TAPS_TOO_NEAR = "taps too near"
    NO_SUCH_SCALE = "no such scale"
    NO_SUCH_BOX = "no such box"  # too large or too small for the text of a setting
    BOX_IN_IMAGE = "box in image"
    NO_TEXT = "no text"
    TEXT_CHANGES = "text changes"  # by itself, as a clock does
    NO_SYSTEM_BUS = "no system bus"  # the device's system offers nothing to set
    SYSTEM_REFUSED = "system refused"  # value: what was asked for
    WIFI_PASSWORD = "wifi password"  # refused by the network
    WIFI_NO_ADDRESS = "wifi no address"  # from the network
    WIFI_GONE = "wifi gone"  # out of reach
    WIFI_UNANSWERED = "wifi unanswered"  # by a network of WPA3: out of reach, or another password
    WIFI_FAILED = "wifi failed"  # value: NetworkManager's reason
    NO_SUCH_TIME = "no such time"  # what was typed for the clock
    UNEXPECTED = "unexpected"  # value: the exception's class name


def disk_error_code(error: OSError) -> ErrorCode:
    """The code for a failure of the device's own disk."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return ErrorCode.DISK_FULL
        case errno.EIO:
            return ErrorCode.DISK_FAILING
        case _:
            return ErrorCode.DISK_CLOSED


def stick_error_code(error: OSError) -> ErrorCode:
    """The code for a failure of a USB stick."""
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
        """code: None for errors that only appear in a terminal; value: the name or number to insert in the translated message."""
        super().__init__(message)
        self.code, self.value = code, value


class ConfigError(EdgeError):
    """A configuration value is wrong."""

    exit_code = 2


class CaptureError(EdgeError):
    """A frame source cannot deliver frames."""


class EmgError(EdgeError):
    """A recording of needle EMG is damaged, cut, or in a form that is not read."""


class BundleError(EdgeError):
    """A model bundle is not signed by a trusted key, or a file in it is missing, altered or not listed in the manifest."""

    exit_code = 3


class SiteValidationError(EdgeError):
    """A site-validation record is not signed by a trusted key, was altered, or says what cannot be."""

    exit_code = 3


class EngineError(EdgeError):
    """An inference runtime cannot load or run a model."""


class SystemBusError(EdgeError):
    """A service of the system cannot be asked, or refuses."""


class ReleaseError(EdgeError):
    """A release is not signed by a trusted key, was altered, does not fit the device, or cannot be installed or run."""

    exit_code = 3


class StoreError(EdgeError):
    """The exam store cannot be read or written."""


class ExportError(EdgeError):
    """Results cannot be exported to the requested place."""


class WorklistError(EdgeError):
    """The worklist cannot be asked for, or cannot be read."""
