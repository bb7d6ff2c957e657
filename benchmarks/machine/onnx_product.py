"""An ONNX graph that multiplies two square matrices, written without the package onnx, which the appliance does not have.

Fields of onnx.proto: ModelProto ir_version 1, graph 7, opset_import 8; GraphProto node 1, name 2, input 11, output 12;
NodeProto input 1, output 2, op_type 4; ValueInfoProto name 1, type 2; TypeProto tensor_type 1; its elem_type 1, shape 2; dim 1,
dim_value 1.
"""

from __future__ import annotations

IR_VERSION, OPSET = 8, 13
FLOAT, UINT8, INT8, INT32 = 1, 2, 3, 6  # TensorProto.DataType


def product_graph(operator: str, left: int, right: int, out: int, side: int) -> bytes:
    """The graph "a" (side, side) times "b" (side, side) -> "c"; operator: MatMul or MatMulInteger; the rest: data types."""
    node = _text(1, "a") + _text(1, "b") + _text(2, "c") + _text(4, operator)
    graph = _bytes(1, node) + _text(2, "product")
    graph += _bytes(11, _value("a", left, side)) + _bytes(11, _value("b", right, side)) + _bytes(12, _value("c", out, side))
    return _number(1, IR_VERSION) + _bytes(7, graph) + _bytes(8, _number(2, OPSET))


def _value(name: str, kind: int, side: int) -> bytes:
    shape = _bytes(1, _number(1, side)) * 2
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
