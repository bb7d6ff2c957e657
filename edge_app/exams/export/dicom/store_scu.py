"""Sends DICOM objects to the configured server (C-STORE). The appliance makes no other connections."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian
from pynetdicom import AE

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.node import DicomNode

OUR_TITLE = "EDGE_APP"
TIMEOUT_S = 15.0  # for the connection and for each response
SUCCESS, WARNINGS = 0x0000, range(0xB000, 0xC000)  # PS3.4 B.2.3


def send(server: DicomNode, objects: Sequence[Dataset]) -> None:
    """Send all objects. Raises ExportError at the first that is not stored; those sent before it may be sent again."""
    entity = AE(ae_title=OUR_TITLE)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = entity.connection_timeout = TIMEOUT_S
    for sop_class in dict.fromkeys(dataset.SOPClassUID for dataset in objects):
        entity.add_requested_context(sop_class, ExplicitVRLittleEndian)
    try:
        association = entity.associate(server.host, server.port, ae_title=server.title)
    except (OSError, UnicodeError) as exc:  # pynetdicom passes on errors of the name lookup
        message = f"the DICOM server {server} cannot be found ({exc}); check its name and the network"
        raise ExportError(message, ErrorCode.SERVER_SILENT, server.title) from exc
    if not association.is_established:
        raise ExportError(
            f"the DICOM server {server} does not respond or refuses the connection; check address, titles and network",
            ErrorCode.SERVER_SILENT, server.title,
        )  # fmt: skip
    try:
        for number, dataset in enumerate(objects, start=1):
            try:
                status = association.send_c_store(dataset)
            except (ValueError, RuntimeError) as exc:
                message = f"the DICOM server {server} refused object {number} of {len(objects)} ({exc})"
                raise ExportError(message, ErrorCode.SERVER_REFUSED, server.title) from exc
            code = status.get("Status") if status else None
            if code is None:
                message = f"the connection to the DICOM server {server} was lost at object {number} of {len(objects)}; send again"
                raise ExportError(message, ErrorCode.SERVER_LOST, server.title)
            if code != SUCCESS and code not in WARNINGS:
                message = f"the DICOM server {server} did not store object {number} of {len(objects)} (0x{code:04X})"
                raise ExportError(message, ErrorCode.SERVER_REFUSED, server.title)
    finally:
        association.release()
