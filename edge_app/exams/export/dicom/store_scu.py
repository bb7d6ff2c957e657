"""Sends DICOM objects to the configured server (C-STORE). The appliance makes no other connections."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.association import Association, Deadlines
from edge_app.exams.export.dicom.clips import ClipObject
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.pdu import EXPLICIT_LITTLE

SUCCESS, WARNINGS = 0x0000, range(0xB000, 0xC000)  # PS3.4 B.2.3


def send(server: DicomNode, objects: Sequence[Dataset | ClipObject], deadlines: Deadlines | None = None) -> None:
    """Send all objects, each step within its deadline. What is compressed is sent so where the server takes it.

    Raises ExportError at the first that is not stored; those sent before it may be sent again.
    """
    headers = [one.header if isinstance(one, ClipObject) else one for one in objects]
    classes = [str(one.SOPClassUID) for one in headers]
    compressed = [(str(one.SOPClassUID), syntax) for one in headers if (syntax := _syntax(one)) != EXPLICIT_LITTLE]
    with Association(server, classes, deadlines or Deadlines(), compressed=compressed) as association:
        for number, (one, header) in enumerate(zip(objects, headers, strict=True), start=1):
            what, sop_class, syntax = f"object {number} of {len(objects)}", str(header.SOPClassUID), _syntax(header)
            if syntax != EXPLICIT_LITTLE and not association.takes(sop_class, syntax):
                syntax = EXPLICIT_LITTLE
            status = association.store(sop_class, str(header.SOPInstanceUID), _encoded(one, syntax), what, syntax)
            if status != SUCCESS and status not in WARNINGS:
                message = f"the DICOM server {server} did not store {what} (0x{status:04X})"
                raise ExportError(message, ErrorCode.SERVER_REFUSED, server.title)


def _syntax(dataset: Dataset) -> str:
    """In which it is sent: as it is where its frames are compressed, else explicit VR little endian."""
    meta = getattr(dataset, "file_meta", None)
    return str(meta.TransferSyntaxUID) if meta is not None and meta.TransferSyntaxUID.is_compressed else EXPLICIT_LITTLE


def _encoded(one: Dataset | ClipObject, syntax: str) -> bytes:
    """Explicit VR little endian, without the file's own header; the pixels of a clip in this transfer syntax."""
    if isinstance(one, ClipObject):
        one = one.decompressed() if syntax == EXPLICIT_LITTLE else one.whole()
    encoded = DicomBytesIO()
    encoded.is_little_endian, encoded.is_implicit_VR = True, False
    write_dataset(encoded, one)
    return encoded.getvalue()
