"""A DICOM server with a worklist in this process, and what is on it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset
from pynetdicom import AE, evt

from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.worklist.find_scu import MODALITY_WORKLIST

TODAY = date(2026, 11, 30)


def scheduled(
    identifier: str | None = "4711", name: str = "Doe^Jane", day: date = TODAY, time: str = "0930", **values: Any
) -> Dataset:
    """An exam on the worklist; values: of the answer; those of its step begin with `step_`."""
    step = Dataset()
    step.Modality, step.ScheduledStationAETitle, step.ScheduledProcedureStepID = "US", "EDGE_APP", "S1"
    step.ScheduledProcedureStepStartDate, step.ScheduledProcedureStepStartTime = f"{day:%Y%m%d}", time
    step.ScheduledProcedureStepDescription = "Muscle ultrasound, arms"
    entry = Dataset()
    entry.SpecificCharacterSet = "ISO_IR 192"
    entry.PatientID, entry.PatientName, entry.PatientBirthDate, entry.PatientSex = identifier, name, "19630515", "F"
    entry.PatientSize, entry.PatientWeight = "1.68", "62.5"
    entry.AccessionNumber, entry.StudyInstanceUID = "A-2026-0815", "1.2.826.0.1.3680043.8.498.1"
    entry.RequestedProcedureID, entry.RequestedProcedureDescription = "R7", "Muscle ultrasound"
    for keyword, value in values.items():
        setattr(step if keyword.startswith("step_") else entry, keyword.removeprefix("step_"), value)
    entry.ScheduledProcedureStepSequence = [step]
    return entry


def encoded(entry: Dataset) -> bytes:
    """As a server sends it: implicit VR, little endian."""
    data = DicomBytesIO()
    data.is_little_endian, data.is_implicit_VR = True, True
    write_dataset(data, entry)
    return data.getvalue()


@contextmanager
def worklist(
    entries: Sequence[Dataset], tls: ssl.SSLContext | None = None, asked: list[Dataset] | None = None, status: int = 0x0000
) -> Iterator[DicomNode]:
    """Answers with `entries`, whatever is asked for; `asked` gets the queries. status: of the last answer."""

    def find(event: evt.Event) -> Iterator[tuple[int, Dataset | None]]:
        if asked is not None:
            asked.append(event.identifier)
        for entry in entries:
            if event.is_cancelled:
                yield 0xFE00, None
                return
            yield 0xFF00, entry
        yield status, None

    entity = AE(ae_title="RIS")
    entity.add_supported_context(MODALITY_WORKLIST)
    server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_FIND, find)], ssl_context=tls)
    assert server is not None
    try:
        yield DicomNode("RIS", "127.0.0.1", server.server_address[1])
    finally:
        server.shutdown()
