"""The worklist for a terminal or another program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from edge_app.exams.worklist.entry import Worklist


def as_table(worklist: Worklist, server: str) -> Iterator[str]:
    """A line an entry, below a heading."""
    yield f"{'time':16}  {'patient':20}  {'name':30}  {'age':>3}  {'sex':6}  {'accession':16}  procedure"
    for entry in worklist.entries:
        patient, order = entry.patient, entry.order
        time = f"{entry.scheduled:%Y-%m-%d %H:%M}" if entry.scheduled else "-"
        age, sex = "-" if patient.age is None else str(patient.age), patient.sex.value if patient.sex else "-"
        row = f"{time:16}  {patient.identifier or '-':20}  {entry.name or '-':30}  {age:>3}  {sex:6}"
        yield f"{row}  {order.accession_number or '-':16}  {order.procedure or '-'}"
    yield f"{len(worklist.entries)} entries of {server}"


def as_json(worklist: Worklist) -> Iterator[str]:
    """One object: entries, is_cut, unreadable; units and meanings as in `WorklistEntry`."""
    yield json.dumps(asdict(worklist), indent=1, ensure_ascii=False, default=str)


def left_out(worklist: Worklist) -> Iterator[str]:
    """What the list does not show, a sentence each."""
    if worklist.is_cut:
        count = len(worklist.entries)
        yield f"the server has more than these {count} entries; narrow its list, or set worklist_station under [exams]"
    if worklist.unreadable:
        yield f"{worklist.unreadable} entries have no patient identifier that can be read; correct them on the server"
