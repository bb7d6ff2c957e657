"""The encrypted database: SQLite through SQLCipher (AES-256, each page authenticated). The only file that imports it.

Write-ahead log with `synchronous = FULL`: a commit returns once it is on the disk, and a crash discards uncommitted changes.
Temporary tables stay in memory, so nothing is on the disk unencrypted.
"""

from __future__ import annotations

import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from edge_app.errors import ErrorCode, StoreError, disk_error_code
from edge_app.exams.store.copy_progress import Advance, to_the_end, watched_copy
from edge_app.exams.store.remedies import restore_instead
from edge_app.system.release_trial import is_on_trial

STORE = "exams.db"  # file in the folder of the exams
Row = tuple[Any, ...]
DISK_TROUBLE = (ErrorCode.DISK_FULL, ErrorCode.DISK_FAILING, ErrorCode.DISK_CLOSED)
NO_CIPHER_LOG = "PRAGMA cipher_log_level = NONE"  # errors are reported by our own message, not on standard error as well


class Database:
    """One connection, used from any thread, one transaction at a time."""

    def __init__(self, path: Path, key: bytes | bytearray) -> None:
        """Open or create; `key` is 32 bytes. A full, failing or read-only disk is opened to be read: `read_only_because`.

        Raises StoreError: wrong key, foreign or damaged file, or one of a newer program.
        """
        self.path = path
        self._lock = threading.RLock()
        self.read_only_because: StoreError | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        try:
            self._open(key)
        except StoreError as exc:
            if exc.code not in DISK_TROUBLE:
                raise
            self._open_to_read(key, exc)

    def _open(self, key: bytes | bytearray) -> None:
        with translate_errors(self.path):
            # Isolation level None: sqlite3 begins no transactions by itself; only `transaction` does.
            self._connection = dbapi2.connect(str(self.path), isolation_level=None, check_same_thread=False)
        try:
            with translate_errors(self.path):
                if stat.S_IMODE(self.path.stat().st_mode) != 0o600:
                    self.path.chmod(0o600)
                self._use_key(key)
                for pragma in ("journal_mode = WAL", "synchronous = FULL"):
                    self._connection.execute(f"PRAGMA {pragma}")
            self.version_before, self.version = self._migrate()
        except StoreError:
            self.close()
            raise

    def _open_to_read(self, key: bytes | bytearray, because: StoreError) -> None:
        """Open without writing a byte; raises `because` where that does not work either, as with tables of an older program."""
        try:
            address = self._address_to_read()
            self._connection = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        except (dbapi2.Error, OSError, MemoryError):
            if self._copy is not None:
                self._copy.cleanup()
            raise because from None
        try:
            self._use_key(key)
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            self._connection.execute("PRAGMA query_only = ON")
            if version != len(_steps()):
                raise because
        except (StoreError, dbapi2.Error, MemoryError):
            self.close()
            raise because from None
        self.version_before = self.version = version
        self.read_only_because = because

    def _address_to_read(self) -> str:
        """What SQLite is to open. The log of a program that was killed can only be read where an index can be written beside it:
        then a copy in a folder for temporary files, encrypted as it is. Raises OSError.
        """
        log = self.path.with_name(self.path.name + "-wal")
        if not (log.exists() and log.stat().st_size):
            return f"{self.path.absolute().as_uri()}?immutable=1"
        self._copy = tempfile.TemporaryDirectory(prefix="edge-app-")
        for file in (self.path, log):
            shutil.copyfile(file, Path(self._copy.name) / file.name)
        return (Path(self._copy.name) / self.path.name).as_uri()

    def _use_key(self, key: bytes | bytearray) -> None:
        self._connection.execute(NO_CIPHER_LOG)
        self._connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in ("foreign_keys = ON", "temp_store = MEMORY"):
            self._connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        """May be called twice."""
        with self._lock, translate_errors(self.path):
            self._connection.close()
        if self._copy is not None:
            self._copy.cleanup()

    @contextmanager
    def transaction(self, cascades: bool = True) -> Iterator[None]:
        """Commit everything done inside, or nothing. When it returns, the changes are on the disk. Raises StoreError.

        cascades False: rows that lead to a deleted one stay.
        """
        if self.read_only_because is not None:
            why = self.read_only_because
            raise StoreError(f"nothing was saved, because the exams can only be read: {why}", why.code)
        with self._lock, translate_errors(self.path):
            if not cascades:
                self._connection.execute("PRAGMA foreign_keys = OFF")  # before: within a transaction it does nothing
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # After some errors (a full disk) SQLite has already rolled back.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._connection.execute("PRAGMA foreign_keys = ON")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Execute one statement and return its rows. Raises StoreError."""
        with self._lock, translate_errors(self.path):
            return list(self._connection.execute(sql, values).fetchall())

    @property
    def size(self) -> int:
        """Bytes on the disk, including the write-ahead log."""
        log = self.path.with_name(self.path.name + "-wal")
        return sum(file.stat().st_size for file in (self.path, log) if file.exists())

    @property
    def reusable(self) -> int:
        """Bytes in the file that deleted exams left free; they are used before it grows."""
        ((pages,),) = self.execute("PRAGMA freelist_count")
        ((size,),) = self.execute("PRAGMA page_size")
        return int(pages) * int(size)

    def shorten_log(self) -> None:
        """Move the write-ahead log into the file and give its space back. Raises StoreError."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def damage(self) -> str | None:
        """The damage found by SQLCipher's and SQLite's integrity checks; None if there is none."""
        with self._lock, translate_errors(self.path):
            pages = self._connection.execute("PRAGMA cipher_integrity_check").fetchall()
            if pages:
                return f"{len(pages)} pages of {self.path} were altered or damaged ({pages[0][0]})"
            found = self._connection.execute("PRAGMA integrity_check").fetchall()
        return None if found == [("ok",)] else f"{self.path} is damaged: {found[0][0]}"

    def copy_into(self, file: Path, passphrase: str, key: bytes, advance: Advance = to_the_end) -> None:
        """Write everything, and the data key, into a new database encrypted with `passphrase`. Raises StoreError."""
        with self._lock, translate_errors(file):
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            self._connection.execute("PRAGMA query_only = OFF")  # for the copy: the store itself is only read here
            self._connection.execute("ATTACH DATABASE ? AS copy KEY ?", (str(file), passphrase))
            try:
                with watched_copy(self._connection, file, self.size - self.reusable, advance):
                    self._connection.execute("SELECT sqlcipher_export('copy')")
                self._connection.execute(f"PRAGMA copy.user_version = {version}")
                self._connection.execute("CREATE TABLE copy.data_key (key BLOB NOT NULL)")
                self._connection.execute("INSERT INTO copy.data_key (key) VALUES (?)", (key,))
            finally:
                self._connection.execute("DETACH DATABASE copy")
                self._connection.execute(f"PRAGMA query_only = {int(self.read_only_because is not None)}")

    def _migrate(self) -> tuple[int, int]:
        """Bring the tables up to date, one numbered step at a time; returns the previous and the current version.

        Not by a release on trial: the one before it must be able to read what is kept.
        """
        steps = _steps()
        with translate_errors(self.path):
            (before,) = self._connection.execute("PRAGMA user_version").fetchone()
        if before > len(steps):
            raise StoreError(
                f"{self.path} was written by a newer program (tables {before}, known {len(steps)}); update this one",
                ErrorCode.NEWER,
            )
        if before < len(steps) and is_on_trial():
            raise StoreError(
                f"{self.path} is not changed (tables {before}, known {len(steps)}) before this release has passed its self-test, "
                "so that the one before it could still read it; wait a minute, then unlock again",
                ErrorCode.ON_TRIAL,
            )
        for number, step in enumerate(steps[before:], start=before + 1):
            with self.transaction():
                for statement in step.split(";\n"):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")
        return int(before), len(steps)


def known_tables() -> int:
    """The number of the newest tables that this program reads and writes."""
    return len(_steps())


def _steps() -> list[str]:
    """The SQL of each step that brings the tables up to date, in order."""
    folder = files("edge_app.exams.store").joinpath("migrations")
    return [step.read_text(encoding="utf-8") for step in sorted(folder.iterdir(), key=lambda step: step.name)]


def _is_full(folder: Path) -> bool:
    """Whether the folder's file system has no room for the index of a write-ahead log, which is 32 kB."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < 32 << 10
    return False


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as StoreError."""
    try:
        yield
    except dbapi2.Error as exc:
        raise _error(path, str(exc)) from exc
    except MemoryError as exc:  # SQLCipher's answer, as SQLITE_NOMEM, to all that follows a page that it could not decrypt
        raise _error(path, "a page cannot be decrypted, or there is too little memory") from exc
    except UnicodeEncodeError as exc:
        raise StoreError(f"{exc.object!a} is not UTF-8 text; check the spelling", ErrorCode.GONE) from exc
    except OSError as exc:
        raise StoreError(
            f"{path} cannot be opened ({exc.strerror}); check the disk and its permissions", disk_error_code(exc)
        ) from exc


def _remedy(path: Path) -> str:
    """A backup's folder holds other things: it is not to be moved away."""
    return restore_instead(path.parent) if path.name == STORE else "use another file"


