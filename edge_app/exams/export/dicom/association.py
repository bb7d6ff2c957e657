"""A connection to a DICOM server on which no step can take longer than its deadline, whatever the server does or omits.

The connection is our own because pynetdicom's waits without limit for the rest of a PDU, up to the 4 GB that a server may
claim, in memory, and in threads that keep the program from ending (pynetdicom 3.0, `transport.AssociationSocket.recv`).
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType

from edge_app.errors import ConfigError, ErrorCode, ExportError
from edge_app.exams.export.dicom import pdu
from edge_app.exams.export.dicom.node import DicomNode, Tls
from edge_app.exams.export.dicom.pdu import Accepted, Command, Kind, MalformedPdu, Response

OUR_TITLE = "EDGE_APP"
VERIFICATION = "1.2.840.10008.1.1"  # SOP class of C-ECHO
PENDING = (0xFF00, 0xFF01)  # statuses of an answer to C-FIND that more follow (PS3.4 K.4.1.1.4)


@dataclass(frozen=True)
class Deadlines:
    """The most that each step may take as a whole, s."""

    connect: float = 10.0  # after the name is looked up, which takes as long as the system's resolver takes
    handshake: float = 10.0  # of TLS
    associate: float = 15.0
    store: float = 30.0  # one object and its answer, and a second more for each `store_rate` bytes
    store_rate: float = 100_000.0  # bytes/s
    find: float = 20.0  # a query and all its answers
    echo: float = 10.0
    release: float = 5.0


@dataclass(frozen=True)
class Matches:
    """The answers to a query."""

    datasets: tuple[bytes, ...]  # encoded, as the server sent them
    status: int  # of the last answer (PS3.4 K.4.1.1.4)
    is_cut: bool  # whether there were more than asked for


class Association:
    """Connected and agreed on entry; released, or aborted after an error, on exit. Every error is an ExportError."""

    def __init__(
        self,
        node: DicomNode,
        sop_classes: Iterable[str],
        deadlines: Deadlines,
        transfer_syntax: str = pdu.EXPLICIT_LITTLE,
        remedy: str = "send again",
        compressed: Iterable[tuple[str, str]] = (),
    ) -> None:
        """sop_classes: at most 128, with `compressed`: SOP classes that are also offered in another transfer syntax, with that.
        remedy: what messages advise where the connection is lost.
        """
        self._node, self._deadlines, self._transfer_syntax, self._remedy = node, deadlines, transfer_syntax, remedy
        offered = dict.fromkeys([*((sop_class, transfer_syntax) for sop_class in sop_classes), *compressed])
        self._contexts = {service: 2 * index + 1 for index, service in enumerate(offered)}
        self._accepted = Accepted(frozenset(), pdu.MAX_BODY)
        self._message = 0
        self._parts: Iterator[pdu.Fragment] = iter(())  # of the PDU that was received last
        self._socket: socket.socket | None = None
        self._heard = False  # whether the server has said anything of DICOM
        self._until = 0.0  # monotonic clock, s: the end of the present step

    def __enter__(self) -> Association:
        self._connect()
        try:
            if self._node.tls is not None:
                self._encrypt(self._node.tls)
            self._associate()
        except BaseException:
            self._close(abort=True)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            with suppress(ExportError, MalformedPdu):  # everything is stored and confirmed by now
                self._begin(self._deadlines.release)
                self._send(pdu.pdu(Kind.RELEASE_RQ))
                self._receive()
        self._close(abort=error is not None)

    def takes(self, sop_class: str, transfer_syntax: str) -> bool:
        """Whether the server takes objects of this kind in this transfer syntax, which were offered to it."""
        return self._contexts[sop_class, transfer_syntax] in self._accepted.contexts

    def store(self, sop_class: str, instance: str, dataset: bytes, what: str, transfer_syntax: str = pdu.EXPLICIT_LITTLE) -> int:
        """Store one object, encoded in the transfer syntax; its status (PS3.4 B.2.3). what: names it in messages."""
        context = self._contexts[sop_class, transfer_syntax]
        if context not in self._accepted.contexts:
            message = f"the DICOM server {self._node} does not take objects of the kind of {what} ({sop_class})"
            raise ExportError(message, ErrorCode.SERVER_REFUSED, self._node.title)
        self._message = self._message % 0xFFFF + 1
        self._begin(self._deadlines.store + len(dataset) / self._deadlines.store_rate)
        parts = pdu.store_message(context, self._message, sop_class, instance, dataset, self._accepted.max_body)
        return self._ask(parts, Command.STORE_RSP, what)

    def echo(self) -> int:
        """Ask whether the server answers (C-ECHO); its status, 0 where it does (PS3.7 9.1.5)."""
        context = self._contexts[VERIFICATION, self._transfer_syntax]
        if context not in self._accepted.contexts:
            message = f"the DICOM server {self._node} takes the connection and no test; have it allow C-ECHO for {OUR_TITLE}"
            raise ExportError(message, ErrorCode.TITLE_REFUSED, self._node.title)
        self._message = self._message % 0xFFFF + 1
        self._begin(self._deadlines.echo)
        return self._ask([pdu.echo_message(context, self._message, VERIFICATION)], Command.ECHO_RSP, "the test")

    def _ask(self, parts: Iterable[bytes], expected: Command, what: str) -> int:
        """Send the PDUs of a request; the status of its response."""
        try:
            for part in parts:
                self._send(part)
            answer = self._response(expected)
            if answer.has_dataset:
                raise MalformedPdu
        except MalformedPdu as exc:
            raise self._lost(f"answered {what} with a damaged message") from exc
        if answer.message != self._message:
            raise self._lost(f"answered another message than {what}")
        return answer.status

    def find(self, sop_class: str, query: bytes, limit: int) -> Matches:
        """Ask for what matches `query`, encoded in the transfer syntax; at most `limit` answers, then no more are asked for."""
        context = self._contexts[sop_class, self._transfer_syntax]
        if context not in self._accepted.contexts:
            message = f"the DICOM server {self._node} does not offer this service ({sop_class}); check the server's settings"
            raise ExportError(message, ErrorCode.SERVER_REFUSED, self._node.title)
        self._message = self._message % 0xFFFF + 1
        self._begin(self._deadlines.find)
        found: list[bytes] = []
        try:
            for part in pdu.find_message(context, self._message, sop_class, query, self._accepted.max_body):
                self._send(part)
            while True:
                status, dataset = self._match()
                if status not in PENDING:
                    return Matches(tuple(found), status, is_cut=False)
                if len(found) == limit:
                    self._cancel(context)
                    return Matches(tuple(found), status, is_cut=True)
                found.append(dataset)
        except MalformedPdu as exc:
            raise self._lost("answered with a damaged message") from exc

    def _match(self) -> tuple[int, bytes]:
        """Status and data set of the next answer to the query."""
        answer = self._response(Command.FIND_RSP)
        if answer.message != self._message:
            raise MalformedPdu
        return answer.status, self._part_of_message(is_command=False) if answer.has_dataset else b""

    def _cancel(self, context: int) -> None:
        """Ask for no more answers, and pass over those that are on their way; a server that goes on all the same is left."""
        self._begin(self._deadlines.release)
        with suppress(ExportError, MalformedPdu):
            for part in pdu.cancel_message(context, self._message, self._accepted.max_body):
                self._send(part)
            while self._match()[0] in PENDING:
                pass

    def _connect(self) -> None:
        host, port = self._node.host.strip("[]"), self._node.port
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as exc:
            message = f"the DICOM server {self._node} cannot be found ({exc}); check its name and the network"
            raise ExportError(message, ErrorCode.SERVER_SILENT, self._node.title) from exc
        self._begin(self._deadlines.connect)
        for family, kind, protocol, _, address in addresses:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(max(self._until - time.monotonic(), 1e-3))
                connection.connect(address)
            except OSError:
                connection.close()
                continue
            self._socket = connection
            return
        raise ExportError(
            f"the DICOM server {self._node} does not respond; check address and network",
            ErrorCode.SERVER_SILENT,
            self._node.title,
        )

    def _encrypt(self, tls: Tls) -> None:
        assert self._socket is not None
        try:
            context = tls.context()
        except ConfigError as exc:  # usable when the program began
            raise ExportError(str(exc), ErrorCode.SERVER_NOT_SECURE, self._node.title) from exc
        self._begin(self._deadlines.handshake)
        try:
            # Hands the plain socket's descriptor over: it must not be closed twice.
            self._socket = context.wrap_socket(
                self._socket, server_hostname=self._node.host.strip("[]"), do_handshake_on_connect=False
            )
            self._socket.settimeout(self._deadlines.handshake)
            self._socket.do_handshake()
        except (OSError, ValueError) as exc:
            raise self._not_secure(exc) from exc

    def _associate(self) -> None:
        self._begin(self._deadlines.associate)
        contexts = {number: service for service, number in self._contexts.items()}
        self._send(pdu.associate_request(self._node.title, OUR_TITLE, contexts))
        try:
            kind, body = self._receive()
            if kind is Kind.ASSOCIATE_AC:
                self._accepted = pdu.parse_accepted(body)
                return
        except MalformedPdu as exc:
            message = f"what answers at {self._node} is not a DICOM server; check host and port"
            raise ExportError(message, ErrorCode.SERVER_SILENT, self._node.title) from exc
        raise ExportError(
            f"the DICOM server {self._node} refuses the connection; check the titles, its own and {OUR_TITLE}",
            ErrorCode.TITLE_REFUSED if kind is Kind.ASSOCIATE_RJ else ErrorCode.SERVER_SILENT, self._node.title,
        )  # fmt: skip

    def _response(self, expected: Command) -> Response:
        return pdu.parse_response(self._part_of_message(is_command=True), expected)

    def _part_of_message(self, is_command: bool) -> bytes:
        """A command, or a data set."""
        data = bytearray()
        while True:
            part = self._fragment()
            data += part.data
            if part.is_command is not is_command or len(data) > pdu.MAX_BODY:
                raise MalformedPdu
            if part.is_last:
                return bytes(data)

    def _fragment(self) -> pdu.Fragment:
        while (part := next(self._parts, None)) is None:
            kind, body = self._receive()
            if kind is not Kind.DATA:
                raise self._lost("ended the connection")
            self._parts = pdu.fragments(body)
        return part

    # Bytes, until the deadline of the present step

    def _begin(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def _send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            with self._in_time() as connection:
                rest = rest[connection.send(rest) :]

    def _receive(self) -> tuple[Kind, bytes]:
        """The next PDU. Raises MalformedPdu, for a body above the limit before any of it is received."""
        kind, length = pdu.HEADER.unpack(self._exactly(pdu.HEADER.size))
        if length > pdu.MAX_BODY or kind not in {one.value for one in Kind}:
            raise MalformedPdu
        return Kind(kind), self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            with self._in_time() as connection:
                received = connection.recv(count - len(data))
            if not received and self._judging():
                raise self._not_secure("it closed the connection")
            if not received:
                raise self._lost("has closed the connection")
            self._heard = True
            data += received
        return bytes(data)

    @contextmanager
    def _in_time(self) -> Iterator[socket.socket]:
        """The connection, for one call that ends at the deadline of the present step."""
        assert self._socket is not None
        left = self._until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            yield self._socket
        except TimeoutError as exc:
            message = f"the DICOM server {self._node} did not answer in time; {self._remedy}, or have the server checked"
            raise ExportError(message, ErrorCode.SERVER_SILENT, self._node.title) from exc
        except ssl.SSLError as exc:
            raise self._not_secure(exc) from exc
        except OSError as exc:
            if self._judging():
                raise self._not_secure(exc) from exc
            raise self._lost(f"has lost the connection ({exc.strerror or exc})") from exc

    def _judging(self) -> bool:
        """Whether the server may still be judging our certificate.

        With TLS 1.3 it does so after the handshake, and its reason is lost where the end of the connection comes first.
        """
        return isinstance(self._socket, ssl.SSLSocket) and not self._heard

    def _not_secure(self, error: OSError | ValueError | str) -> ExportError:
        named = (getattr(error, name, None) for name in ("verify_message", "reason", "strerror"))
        reason = next((name for name in named if name), error)
        message = f"no encrypted connection to the DICOM server {self._node} ({reason}); check the certificates on both sides"
        return ExportError(message, ErrorCode.SERVER_NOT_SECURE, self._node.title)

    def _lost(self, what: str) -> ExportError:
        return ExportError(f"the DICOM server {self._node} {what}; {self._remedy}", ErrorCode.SERVER_LOST, self._node.title)

    def _close(self, abort: bool) -> None:
        if self._socket is None:
            return
        with suppress(OSError):
            if abort:
                self._socket.settimeout(0)
                self._socket.send(pdu.pdu(Kind.ABORT))
        self._socket.close()
        self._socket = None
