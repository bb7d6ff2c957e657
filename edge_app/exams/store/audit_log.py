"""The audit trail in the database: each entry is written in the same transaction as the change it records."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from edge_app.exams.store.audit_chain import CUT, FIRST, Action, Entry, Sealed, seal, seal_end, verify_chain
from edge_app.exams.store.database import Database
from edge_app.exams.store.timestamps import utc_now


class AuditLog:
    """The entries of one store."""

    def __init__(self, database: Database, data_key: bytes | bytearray) -> None:
        self._database = database
        self._key = HKDF(SHA256(), length=32, salt=None, info=b"edge-app audit trail").derive(data_key)

    def append(self, who: str, action: Action, exam: str = "", detail: str = "", at: str | None = None) -> None:
        """Add an entry; call this inside the transaction of the change it records. at: when it happened; None: now."""
        number, before = self.last()
        if not self._ends_with(number, before) and action is not Action.CREATE:
            before = CUT
        entry = Entry(number + 1, at or utc_now(), who, action.value, exam, detail)
        sealed = seal(entry, before, self._key)
        self._database.execute(
            "INSERT INTO audit (number, at, who, action, exam, detail, seal) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry.number, entry.at, entry.who, entry.action, entry.exam, entry.detail, sealed),
        )
        end = seal_end(entry.number, sealed, self._key)
        self._database.execute("INSERT OR REPLACE INTO audit_end (only, seal) VALUES (1, ?)", (end,))

    def last(self) -> tuple[int, bytes]:
        """Number and seal of the last entry; 0 and `FIRST` without any."""
        rows = self._database.execute("SELECT number, seal FROM audit ORDER BY number DESC LIMIT 1")
        return (rows[0][0], rows[0][1]) if rows else (0, FIRST)

    def seal_of(self, number: int) -> bytes | None:
        """The seal of an entry; None without it."""
        rows = self._database.execute("SELECT seal FROM audit WHERE number = ?", (number,))
        return bytes(rows[0][0]) if rows else None

    def _ends_with(self, number: int, last: bytes) -> bool:
        end = self._database.execute("SELECT seal FROM audit_end")
        return bool(end) and hmac.compare_digest(end[0][0], seal_end(number, last, self._key))

    def entries(self) -> list[Sealed]:
        """All entries, in the order of their numbers."""
        rows = self._database.execute("SELECT number, at, who, action, exam, detail, seal FROM audit ORDER BY number")
        return [Sealed(Entry(*row[:6]), row[6]) for row in rows]

    def replacements(self) -> list[str]:
        """One sentence for each time that an older store was found in place of this one."""
        rows = self._database.execute("SELECT number, at FROM audit WHERE action = ? ORDER BY number", (Action.REPLACED.value,))
        found = "an older store was put in place of this one before entry"
        return [f"{found} {number} of {at[:16]}: newer exams are missing" for number, at in rows]

    def fault(self) -> str | None:
        """What is wrong with the trail; None if it is intact."""
        end = self._database.execute("SELECT seal FROM audit_end")
        return verify_chain(self.entries(), end[0][0] if end else None, self._key)

    def digest(self, values: Sequence[object]) -> str:
        """HMAC-SHA256 of a row, hexadecimal: identifies the content in an entry without disclosing it."""
        text = json.dumps([hashlib.sha256(v).hexdigest() if isinstance(v, bytes) else v for v in values], ensure_ascii=True)
        return hmac.new(self._key, b"row" + text.encode(), hashlib.sha256).hexdigest()