def _error(path: Path, reason: str) -> StoreError:
    if reason == "disk I/O error" and _is_full(path.parent):
        reason = "database or disk is full"  # SQLite's word for it where the files beside the database do not fit
    match reason:
        case "file is not a database":
            message = f"{path} cannot be decrypted with this key or is damaged; if the key is correct, {_remedy(path)}"
            return StoreError(message, ErrorCode.DAMAGED)
        case "database or disk is full":
            return StoreError(
                f"the disk of {path} is full, so nothing was saved; delete a finished exam or other files, then retry",
                ErrorCode.DISK_FULL,
            )
        case "disk I/O error":
            message = f"the disk of {path} reports an error, so nothing was saved; retry, and replace the disk if it fails again"
            return StoreError(message, ErrorCode.DISK_FAILING)
        case "attempt to write a readonly database" | "unable to open database file":
            message = f"{path} or its folder cannot be written, so nothing was saved; make the disk writable, or replace it"
            return StoreError(message, ErrorCode.DISK_CLOSED)
        case "Cannot operate on a closed database.":
            return StoreError(f"{path} is closed; unlock it with the PIN", ErrorCode.LOCKED)
        case "database is locked":
            return StoreError(f"{path} is in use by another program; close that program", ErrorCode.IN_USE)
        case _:
            return StoreError(f"{path} cannot be used ({reason}); check the disk, or {_remedy(path)}", ErrorCode.DISK_CLOSED)
