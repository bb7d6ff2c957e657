"""Backs a store up into one encrypted file and restores it, also on another device.

The file is a separate SQLCipher database: its key is derived from a passphrase (PBKDF2-HMAC-SHA512 with 256,000 rounds, as in
SQLCipher 4), so it needs neither the PIN nor the device key. It contains the store's data key, which seals the audit trail.
"""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import ErrorCode, StoreError, stick_error_code
from edge_app.exams.store.backup_file import read_encrypted
from edge_app.exams.store.copy_progress import Advance, to_the_end
from edge_app.exams.store.database import Database
from edge_app.system.atomic_write import replacement
from edge_app.system.mounts import is_unmounted

# Of the medium: what is said of the device's own disk would send somebody to delete exams.
_ON_MEDIUM = {
    ErrorCode.DISK_FULL: ErrorCode.STICK_FULL,
    ErrorCode.DISK_FAILING: ErrorCode.STICK_FAILING,
    ErrorCode.DISK_CLOSED: ErrorCode.STICK_CLOSED,
}
MIN_PASSPHRASE = 12  # characters: passphrases can be tried on a file faster than PINs on the device


def back_up(database: Database, key: bytes, file: Path, passphrase: str, advance: Advance = to_the_end) -> None:
    """Write `database` and its data key into `file`, which must not exist yet: an earlier backup may be the only good one.

    Until it is whole and on the medium it has another name. advance: see `copy_progress`. Raises StoreError.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise StoreError(f"the passphrase of a backup needs at least {MIN_PASSPHRASE} characters")
    try:
        if file.parent.resolve() == database.path.parent.resolve():
            raise StoreError(f"{file} is in the folder of the exams; choose a file elsewhere, preferably on another disk")
        if is_unmounted(file.parent):
            message = f"nothing is mounted where {file.parent} should be; mount the medium, or choose another file"
            raise StoreError(message, ErrorCode.STICK_GONE)
        if not file.parent.is_dir():
            raise StoreError(f"there is no folder {file.parent}; create it or choose another file", ErrorCode.STICK_GONE)
        if file.exists() or file.is_symlink():
            raise StoreError(f"{file} already exists and is not replaced; choose another name")
        with replacement(file) as part:
            _copy(database, part, passphrase, key, advance)
            part.chmod(0o600)
    except OSError as exc:
        raise StoreError(
            f"{file} cannot be written ({exc.strerror}); check space and permissions", stick_error_code(exc)
        ) from exc


def _copy(database: Database, part: Path, passphrase: str, key: bytes, advance: Advance) -> None:
    try:
        database.copy_into(part, passphrase, key, advance)
    except StoreError as exc:
        if exc.code not in _ON_MEDIUM:
            raise
        gone = is_unmounted(part.parent) or not part.parent.is_dir()
        raise StoreError(str(exc), ErrorCode.STICK_GONE if gone else _ON_MEDIUM[exc.code]) from exc


def restore(file: Path, passphrase: str, store: Path, advance: Advance = to_the_end) -> bytes:
    """Read a backup into `store`, which must not exist yet; returns the data key, for the vault. Raises StoreError."""
    for path in (store.with_name(store.name + end) for end in ("", "-wal", "-shm")):  # SQLite would apply a leftover log
        if path.exists():
            raise StoreError(f"{path} already exists; restore into an empty folder")
    if not file.is_file():
        raise StoreError(f"{file} does not exist; name the file of a backup")
    try:
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacement(store) as part:
            return read_encrypted(file, passphrase, part, advance)
    except OSError as exc:
        raise StoreError(f"{store} cannot be written ({exc.strerror}); check space and permissions") from exc
