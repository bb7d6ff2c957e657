"""A store whose database has vanished, so that no new one hides the loss."""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import NEW_STORE, VAULT
from edge_app.exams.store.remedies import restore_instead


def refuse_vanished(folder: Path) -> None:
    """Raise StoreError if the folder has a vault, but no database that belongs to it: a new one would hide the loss."""
    store = folder / STORE
    if store.exists() and not store.is_file():
        message = f"{store} is no file; move it away; then put the database back, or {restore_instead(folder)}"
        raise StoreError(message, ErrorCode.DAMAGED)
    log = store.with_name(store.name + "-wal")
    kept = (folder / VAULT).exists() and not (folder / NEW_STORE).exists()
    if kept and not any(file.exists() and file.stat().st_size for file in (store, log)):
        message = f"{store} is missing or empty, although exams were kept there; put it back, or {restore_instead(folder)}"
        raise StoreError(message, ErrorCode.DAMAGED)
