"""The file of a backup: a SQLCipher database with a passphrase, which holds a whole store and its data key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from edge_app.errors import ErrorCode, StoreError
from edge_app.exams.store.audit_chain import Action
from edge_app.exams.store.copy_progress import Advance, to_the_end, watched_copy
from edge_app.exams.store.database import NO_CIPHER_LOG, known_tables, translate_errors

ON_DEVICE = "on "  # begins the trail's entry of a backup, followed by the device's name


@dataclass(frozen=True)
class BackupContents:
    """What a backup holds. No name of a patient."""

    made: datetime | None  # UTC, as the clock of its device had it; None: its trail does not say
    device: str  # its name in the network; empty: an older program made it
    exams: int
    newest: datetime | None  # when the newest exam was begun, UTC


def read_contents(file: Path, passphrase: str) -> BackupContents:
    """What a backup holds, without copying it. Raises StoreError as `read_encrypted` does, but for pages nobody has looked at."""
    with _opened(file, passphrase) as connection:
        ((exams, newest),) = connection.execute("SELECT count(*), max(started) FROM exam").fetchall()
        rows = connection.execute(
            "SELECT at, detail FROM audit WHERE action = ? ORDER BY number DESC LIMIT 1", (Action.BACKUP.value,)
        ).fetchall()
    at, detail = rows[0] if rows else (None, "")
    device = detail.removeprefix(ON_DEVICE) if detail.startswith(ON_DEVICE) else ""
    return BackupContents(_date(at), device, exams, _date(newest))


def read_encrypted(file: Path, passphrase: str, into: Path, advance: Advance = to_the_end) -> bytes:
    """Read a backup into a new database, encrypted with the data key it contains; returns that key.

    Raises StoreError: wrong passphrase, damaged or foreign file, or one of a newer program.
    """
    with _opened(file, passphrase) as connection:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise _damaged(file)
        ((key,),) = connection.execute("SELECT key FROM data_key").fetchall()
    with translate_errors(into), closing(dbapi2.connect(str(into), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("ATTACH DATABASE ? AS backup KEY ?", (str(file), passphrase))
        (version,) = connection.execute("PRAGMA backup.user_version").fetchone()
        with watched_copy(connection, into, file.stat().st_size, advance):
            connection.execute("SELECT sqlcipher_export('main', 'backup')")
        connection.execute("DROP TABLE main.data_key")
        connection.execute(f"PRAGMA main.user_version = {version}")
        connection.execute("DETACH DATABASE backup")
    return bytes(key)


@contextmanager
def _opened(file: Path, passphrase: str) -> Iterator[dbapi2.Connection]:
    """A backup that this program can read, to be read. Raises StoreError."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    with translate_errors(file), closing(dbapi2.connect(address, uri=True, isolation_level=None)) as connection:
        connection.execute(NO_CIPHER_LOG)
        quoted = passphrase.replace("'", "''")
        try:
            connection.execute(f"PRAGMA key = '{quoted}'")
            tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
            if ("data_key",) not in tables:
                raise StoreError(f"{file} is not a backup of exams; name the file of a backup", ErrorCode.NO_BACKUP)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > known_tables():
                message = f"{file} was written by a newer program (tables {version}, known {known_tables()}); update this one"
                raise StoreError(message, ErrorCode.NEWER)
            yield connection
        except dbapi2.Error as exc:
            if passphrase and str(exc) != "file is not a database":
                raise _damaged(file) from exc
            message = f"{file} cannot be opened: the passphrase is wrong or the file is damaged; check the passphrase"
            raise StoreError(message, ErrorCode.WRONG_PASSPHRASE) from exc


def _damaged(file: Path) -> StoreError:
    return StoreError(f"{file} is damaged; restore another backup", ErrorCode.BACKUP_DAMAGED)


def _date(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
