"""The messages of a DICOM association that stores objects, asks for a worklist or for an echo, as bytes. Pure.

DICOM PS3.8, section 9.3 (protocol data units) and annex D; PS3.7, 9.3.1 (C-STORE), 9.3.2 (C-FIND), 9.3.5 (C-ECHO) and annex E
(commands).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

HEADER = struct.Struct(">BxI")  # type, length of the body
MAX_BODY = 1 << 16  # bytes of a PDU's body, either way; answers to C-STORE have some 150
MIN_BODY = 128  # bytes; a server that takes less per PDU is not one
_ITEM = struct.Struct(">BxH")
_PDV = struct.Struct(">IBB")  # length of what follows, context, flags
_COMMAND, _LAST = 0x01, 0x02  # flags of a PDV
_ELEMENT = struct.Struct("<HHI")  # implicit VR, little endian
_APPLICATION = b"1.2.840.10008.3.1.1.1"  # PS3.7 A.2.1
EXPLICIT_LITTLE, IMPLICIT_LITTLE = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"  # transfer syntaxes
_OUR_CLASS, _OUR_VERSION = b"2.25.169301866118371493372062311083412061409", b"EDGE_APP"  # PS3.7 D.3.3.2
_NO_DATASET = 0x0101
_MEDIUM_PRIORITY, _HAS_DATASET = 0x0000, 0x0001


class Kind(IntEnum):
    """Types of PDU."""

    ASSOCIATE_RQ = 1
    ASSOCIATE_AC = 2
    ASSOCIATE_RJ = 3
    DATA = 4
    RELEASE_RQ = 5
    RELEASE_RP = 6
    ABORT = 7


class Command(IntEnum):
    """Requests and their responses (Command Field, PS3.7 E.1)."""

    STORE_RQ = 0x0001
    FIND_RQ = 0x0020
    ECHO_RQ = 0x0030
    CANCEL_RQ = 0x0FFF
    STORE_RSP = 0x8001
    FIND_RSP = 0x8020
    ECHO_RSP = 0x8030


class MalformedPdu(ValueError):
    """A PDU is not what the standard says."""


@dataclass(frozen=True)
class Accepted:
    """What a server agreed to."""

    contexts: frozenset[int]
    max_body: int  # bytes of a PDU that it takes, at most ours


@dataclass(frozen=True)
class Response:
    """What a server answers to a request."""

    message: int  # which one it answers
    status: int
    has_dataset: bool  # whether a data set follows


@dataclass(frozen=True)
class Fragment:
    """Part of a message."""

    data: bytes
    is_command: bool
    is_last: bool


def pdu(kind: Kind, body: bytes = bytes(4)) -> bytes:
    """A PDU; the default body is that of release and abort (by the user, no reason)."""
    return HEADER.pack(kind, len(body)) + body


def associate_request(called: str, calling: str, contexts: Mapping[int, tuple[str, str]]) -> bytes:
    """Ask for services, each an SOP class in a transfer syntax. Titles: up to 16 ASCII characters."""
    items = [_item(0x10, _APPLICATION)]
    for context, (sop_class, transfer_syntax) in contexts.items():
        syntaxes = _item(0x30, sop_class.encode()) + _item(0x40, transfer_syntax.encode())
        items.append(_item(0x20, struct.pack(">B3x", context) + syntaxes))
    items.append(_item(0x50, _item(0x51, struct.pack(">I", MAX_BODY)) + _item(0x52, _OUR_CLASS) + _item(0x55, _OUR_VERSION)))
    titles = called.encode("ascii").ljust(16) + calling.encode("ascii").ljust(16)
    return pdu(Kind.ASSOCIATE_RQ, struct.pack(">HH", 1, 0) + titles + bytes(32) + b"".join(items))


def parse_accepted(body: bytes) -> Accepted:
    """The body of an A-ASSOCIATE-AC. Raises MalformedPdu."""
    contexts, max_body = set(), 0
    for kind, item in _items(body[68:]):
        if kind == 0x21 and len(item) >= 4 and item[2] == 0:  # accepted
            contexts.add(item[0])
        elif kind == 0x50:
            for sub, value in _items(item):
                if sub == 0x51 and len(value) == 4:
                    max_body = int.from_bytes(value, "big")
    if len(body) < 68 or (0 < max_body < MIN_BODY):
        raise MalformedPdu
    return Accepted(frozenset(contexts), min(max_body or MAX_BODY, MAX_BODY))


def store_message(context: int, message: int, sop_class: str, instance: str, dataset: bytes, max_body: int) -> Iterator[bytes]:
    """The PDUs of one C-STORE request."""
    command = _command(
        {
            0x0002: _uid(sop_class),
            0x0100: struct.pack("<H", Command.STORE_RQ),
            0x0110: struct.pack("<H", message),
            0x0700: struct.pack("<H", _MEDIUM_PRIORITY),
            0x0800: struct.pack("<H", _HAS_DATASET),
            0x1000: _uid(instance),
        }
    )
    return _data(context, ((command, _COMMAND), (dataset, 0)), max_body)


def find_message(context: int, message: int, sop_class: str, query: bytes, max_body: int) -> Iterator[bytes]:
    """The PDUs of one C-FIND request."""
    command = _command(
        {
            0x0002: _uid(sop_class),
            0x0100: struct.pack("<H", Command.FIND_RQ),
            0x0110: struct.pack("<H", message),
            0x0700: struct.pack("<H", _MEDIUM_PRIORITY),
            0x0800: struct.pack("<H", _HAS_DATASET),
        }
    )
    return _data(context, ((command, _COMMAND), (query, 0)), max_body)


def cancel_message(context: int, message: int, max_body: int) -> Iterator[bytes]:
    """The PDUs that ask for no more answers to a C-FIND request."""
    command = _command(
        {
            0x0100: struct.pack("<H", Command.CANCEL_RQ),
            0x0120: struct.pack("<H", message),
            0x0800: struct.pack("<H", _NO_DATASET),
        }
    )
    return _data(context, ((command, _COMMAND),), max_body)


def echo_message(context: int, message: int, sop_class: str) -> bytes:
    """The PDU of a C-ECHO request, which has no data set."""
    command = _command(
        {
            0x0002: _uid(sop_class),
            0x0100: struct.pack("<H", Command.ECHO_RQ),
            0x0110: struct.pack("<H", message),
            0x0800: struct.pack("<H", _NO_DATASET),
        }
    )
    return pdu(Kind.DATA, _PDV.pack(len(command) + 2, context, _COMMAND | _LAST) + command)


def fragments(body: bytes) -> Iterator[Fragment]:
    """What a P-DATA-TF carries. Raises MalformedPdu."""
    start = 0
    while start < len(body):
        if len(body) < start + _PDV.size:
            raise MalformedPdu
        length, _, flags = _PDV.unpack_from(body, start)
        end = start + 4 + length
        if length < 2 or end > len(body):
            raise MalformedPdu
        yield Fragment(body[start + _PDV.size : end], bool(flags & _COMMAND), bool(flags & _LAST))
        start = end


def parse_response(command: bytes, expected: Command) -> Response:
    """A response of the kind that is expected (PS3.7 annex E). Raises MalformedPdu."""
    found: dict[int, int] = {}
    start = 0
    while start < len(command):
        if len(command) < start + _ELEMENT.size:
            raise MalformedPdu
        group, element, length = _ELEMENT.unpack_from(command, start)
        start += _ELEMENT.size
        if group != 0 or start + length > len(command):
            raise MalformedPdu
        if length == 2:
            found[element] = int.from_bytes(command[start : start + 2], "little")
        start += length
    if found.get(0x0100) != expected or not {0x0120, 0x0800, 0x0900} <= found.keys():
        raise MalformedPdu
    return Response(found[0x0120], found[0x0900], found[0x0800] != _NO_DATASET)


def _data(context: int, parts: Sequence[tuple[bytes, int]], max_body: int) -> Iterator[bytes]:
    """Each part, with the flag of its kind, in PDUs that are no larger than the server takes."""
    room = max_body - _PDV.size
    for data, flag in parts:
        for start in range(0, len(data), room):
            part = data[start : start + room]
            flags = flag | (_LAST if start + room >= len(data) else 0)
            yield pdu(Kind.DATA, _PDV.pack(len(part) + 2, context, flags) + part)


def _command(elements: Mapping[int, bytes]) -> bytes:
    encoded = b"".join(_ELEMENT.pack(0, number, len(value)) + value for number, value in elements.items())
    return _ELEMENT.pack(0, 0, 4) + struct.pack("<I", len(encoded)) + encoded


def _uid(text: str) -> bytes:
    return text.encode("ascii") + bytes(len(text) % 2)


def _item(kind: int, data: bytes) -> bytes:
    return _ITEM.pack(kind, len(data)) + data


def _items(data: bytes) -> Sequence[tuple[int, bytes]]:
    """Type and data of the items. Raises MalformedPdu."""
    found, start = [], 0
    while start < len(data):
        if len(data) < start + _ITEM.size:
            raise MalformedPdu
        kind, length = _ITEM.unpack_from(data, start)
        end = start + _ITEM.size + length
        if end > len(data):
            raise MalformedPdu
        found.append((kind, data[start + _ITEM.size : end]))
        start = end
    return found
