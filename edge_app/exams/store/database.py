"""The encrypted database: SQLite through SQLCipher (AES-256, each page sealed). The one file that imports it.

Write-ahead log with `synchronous = FULL`: a commit returns when the disk has it, and what was not committed is gone after a
crash. Temporary tables stay in memory, so nothing is on the disk in plain.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from edge_app.errors import ErrorCode, StoreError, disk_error_code

STORE = "exams.db"  # the file in the folder of the exams
Row = tuple[Any, ...]
QUIET = "PRAGMA cipher_log_level = NONE"  # what is wrong is told by our own sentence, not on standard error too


class Database:
    """One connection, used from any thread, one transaction at a time."""

    def __init__(self, path: Path, key: bytes | bytearray) -> None:
        """Open or create; `key` is 32 bytes. Raises StoreError: another key, a foreign or damaged file, a newer program's."""
        self.path = path
        self._lock = threading.RLock()
        with _told(path):
            # Mode None: no transaction begins unseen; `transaction` alone begins them.
            self._connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
            path.chmod(0o600)
        try:
            with _told(path):
                self._connection.execute(QUIET)
                self._connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY"):
                    self._connection.execute(f"PRAGMA {pragma}")
            self.version_before, self.version = self._migrate()
        except StoreError:
            self.close()
            raise

    def close(self) -> None:
        """May be called twice."""
        with self._lock, _told(self.path):
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing. After it has returned, the disk has it. Raises StoreError."""
        with self._lock, _told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite itself has rolled back after some errors (a full disk).
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """One statement and its rows. Raises StoreError."""
        with self._lock, _told(self.path):
            return list(self._connection.execute(sql, values).fetchall())

    @property
    def size(self) -> int:
        """Bytes on the disk, the write-ahead log among them."""
        log = self.path.with_name(self.path.name + "-wal")
        return sum(file.stat().st_size for file in (self.path, log) if file.exists())

    def damage(self) -> str | None:
        """What SQLCipher's seals and SQLite's own check find wrong, None when nothing."""
        with self._lock, _told(self.path):
            pages = self._connection.execute("PRAGMA cipher_integrity_check").fetchall()
            if pages:
                return f"{len(pages)} pages of {self.path} were altered or damaged ({pages[0][0]})"
            found = self._connection.execute("PRAGMA integrity_check").fetchall()
        return None if found == [("ok",)] else f"{self.path} is damaged: {found[0][0]}"

    def copy_into(self, file: Path, passphrase: str, key: bytes) -> None:
        """Write everything, and the data key, into a new database that `passphrase` encrypts. Raises StoreError."""
        with self._lock, _told(file):
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            self._connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(file), passphrase))
            try:
                self._connection.execute("SELECT sqlcipher_export('copy')")
                self._connection.execute(f"PRAGMA copy.user_version = {version}")
                self._connection.execute("CREATE TABLE copy.data_key (key BLOB NOT NULL)")
                self._connection.execute("INSERT INTO copy.data_key (key) VALUES (?)", (key,))
            finally:
                self._connection.execute("DETACH DATABASE copy")

    def _migrate(self) -> tuple[int, int]:
        """Bring the tables up to date, a numbered step at a time; returns the version before, and now."""
        steps = sorted((one for one in files("edge_app.exams.store").joinpath("migrations").iterdir()), key=lambda one: one.name)
        with _told(self.path):
            (before,) = self._connection.execute("PRAGMA user_version").fetchone()
        if before > len(steps):
            raise StoreError(
                f"{self.path} was written by a newer program (tables {before}, known {len(steps)}); update this one",
                ErrorCode.NEWER,
            )
        for number, step in enumerate(steps[before:], start=before + 1):
            with self.transaction():
                for statement in step.read_text(encoding="utf-8").split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")
        return int(before), len(steps)


def read_encrypted(file: Path, passphrase: str, into: Path) -> bytes:
    """Read what `copy_into` wrote into a new database under the data key that is in it; returns that key. Raises StoreError."""
    key = _key_of_whole(file, passphrase)
    with _told(into), closing(dbapi2.connect(str(into), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("ATTACH DATABASE ? AS backup KEY ?", (str(file), passphrase))
        (version,) = connection.execute("PRAGMA backup.user_version").fetchone()
        connection.execute("SELECT sqlcipher_export('main', 'backup')")
        connection.execute("DROP TABLE main.data_key")
        connection.execute(f"PRAGMA main.user_version = {version}")
        connection.execute("DETACH DATABASE backup")
    return key


def _key_of_whole(file: Path, passphrase: str) -> bytes:
    """The data key in a backup, every page of which is as it was written. Raises StoreError."""
    damaged = StoreError(f"{file} is damaged; restore another backup", ErrorCode.DAMAGED)
    address = f"{file.absolute().as_uri()}?mode=ro"
    with _told(file), closing(dbapi2.connect(address, uri=True, isolation_level=None)) as connection:
        connection.execute(QUIET)
        quoted = passphrase.replace("'", "''")
        try:
            connection.execute(f"PRAGMA key = '{quoted}'")
            tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
            if ("data_key",) not in tables:
                raise StoreError(f"{file} is no backup of exams; name the file of one", ErrorCode.GONE)
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise damaged
            ((key,),) = connection.execute("SELECT key FROM data_key").fetchall()
        except dbapi2.Error as exc:
            if passphrase and str(exc) != "file is not a database":
                raise damaged from exc
            sentence = f"{file} cannot be opened with this passphrase; enter that of the backup. If it is, the file is damaged"
            raise StoreError(sentence, ErrorCode.DAMAGED) from exc
    return bytes(key)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's errors as sentences."""
    try:
        yield
    except dbapi2.Error as exc:
        raise _error(path, str(exc)) from exc
    except UnicodeEncodeError as exc:
        raise StoreError(f"{exc.object!a} is not UTF-8 text; nothing here has such a name", ErrorCode.GONE) from exc
    except OSError as exc:
        raise StoreError(
            f"{path} cannot be opened ({exc.strerror}); check the disk and its permissions", disk_error_code(exc)
        ) from exc


def _error(path: Path, reason: str) -> StoreError:
    match reason:
        case "file is not a database":
            sentence = f"{path} cannot be decrypted with this key, or is damaged; restore a backup if the key is the right one"
            return StoreError(sentence, ErrorCode.DAMAGED)
        case "database or disk is full":
            return StoreError(f"the disk of {path} is full, so nothing was saved; make room and save again", ErrorCode.DISK_FULL)
        case "disk I/O error":
            sentence = f"the disk of {path} reports an error, so nothing was saved; save again, then replace the disk"
            return StoreError(sentence, ErrorCode.DISK_FAILING)
        case "Cannot operate on a closed database.":
            return StoreError(f"{path} is closed; unlock it with the PIN", ErrorCode.LOCKED)
        case "database is locked":
            return StoreError(f"{path} is in use by another program; close that one", ErrorCode.IN_USE)
        case _:
            return StoreError(f"{path} cannot be used ({reason}); check the disk, or restore a backup", ErrorCode.DISK_CLOSED)
