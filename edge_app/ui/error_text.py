"""An error, or a warning of the store, as one text for QML: `ErrorMessages.qml` says it in the language of the screen."""

from __future__ import annotations

from edge_app.errors import EdgeError, Kind
from edge_app.exams.store.quota import Space


def coded(error: EdgeError) -> str:
    """Kind, value and the English sentence, a line each."""
    return _lines(error.kind, error.value, str(error))


def warned(space: Space) -> str:
    """The same of a disk that is filling; empty while there is room enough."""
    left = space.pictures_left
    return _lines(Kind.LITTLE_ROOM if left else Kind.NO_ROOM, left, space.warning) if space.warning else ""


def _lines(kind: Kind | None, value: str | int, sentence: str) -> str:
    return f"{kind.value if kind else ''}\n{value}\n{sentence}"
