"""Sends DICOM objects to the configured server (C-STORE). The appliance makes no other connections."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.association import Association, Deadlines
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.dicom.pdu import EXPLICIT_LITTLE

SUCCESS, WARNINGS = 0x0000, range(0xB000, 0xC000)  # PS3.4 B.2.3


def send(server: DicomNode, objects: Sequence[Dataset], deadlines: Deadlines | None = None) -> None:
    """Send all objects, each step within its deadline. What is compressed is sent so where the server takes it.

    Raises ExportError at the first that is not stored; those sent before it may be sent again.
    """
    classes = [str(one.SOPClassUID) for one in objects]
    compressed = [(str(one.SOPClassUID), syntax) for one in objects if (syntax := _syntax(one)) != EXPLICIT_LITTLE]
    with Association(server, classes, deadlines or Deadlines(), compressed=compressed) as association:
        for number, one in enumerate(objects, start=1):
            what, sop_class, syntax = f"object {number} of {len(objects)}", str(one.SOPClassUID), _syntax(one)
            if syntax != EXPLICIT_LITTLE and not association.takes(sop_class, syntax):
                one, syntax = _decompressed(one), EXPLICIT_LITTLE
            status = association.store(sop_class, str(one.SOPInstanceUID), _encoded(one), what, syntax)
            if status != SUCCESS and status not in WARNINGS:
                message = f"the DICOM server {server} did not store {what} (0x{status:04X})"
                raise ExportError(message, ErrorCode.SERVER_REFUSED, server.title)


def _syntax(dataset: Dataset) -> str:
    """In which it is sent: as it is where its frames are compressed, else explicit VR little endian."""
    meta = getattr(dataset, "file_meta", None)
    return str(meta.TransferSyntaxUID) if meta is not None and meta.TransferSyntaxUID.is_compressed else EXPLICIT_LITTLE


def _decompressed(dataset: Dataset) -> Dataset:
    """The same object with its frames as they are when decoded."""
    plain = deepcopy(dataset)
    plain.decompress(generate_instance_uid=False)
    return plain


def _encoded(dataset: Dataset) -> bytes:
    """Explicit VR little endian, without the file's own header."""
    encoded = DicomBytesIO()
    encoded.is_little_endian, encoded.is_implicit_VR = True, False
    write_dataset(encoded, dataset)
    return encoded.getvalue()
