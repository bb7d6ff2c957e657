"""Restores a backup onto a device that is set up and holds no exam. Exams that are there are never overwritten.

The backup is read into a file beside the store first, which takes long and may end at any time. Putting it in its place is
short; whenever the power goes meanwhile, what is left is an empty device, or the restored one.
"""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import ErrorCode, StoreError, disk_error_code
from edge_app.exams.store.backup_file import read_encrypted
from edge_app.exams.store.copy_progress import Advance
from edge_app.exams.store.database import STORE
from edge_app.exams.store.key_vault import NEW_STORE, KeyVault
from edge_app.exams.store.last_entry import LastEntryNotes
from edge_app.system.atomic_write import atomic_write, fsync_file, fsync_folder, part_of


def refuse_over_exams(exams: int) -> None:
    """Raise StoreError where a device holds exams."""
    if exams:
        message = f"this device holds {exams} exams, which a backup never overwrites; restore it onto a device without exams"
        raise StoreError(message, ErrorCode.HOLDS_EXAMS, exams)


def read_beside(file: Path, passphrase: str, folder: Path, advance: Advance) -> bytearray:
    """Read a backup into a file beside the store, in place of what an earlier attempt left; returns its data key.

    Raises StoreError; nothing is left then.
    """
    part = part_of(folder / STORE)
    try:
        forget_beside(folder)
        try:
            key = bytearray(read_encrypted(file, passphrase, part, advance))
            part.chmod(0o600)
            fsync_file(part)
        except BaseException:
            forget_beside(folder)
            raise
    except OSError as exc:
        message = f"{part} cannot be written ({exc.strerror}); check space and permissions"
        raise StoreError(message, disk_error_code(exc)) from exc
    return key


def forget_beside(folder: Path) -> None:
    """Remove what `read_beside` read. Raises OSError."""
    part = part_of(folder / STORE)
    for end in ("", "-journal"):
        part.with_name(part.name + end).unlink(missing_ok=True)


def put_in_place(vault: KeyVault, user: str, pin: str, key: bytes | bytearray) -> None:
    """Put what `read_beside` read in the place of the store, which is closed and holds no exam; its only user is a supervisor.

    The order: without its database the vault opens an empty store (`NEW_STORE`), first by the old key, then by the new one.
    Raises StoreError.
    """
    folder, store = vault.folder, vault.folder / STORE
    try:
        atomic_write(folder / NEW_STORE, b"", mode=0o600)
        for end in ("", "-wal", "-shm"):  # SQLite would apply a leftover log
            store.with_name(store.name + end).unlink(missing_ok=True)
        fsync_folder(folder)
        LastEntryNotes(folder, key, vault.device_key).forget()
        vault.start_over(user, pin, key)
        part_of(store).replace(store)
        fsync_folder(folder)
    except OSError as exc:
        message = f"{store} cannot be written ({exc.strerror}); check the disk, then restore again"
        raise StoreError(message, disk_error_code(exc)) from exc
