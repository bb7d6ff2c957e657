"""Erases the pixels that nothing leads to any longer: the images of deleted exams, and the frames of deleted clips.

A deletion takes its exam or clip away in one short transaction; the pixels follow here, a little at a time. SQLCipher overwrites
what is deleted, so the write-ahead log becomes as long as what one transaction deletes, and a full disk has no room for that.
What a power cut or a full disk leaves of them is erased when the store is next opened.
"""

from __future__ import annotations

from itertools import accumulate

from edge_app.errors import StoreError
from edge_app.exams.store.audited_database import AuditedDatabase
from edge_app.exams.store.database import Database

AT_ONCE = 2**20  # bytes of pixels, if they are more than one image: writing over them fits into half of the store's reserve
ROWS_AT_ONCE = 64
# What nothing leads to, in the tables that hold pixels.
LEFT = {
    "shot": "NOT EXISTS (SELECT 1 FROM exam WHERE exam.id = shot.exam)",
    "clip_frame": "NOT EXISTS (SELECT 1 FROM clip WHERE clip.exam = clip_frame.exam AND clip.number = clip_frame.clip)",
}


def erase_left(audited: AuditedDatabase) -> StoreError | None:
    """Outside a transaction: erase what is left of deletions. Returns what to do where the disk does not take that."""
    try:
        for table in LEFT:
            while some := _some(audited.database, table):
                audited.with_reserve(lambda table=table, some=some: _erase(audited.database, table, some))  # type: ignore[misc]
                audited.database.shorten_log()
    except StoreError as exc:
        sentence = (
            "what was deleted is not yet erased from the disk, which does not take that; free some space, then unlock again"
        )
        return StoreError(sentence, exc.code)
    return None


def _some(database: Database, table: str) -> list[int]:
    """The rowids of some of them: of one at least, and of AT_ONCE at most; none where there are none."""
    some = f"SELECT rowid FROM {table} WHERE {LEFT[table]} LIMIT {ROWS_AT_ONCE}"  # answered by the index, without the pixels
    sizes = database.execute(f"SELECT rowid, length(picture) FROM {table} WHERE rowid IN ({some})")
    totals = accumulate(size for _, size in sizes)
    return [row for place, ((row, _), total) in enumerate(zip(sizes, totals, strict=True)) if place == 0 or total <= AT_ONCE]


def _erase(database: Database, table: str, rows: list[int]) -> None:
    with database.transaction():
        database.execute(f"DELETE FROM {table} WHERE rowid IN ({', '.join('?' * len(rows))})", rows)
