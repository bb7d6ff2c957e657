"""DICOM servers that do what a real one never should, step by step, on a free port of this machine."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from edge_app.exams.export.dicom.node import DicomNode, Tls

PATIENCE_S = 30.0  # of a test on a busy machine
Peer = Callable[[socket.socket, threading.Event], None]  # with the connection, and what is set when the test is over


@contextmanager
def peer(behave: Peer, tls: Tls | None = None) -> Iterator[DicomNode]:
    """A server that does `behave` with the first connection."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):  # the client may end it at any time
                connection, _ = listening.accept()
                with connection:
                    connection.settimeout(PATIENCE_S)
                    behave(connection, over)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield DicomNode("PEER", "127.0.0.1", listening.getsockname()[1], tls)
        over.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def pdu(kind: int, body: bytes, claimed: int | None = None) -> bytes:
    """claimed: the length that the header says, where it lies."""
    return struct.pack(">BxI", kind, len(body) if claimed is None else claimed) + body


def item(kind: int, data: bytes, claimed: int | None = None) -> bytes:
    return struct.pack(">BxH", kind, len(data) if claimed is None else claimed) + data


def accepted(result: int = 0, max_length: int = 16384) -> bytes:
    """A-ASSOCIATE-AC of one context. result: 0 accepts it."""
    context = item(0x21, struct.pack(">BxBx", 1, result) + item(0x40, b"1.2.840.10008.1.2.1"))
    user = item(0x50, item(0x51, struct.pack(">I", max_length)))
    return pdu(2, struct.pack(">HH", 1, 0) + bytes(64) + item(0x10, b"1.2.840.10008.3.1.1.1") + context + user)


def answer(message: int = 1, status: int = 0, command: int = 0x8001, flags: int = 3, claimed: int | None = None) -> bytes:
    """P-DATA-TF with a C-STORE response. claimed: the length that the PDV says, where it lies."""
    values = [(0x0100, command), (0x0120, message), (0x0800, 0x0101), (0x0900, status)]
    data = b"".join(struct.pack("<HHIH", 0, element, 2, value) for element, value in values)
    return pdu(4, struct.pack(">IBB", len(data) + 2 if claimed is None else claimed, 1, flags) + data)


ABORT, RELEASED = pdu(7, bytes(4)), pdu(6, bytes(4))


def read_pdu(connection: socket.socket) -> bytes:
    """Type and body of the next PDU, from a client that tells the truth."""
    header = _exactly(connection, 6)
    kind, length = struct.unpack(">BxI", header)
    return bytes([kind]) + _exactly(connection, length)


def read_object(connection: socket.socket) -> None:
    """Everything of one C-STORE request."""
    while read_pdu(connection)[6] != 2:  # the flags of the last fragment of a data set
        pass


def silent(connection: socket.socket, over: threading.Event) -> None:
    over.wait(PATIENCE_S)


def says(*answers: bytes, then: Peer = silent) -> Peer:
    """Answers the association, then each object, with these bytes; then does `then`."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        for number, one in enumerate(answers):
            read_pdu(connection) if number == 0 else read_object(connection)
            connection.sendall(one)
        then(connection, over)

    return behave


def trickles(data: bytes, every_s: float = 0.05) -> Peer:
    """One byte after the other, slower than the deadline allows for all."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            if over.wait(every_s):
                return

    return behave


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise OSError
        data += more
    return data
