"""Which operators an ONNX graph is made of, read from its bytes without the package onnx, which the appliance does not have.

A graph is a protobuf message (onnx.proto): ModelProto.graph = 7 and .functions = 25, GraphProto.node = 1, FunctionProto.node = 7,
NodeProto.op_type = 4. Encoding: https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from collections.abc import Iterator

from edge_app.errors import EngineError

_GRAPH, _FUNCTIONS, _NODE_OF_GRAPH, _NODE_OF_FUNCTION, _OP_TYPE = 7, 25, 1, 7, 4
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5  # wire types

# The operators that hold graphs of their own. The network has none, and what they do may never end.
CONTROL_FLOW = frozenset({"If", "Loop", "Scan", "SequenceMap"})


def refuse_control_flow(graph: bytes, name: str) -> None:
    """Raise EngineError for an ONNX graph that loops or branches, or that is none. name: of the graph, in the message."""
    try:
        found = sorted(operators(graph) & CONTROL_FLOW)
    except ValueError as exc:
        raise EngineError(f"the {name} graph cannot be loaded, it is not an ONNX graph; check the bundle") from exc
    if found:
        raise EngineError(f"the {name} graph holds the operator {found[0]}, which may never end; check the bundle")


def operators(graph: bytes) -> frozenset[str]:
    """The op_types of all nodes of an ONNX model and of its functions. Raises ValueError where the bytes are no such message."""
    found: set[str] = set()
    for field, part in _messages(memoryview(graph)):
        if field in (_GRAPH, _FUNCTIONS):
            nodes = _NODE_OF_GRAPH if field == _GRAPH else _NODE_OF_FUNCTION
            for inner, node in _messages(part):
                if inner == nodes:
                    found |= {bytes(text).decode("utf-8", "replace") for number, text in _messages(node) if number == _OP_TYPE}
    return frozenset(found)


def _messages(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """(field number, bytes) of the length-delimited fields of a message; the others are passed over."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        match key & 7:
            case wire if wire == _VARINT:
                _, at = _varint(message, at)
            case wire if wire == _EIGHT_BYTES:
                at += 8
            case wire if wire == _FOUR_BYTES:
                at += 4
            case wire if wire == _BYTES:
                length, at = _varint(message, at)
                if at + length > len(message):
                    raise ValueError("a field is longer than its message")
                yield key >> 3, message[at : at + length]
                at += length
            case wire:
                raise ValueError(f"wire type {wire}")
    if at > len(message):
        raise ValueError("a field is longer than its message")


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """The number at a place, seven bits a byte, and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise ValueError("a number is cut off")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number is longer than ten bytes")
