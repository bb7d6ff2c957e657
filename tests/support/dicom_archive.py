"""A DICOM server in this process."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from pydicom.dataset import Dataset
from pynetdicom import AE, StoragePresentationContexts, evt

from edge_app.exams.export.dicom.node import DicomNode


@contextmanager
def archive(received: list[Dataset], tls: ssl.SSLContext | None = None) -> Iterator[DicomNode]:
    """Takes whatever is sent, on a free port; `received` gets it. tls: the connection is encrypted, the node does not say so."""

    def store(event: evt.Event) -> int:
        received.append(event.dataset)
        return 0x0000

    entity = AE(ae_title="ARCHIVE")
    entity.supported_contexts = StoragePresentationContexts
    entity.add_supported_context("1.2.840.10008.1.1")  # C-ECHO, which pynetdicom answers by itself
    server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, store)], ssl_context=tls)
    assert server is not None
    try:
        yield DicomNode("ARCHIVE", "127.0.0.1", server.server_address[1])
    finally:
        server.shutdown()
