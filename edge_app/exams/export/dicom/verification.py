"""Asks a DICOM node whether it is there and lets this device in (C-ECHO, Verification SOP class). Nothing of an exam is sent."""

from __future__ import annotations

from edge_app.errors import ErrorCode, ExportError
from edge_app.exams.export.dicom.association import VERIFICATION, Association, Deadlines
from edge_app.exams.export.dicom.node import DicomNode

DEADLINES = Deadlines(connect=5, handshake=5, associate=5, echo=5, release=2)  # s; somebody waits for the answer


def verify(node: DicomNode, deadlines: Deadlines = DEADLINES) -> None:
    """Return if the node answers. Raises ExportError, whose code says why it does not.

    TITLE_REFUSED: it refuses this device or the test; SERVER_SILENT: it cannot be reached, or is no DICOM node;
    SERVER_NOT_SECURE: trouble with TLS; SERVER_LOST: it ended the connection.
    """
    with Association(node, [VERIFICATION], deadlines) as association:
        status = association.echo()
        if status != 0:
            message = f"the DICOM server {node} answers the test with status 0x{status:04X}; have the server checked"
            raise ExportError(message, ErrorCode.TITLE_REFUSED, node.title)
