"""Sends DICOM objects to the configured server (C-STORE). The appliance makes no other connections."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.association import Association, Deadlines
from edge_app.exams.export.dicom.node import DicomNode

SUCCESS, WARNINGS = 0x0000, range(0xB000, 0xC000)  # PS3.4 B.2.3


def send(server: DicomNode, objects: Sequence[Dataset], deadlines: Deadlines | None = None) -> None:
    """Send all objects, each step within its deadline.

    Raises ExportError at the first that is not stored; those sent before it may be sent again.
    """
    with Association(server, (str(one.SOPClassUID) for one in objects), deadlines or Deadlines()) as association:
        for number, one in enumerate(objects, start=1):
            what = f"object {number} of {len(objects)}"
            status = association.store(str(one.SOPClassUID), str(one.SOPInstanceUID), _encoded(one), what)
            if status != SUCCESS and status not in WARNINGS:
                message = f"the DICOM server {server} did not store {what} (0x{status:04X})"
                raise ExportError(message, ErrorCode.SERVER_REFUSED, server.title)


def _encoded(dataset: Dataset) -> bytes:
    """Explicit VR little endian, without the file's own header."""
    encoded = DicomBytesIO()
    encoded.is_little_endian, encoded.is_implicit_VR = True, False
    write_dataset(encoded, dataset)
    return encoded.getvalue()
