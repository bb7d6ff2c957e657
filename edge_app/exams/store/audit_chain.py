"""The audit trail: who did what, and when. Each entry seals the one before it, so that no change goes undetected.

The seal is HMAC-SHA256 (RFC 2104) with a key that is available only in an unlocked store; a sealed count reveals entries cut off
at the end. Somebody with the key and the disk can write a different history, and somebody with the disk can restore an older one.
Only a copy of the last seal kept elsewhere protects against that (`edge-app exams verify` prints it and checks it with `--seal`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import Enum

FIRST = bytes(32)  # the "previous seal" of the first entry
CUT = bytes([255]) * 32  # the "previous seal" of an entry after a broken end, so that appending does not hide the break


class Action(str, Enum):
    """The actions recorded in the audit trail."""

    CREATE = "create"  # the store
    UNLOCK = "unlock"
    REFUSE = "refuse"  # a wrong PIN
    START = "start"
    VIEW = "view"
    CHANGE = "change"
    FINISH = "finish"
    EXPORT = "export"
    DELIVER = "deliver"  # what became of an export
    DELETE = "delete"
    REASON = "reason"  # of what is before it, in an entry of its own: older programs know the detail of a deletion only without
    BACKUP = "backup"
    RESTORE = "restore"
    UPDATE = "update"  # of program, model or runtime
    PURPOSE = "purpose"  # what the appliance is for was chosen
    REPLACED = "replaced"  # an older store was found in place of this one
    DRIFT = "drift"  # an alarm was dealt with
    PEOPLE = "people"  # who may unlock the store, and with what role; PINs, the recovery key


@dataclass(frozen=True)
class Entry:
    """One line of the trail. No patient data: an exam is named by its id, an image by its number and digest."""

    number: int  # from 1, without gaps
    at: str  # UTC, ISO 8601
    who: str
    action: str  # a value of Action
    exam: str  # id; empty if no exam is concerned
    detail: str


@dataclass(frozen=True)
class Sealed:
    """An entry and its seal."""

    entry: Entry
    seal: bytes  # (32,)


def seal(entry: Entry, before: bytes, key: bytes) -> bytes:
    """HMAC-SHA256 of the previous seal and the entry."""
    text = json.dumps(astuple(entry), ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(key, before + text, hashlib.sha256).digest()


def seal_end(count: int, last: bytes, key: bytes) -> bytes:
    """Seal of the trail's length and last seal: without it, the end could be cut off unnoticed."""
    return hmac.new(key, b"end" + count.to_bytes(8, "big") + last, hashlib.sha256).digest()


def verify_chain(trail: Iterable[Sealed], end: bytes | None, key: bytes) -> str | None:
    """What is wrong with a trail, read in the order of its numbers, as a sentence; None if it is intact."""
    before, count = FIRST, 0
    for sealed in trail:
        count += 1
        if sealed.entry.number != count:
            return f"entry {count} of the audit trail is missing or out of order"
        if hmac.compare_digest(sealed.seal, seal(sealed.entry, CUT, key)):
            return f"entries of the audit trail before entry {count} were removed or added"
        if not hmac.compare_digest(sealed.seal, seal(sealed.entry, before, key)):
            return f"entry {count} of the audit trail, or the one before it, was altered"
        before = sealed.seal
    if end is None or not hmac.compare_digest(end, seal_end(count, before, key)):
        return f"the audit trail does not end with entry {count}: entries were removed or added"
    return None
