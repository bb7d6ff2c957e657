"""The audit trail: who did what, when. Each entry seals the one before it, so nothing can be altered unseen.

The seal is HMAC-SHA256 (RFC 2104) with a key that only an unlocked store has; a count, sealed too, finds what was cut off at
the end. Whoever holds the key and the disk can write another history, and whoever holds the disk can put an older one back:
against those helps only a copy of the last seal that is kept elsewhere (`edge-app exams verify` prints it, and looks for it
with `--seal`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import Enum

FIRST = bytes(32)  # what the first entry seals
CUT = bytes([255]) * 32  # what an entry seals that follows where the end is not the one that was sealed: it must not heal that


class Action(str, Enum):
    """What can be done to what is kept."""

    CREATE = "create"  # the store
    UNLOCK = "unlock"
    REFUSE = "refuse"  # a wrong PIN
    START = "start"
    VIEW = "view"
    CHANGE = "change"
    FINISH = "finish"
    EXPORT = "export"
    DELETE = "delete"
    BACKUP = "backup"
    RESTORE = "restore"
    UPDATE = "update"  # of program, model or runtime


@dataclass(frozen=True)
class Entry:
    """One line of the trail. No patient data: an exam is named by its id, an image by number and SHA-256."""

    number: int  # from 1, without a gap
    at: str  # UTC, ISO 8601
    who: str
    action: str  # a value of Action
    exam: str  # id; empty where no exam is concerned
    detail: str


@dataclass(frozen=True)
class Sealed:
    """An entry and its seal."""

    entry: Entry
    seal: bytes  # (32,)


def seal(entry: Entry, before: bytes, key: bytes) -> bytes:
    """HMAC-SHA256 of the seal before and the entry."""
    text = json.dumps(astuple(entry), ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(key, before + text, hashlib.sha256).digest()


def seal_end(count: int, last: bytes, key: bytes) -> bytes:
    """Seal of the trail's length and last seal: without it the end could be cut off."""
    return hmac.new(key, b"end" + count.to_bytes(8, "big") + last, hashlib.sha256).digest()


def verify_chain(trail: Iterable[Sealed], end: bytes | None, key: bytes) -> str | None:
    """What is wrong with a trail, read in the order of its numbers, as a sentence; None when it is whole."""
    before, count = FIRST, 0
    for sealed in trail:
        count += 1
        if sealed.entry.number != count:
            return f"entry {count} of the audit trail is missing, or out of its place"
        if hmac.compare_digest(sealed.seal, seal(sealed.entry, CUT, key)):
            return f"before entry {count} of the audit trail entries were cut off or added"
        if not hmac.compare_digest(sealed.seal, seal(sealed.entry, before, key)):
            return f"entry {count} of the audit trail was altered, or the one before it"
        before = sealed.seal
    if end is None or not hmac.compare_digest(end, seal_end(count, before, key)):
        return f"the audit trail does not end with entry {count}: entries were cut off or added"
    return None
