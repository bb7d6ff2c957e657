"""Asks a DICOM server for the worklist (C-FIND, Modality Worklist Information Model)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from edge_app.errors import ErrorCode, ExportError, WorklistError
from edge_app.exams.export.dicom.association import Association, Deadlines, Matches
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.pdu import IMPLICIT_LITTLE
from edge_app.exams.worklist.entry import Worklist, WorklistEntry
from edge_app.exams.worklist.query import ANY_STATION, UnreadableEntry, query, read_entry

MODALITY_WORKLIST = "1.2.840.10008.5.1.4.31"
LIMIT = 200  # entries; more are no list for a finger
SUCCESS = 0x0000


def find_scheduled(
    node: DicomNode, station: str = ANY_STATION, deadlines: Deadlines | None = None, today: date | None = None
) -> Worklist:
    """The ultrasound exams of yesterday, today and tomorrow. station: see `query`; today: other than the clock has it.

    Raises WorklistError.
    """
    today = today or date.today()
    matches = _ask(node, query(today, station), deadlines or Deadlines())
    if matches.status != SUCCESS and not matches.is_cut:
        message = f"the DICOM server {node} did not answer the query for the worklist (0x{matches.status:04X}); check its log"
        raise WorklistError(message, ErrorCode.NO_WORKLIST, node.title)
    found: list[WorklistEntry] = []
    for data in matches.datasets:
        with suppress(UnreadableEntry):
            found.append(read_entry(data, today))
    entries = tuple(sorted(found, key=lambda entry: _when(entry, today)))
    return Worklist(entries, matches.is_cut, len(matches.datasets) - len(entries))


def _ask(node: DicomNode, asked: bytes, deadlines: Deadlines) -> Matches:
    try:
        with Association(node, [MODALITY_WORKLIST], deadlines, IMPLICIT_LITTLE, "try again") as association:
            return association.find(MODALITY_WORKLIST, asked, LIMIT)
    except ExportError as exc:
        if exc.code is ErrorCode.SERVER_REFUSED:
            message = f"the DICOM server {node} offers no worklist; switch it on there, or correct worklist under [exams]"
            raise WorklistError(message, ErrorCode.NO_WORKLIST, node.title) from exc
        raise WorklistError(str(exc), exc.code, exc.value) from exc


def _when(entry: WorklistEntry, today: date) -> tuple[int, datetime]:
    """Today's entries first, then tomorrow's, yesterday's, and those without a time."""
    if entry.scheduled is None:
        return 3, datetime.max
    days = (entry.scheduled.date() - today).days
    return (0 if days == 0 else 1 if days > 0 else 2), entry.scheduled
