"""An error, or a storage warning, encoded as one text for QML; `ErrorMessages.qml` puts it into the language of the screen."""

from __future__ import annotations

from edge_app.errors import EdgeError, ErrorCode
from edge_app.exams.store.quota import StorageStatus
from edge_app.exams.store.store import ExamStore


def encode_error(error: EdgeError) -> str:
    """Error code, value and the English message, one per line."""
    return _lines(error.code, error.value, str(error))


def encode_notice(store: ExamStore) -> str:
    """The most important thing to know about an open store, in the same form: at last that the disk is filling up; or nothing."""
    notices = store.notices
    return encode_error(notices[0]) if notices else encode_warning(store.space())


def encode_warning(storage: StorageStatus) -> str:
    """A warning that the disk is filling up, in the same form; empty while there is enough space."""
    left = storage.images_left
    return _lines(ErrorCode.LITTLE_ROOM if left else ErrorCode.NO_ROOM, left, storage.warning) if storage.warning else ""


def _lines(code: ErrorCode | None, value: str | int, message: str) -> str:
    return f"{code.value if code else ''}\n{value}\n{message}"
