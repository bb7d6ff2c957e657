"""The last audit entry that this device has written, noted outside the database: an older store put in its place lacks it.

The note lies in the folder of the exams, and beside the device key where that is kept elsewhere. It is written after each
commit, so it is never ahead of the database, and sealed with a key of the store. Who puts back database and notes together, as
with an image of the whole disk, is not noticed: that takes a counter in hardware, or a seal that was noted by hand.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from edge_app.typed_reader import FormatError, build, parse_json

NOTE = "last-entry.json"
NOTE_BYTES = 256


class Continuity(Enum):
    """How the store compares with the notes."""

    CONTINUES = "continues"  # holds every noted entry
    OLDER = "older"  # lacks a noted entry
    UNKNOWN = "unknown"  # no note is there, or none is sealed by this store


@dataclass(frozen=True)
class _Note:
    number: int  # of the entry
    seal: str  # the entry's, hexadecimal
    mac: str  # HMAC-SHA256 of both, hexadecimal


class LastEntryNotes:
    """The notes about one store."""

    def __init__(self, folder: Path, data_key: bytes | bytearray, device_key: Path | None = None) -> None:
        """device_key: file of the device key; a second note lies beside it, on the other partition or medium."""
        self._key = HKDF(SHA256(), length=32, salt=None, info=b"edge-app last entry").derive(data_key)
        self._files = [folder / NOTE]
        if device_key is not None and device_key.parent.resolve() != folder.resolve():
            name = hmac.new(self._key, os.fsencode(folder.resolve()), hashlib.sha256).hexdigest()[:16]
            self._files.append(device_key.parent / f"last-entry-{name}.json")

    def write(self, number: int, seal: bytes, flush: bool = False) -> None:
        """Note an entry that is on the disk. A note that cannot be written stays as it is: it is then behind, never ahead.

        flush: wait until the disk has it.
        """
        note = _Note(number, seal.hex(), self._mac(number, seal.hex()))
        text = json.dumps(asdict(note)).ljust(NOTE_BYTES).encode()
        for file in self._files:
            with suppress(OSError):
                descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
                try:
                    os.pwrite(descriptor, text, 0)  # the same bytes: a full disk has room for them
                    if flush:
                        os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    def compare(self, seal_of: Callable[[int], bytes | None]) -> Continuity:
        """Whether the store still holds what was noted. seal_of: the seal of the entry with a number; None without one."""
        notes = [note for note in map(self._read, self._files) if note is not None]
        for note in notes:
            seal = seal_of(note.number)
            if seal is None or seal.hex() != note.seal:
                return Continuity.OLDER
        return Continuity.CONTINUES if notes else Continuity.UNKNOWN

    def forget(self) -> None:
        """Remove the notes: a backup is restored on purpose, and an older one is no fault."""
        for file in self._files:
            with suppress(OSError):
                file.unlink()

    def _read(self, file: Path) -> _Note | None:
        try:
            note = build(_Note, parse_json(file.read_bytes()))
        except (OSError, FormatError):
            return None
        return note if hmac.compare_digest(note.mac.encode(), self._mac(note.number, note.seal).encode()) else None

    def _mac(self, number: int, seal: str) -> str:
        return hmac.new(self._key, f"{number} {seal}".encode(), hashlib.sha256).hexdigest()
