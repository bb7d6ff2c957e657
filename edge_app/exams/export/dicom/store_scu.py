"""DICOM objects sent to a server that was configured (C-STORE). No connection is made otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian
from pynetdicom import AE

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode

OUR_TITLE = "EDGE_APP"
PATIENCE_S = 15.0  # s, for a connection and for each answer
SUCCESS, WARNINGS = 0x0000, range(0xB000, 0xC000)  # PS3.4 B.2.3


def send(server: DicomNode, objects: Sequence[Dataset]) -> None:
    """Send all. Raises ExportError at the first that is not stored; what was sent before it is there, and may be sent again."""
    entity = AE(ae_title=OUR_TITLE)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = entity.connection_timeout = PATIENCE_S
    for sop_class in dict.fromkeys(one.SOPClassUID for one in objects):
        entity.add_requested_context(sop_class, ExplicitVRLittleEndian)
    try:
        link = entity.associate(server.host, server.port, ae_title=server.title)
    except (OSError, UnicodeError) as exc:  # pynetdicom lets through what the look-up of the name raises
        sentence = f"the DICOM server {server} is not known here ({exc}); check its name, and the network"
        raise ExportError(sentence, ErrorCode.SERVER_SILENT, server.title) from exc
    if not link.is_established:
        raise ExportError(
            f"the DICOM server {server} does not answer, or refuses; check address, titles and network",
            ErrorCode.SERVER_SILENT, server.title,
        )  # fmt: skip
    try:
        for number, one in enumerate(objects, start=1):
            try:
                status = link.send_c_store(one)
            except (ValueError, RuntimeError) as exc:
                sentence = f"the DICOM server {server} refuses object {number} of {len(objects)} ({exc})"
                raise ExportError(sentence, ErrorCode.SERVER_REFUSED, server.title) from exc
            code = status.get("Status") if status else None
            if code is None:
                sentence = f"the DICOM server {server} was lost at object {number} of {len(objects)}; send again"
                raise ExportError(sentence, ErrorCode.SERVER_LOST, server.title)
            if code != SUCCESS and code not in WARNINGS:
                sentence = f"the DICOM server {server} did not store object {number} of {len(objects)} (0x{code:04X})"
                raise ExportError(sentence, ErrorCode.SERVER_REFUSED, server.title)
    finally:
        link.release()
