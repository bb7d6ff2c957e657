"""An error, or a warning of the store, as one text for QML: `ErrorMessages.qml` says it in the language of the screen."""

from __future__ import annotations

from edge_app.errors import EdgeError, ErrorCode
from edge_app.exams.store.quota import StorageStatus


def encode_error(error: EdgeError) -> str:
    """Kind, value and the English sentence, a line each."""
    return _lines(error.code, error.value, str(error))


def encode_warning(space: StorageStatus) -> str:
    """The same of a disk that is filling; empty while there is room enough."""
    left = space.images_left
    return _lines(ErrorCode.LITTLE_ROOM if left else ErrorCode.NO_ROOM, left, space.warning) if space.warning else ""


def _lines(kind: ErrorCode | None, value: str | int, sentence: str) -> str:
    return f"{kind.value if kind else ''}\n{value}\n{sentence}"
