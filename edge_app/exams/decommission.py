"""Makes the exams of a device unreadable for good, before it leaves the clinic, and proves it.

The data key exists only wrapped, in the vault, by PINs and the recovery key, each with the device key. Both files are overwritten
and removed first: from then on nobody can open the database, whatever becomes of it, and nobody can read a copy of it that lies
elsewhere. The database and what was set on the screen are then overwritten and removed as well.

Flash (SD card, eMMC, SSD) writes new bytes to another place and may keep the old ones where only its controller reaches. So
overwriting is an attempt there; whoever reads the chips themselves might find earlier blocks of both key files, and then the PIN
is all that is left. Where that matters, the medium has to erase itself (`nvme format -s1`, `blkdiscard -s`) or be destroyed.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from edge_app.errors import StoreError, disk_error_code
from edge_app.exams.step_note import NOTE as STEP_NOTE
from edge_app.exams.store.database import STORE, Database
from edge_app.exams.store.key_vault import DEVICE_KEY, NEW_STORE, VAULT
from edge_app.exams.store.last_entry import NOTE as LAST_ENTRY
from edge_app.exams.store.pin_attempts import ATTEMPTS
from edge_app.exams.store.reserve import RESERVE
from edge_app.exams.store.tables_note import NOTE as TABLES
from edge_app.exams.store.timestamps import utc_now
from edge_app.language_setting import FILE as LANGUAGE
from edge_app.purpose import FILE as PURPOSE
from edge_app.system.atomic_write import fsync_folder

PAGE = 4096  # bytes, of SQLCipher 4
SAMPLES = 32  # pages
MIN_ENTROPY = 7.8  # bits/byte of a page: that of random bytes is 7.95 on average, 7.93 at least; of text below 5
BESIDE_THE_DATABASE = (RESERVE, ATTEMPTS, TABLES, NEW_STORE, STEP_NOTE, PURPOSE, LANGUAGE)
_CHUNK = 1 << 20  # bytes
_PLAIN_HEADER = b"SQLite format 3\0"
FLASH = (
    "Files were overwritten in place. Flash media may keep earlier blocks out of reach of any program: what makes the exams "
    "unreadable is that their keys are destroyed. For more, have the medium erase itself, or destroy it."
)


@dataclass(frozen=True)
class Destroyed:
    """A file that was overwritten with random bytes and removed."""

    file: str
    size: int  # bytes
    is_key: bool


@dataclass(frozen=True)
class Check:
    """Something that was tried after the keys were destroyed."""

    what: str
    passed: bool


@dataclass(frozen=True)
class Proof:
    """What was done, and what showed that it holds. Nothing of a patient, and no key."""

    at: str  # UTC, ISO 8601
    database_sha256: str  # as it was before: tells a copy of it; empty where there was none
    destroyed: tuple[Destroyed, ...]
    checks: tuple[Check, ...]
    limits: str = FLASH

    @property
    def holds(self) -> bool:
        return all(check.passed for check in self.checks)

    def as_json(self) -> str:
        return json.dumps({"holds": self.holds, **asdict(self)}, indent=1, ensure_ascii=True) + "\n"

    def lines(self) -> list[str]:
        """For people."""
        return [
            *(f"destroyed  {one.file} ({one.size} bytes{', a key' if one.is_key else ''})" for one in self.destroyed),
            *(f"{'ok  ' if check.passed else 'FAIL'}       {check.what}" for check in self.checks),
        ]


def decommission(folder: Path, device_key: Path | None = None) -> Proof:
    """Destroy the keys of the exams in `folder`, then the exams. Every other store that shares the device key goes with it.

    Nobody may have the store open. Interrupted, it is called again. device_key: its file, if it lies elsewhere. Raises
    StoreError where nothing is kept, or a file cannot be destroyed.
    """
    key_file = device_key or folder / DEVICE_KEY
    notes = [folder / LAST_ENTRY, *sorted(key_file.parent.glob("last-entry-*.json"))]
    parts = sorted(folder.glob(".*.edge-app-part"))  # what a power cut left of a file that was being replaced
    keys = _existing([folder / VAULT, key_file, *notes, *parts])
    store = folder / STORE
    database = (STORE, f"{STORE}-wal", f"{STORE}-shm")
    data = _existing(folder / name for name in (*database, *BESIDE_THE_DATABASE))
    if not keys and not data:
        raise StoreError(f"no exams are kept in {folder}; name another folder with --folder")
    try:
        digest = _sha256(store) if store in data else ""
        destroyed = [_destroy(file, is_key=True) for file in keys]
        checks = [Check(f"{file} is gone", not file.exists()) for file in (folder / VAULT, key_file)]
        if store in data:
            checks += _try_to_read(store)
        destroyed += [_destroy(file, is_key=False) for file in data if file.exists()]
        checks.append(Check(f"nothing of {STORE} is left in {folder}", not any(file.exists() for file in data)))
    except OSError as exc:
        message = f"{exc.filename or folder} cannot be destroyed ({exc.strerror}); run this as its owner, with the kiosk stopped"
        raise StoreError(message, disk_error_code(exc)) from exc
    return Proof(utc_now(), digest, tuple(destroyed), tuple(checks))


def _try_to_read(store: Path) -> list[Check]:
    """Without its key the database must be noise, to a program that expects a database and to one that looks at bytes."""
    pages = _sampled_pages(store)
    entropy = min(map(_entropy, pages), default=8.0)
    return [
        Check("the database does not open with another key", not _opens(store)),
        Check("the database has no readable header", not _starts_with(store, _PLAIN_HEADER)),
        Check(f"{len(pages)} pages at random are noise (at least {entropy:.2f} bits/byte)", entropy >= MIN_ENTROPY),
    ]


def _opens(store: Path) -> bool:
    try:
        Database(store, secrets.token_bytes(32)).close()
    except StoreError:
        return False
    return True


def _starts_with(file: Path, text: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(text)) == text


def _sampled_pages(store: Path) -> list[bytes]:
    count = store.stat().st_size // PAGE
    wanted = range(count) if count <= SAMPLES else sorted(secrets.SystemRandom().sample(range(count), SAMPLES))
    with store.open("rb") as opened:
        pages = []
        for number in wanted:
            opened.seek(number * PAGE)
            pages.append(opened.read(PAGE))
    return pages


def _entropy(page: bytes) -> float:
    """Bits/byte."""
    return -sum(count / len(page) * math.log2(count / len(page)) for count in Counter(page).values())


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _destroy(file: Path, is_key: bool) -> Destroyed:
    """Overwrite with random bytes, have the disk take them, remove. Raises OSError."""
    size = file.stat().st_size
    with file.open("r+b", buffering=0) as opened:
        for start in range(0, size, _CHUNK):
            opened.write(os.urandom(min(_CHUNK, size - start)))
        os.fsync(opened.fileno())
    file.unlink()
    fsync_folder(file.parent)
    return Destroyed(str(file), size, is_key)


def _existing(files: Iterable[Path]) -> list[Path]:
    return [file for file in dict.fromkeys(files) if file.is_file()]
