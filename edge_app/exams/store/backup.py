"""A store as one encrypted file, and back, also on another device.

The file is a SQLCipher database of its own: its key comes from a passphrase (PBKDF2-HMAC-SHA512 with 256,000 rounds, the way
of SQLCipher 4), so it needs neither the PIN nor the device key. It holds the store's data key: the audit trail is sealed with it.
"""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import StoreError
from edge_app.exams.store.database import Database, read_encrypted
from edge_app.system.atomic_write import replacement

MIN_PASSPHRASE = 12  # characters: a file is tried out faster than a PIN


def back_up(database: Database, key: bytes, file: Path, passphrase: str) -> None:
    """Write `database` and its data key into `file`. Raises StoreError; an earlier file is then still there."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise StoreError(f"the passphrase of a backup has at least {MIN_PASSPHRASE} characters")
    try:
        if file.parent.resolve() == database.path.parent.resolve():
            raise StoreError(f"{file} lies in the folder of the exams themselves; name a file elsewhere, best on another disk")
        if not file.parent.is_dir():
            raise StoreError(f"there is no folder {file.parent}; make it, or name another file")
        with replacement(file) as part:
            database.copy_into(part, passphrase, key)
            part.chmod(0o600)
    except OSError as exc:
        raise StoreError(f"{file} cannot be written ({exc.strerror}); check space and permissions") from exc


def restore(file: Path, passphrase: str, store: Path) -> bytes:
    """Read a backup into `store`, which must not be there yet; returns the data key, for the vault. Raises StoreError."""
    for there in (store.with_name(store.name + end) for end in ("", "-wal", "-shm")):  # a log is read into any store
        if there.exists():
            raise StoreError(f"{there} exists already; restore into an empty folder")
    if not file.is_file():
        raise StoreError(f"{file} is not there; name the file of a backup")
    try:
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacement(store) as part:
            return read_encrypted(file, passphrase, part)
    except OSError as exc:
        raise StoreError(f"{store} cannot be written ({exc.strerror}); check space and permissions") from exc
