"""A LiteRT graph made by hand, for where the conversion's packages are not: what it answers can be reported with numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

CELL = 32  # px: 224 / 7

Floats = npt.NDArray[np.float32]


def tiny_graph(kernel: Floats, weight: Floats, bias: Floats, zero_point: int = -128) -> bytes:
    """image int8 (1, 226, 226, 2) -> mean grey level of 7 x 7 cells times kernel (K,), ReLU -> linear layer (L, K), (L,)."""
    model = schema.ModelT()
    model.version = 3
    model.buffers = [schema.BufferT()]
    graph = schema.SubGraphT()
    graph.tensors, graph.operators = [], []
    model.subgraphs, model.operatorCodes = [graph], []
    channels = len(kernel)

    float32 = schema.TensorType.FLOAT32

    def tensor(name: str, shape: tuple[int, ...], data: npt.NDArray[np.generic] | None = None, kind: int = float32) -> int:
        made = schema.TensorT()
        made.name, made.shape, made.type = name, list(shape), kind
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data.tobytes(), np.uint8)
            model.buffers.append(buffer)
            made.buffer = len(model.buffers) - 1
        graph.tensors.append(made)
        return len(graph.tensors) - 1

    def operation(code: int, inputs: list[int], output: int, kind: int = 0, options: object = None) -> None:
        listed = schema.OperatorCodeT()
        listed.builtinCode = listed.deprecatedBuiltinCode = code
        listed.version = 2 if code == schema.BuiltinOperator.DEQUANTIZE else 1
        model.operatorCodes.append(listed)
        made = schema.OperatorT()
        made.opcodeIndex, made.inputs, made.outputs = len(model.operatorCodes) - 1, inputs, [output]
        made.builtinOptionsType, made.builtinOptions = kind, options
        graph.operators.append(made)

    image = tensor("image", (1, 226, 226, 2), kind=schema.TensorType.INT8)
    scale = schema.QuantizationParametersT()
    scale.scale, scale.zeroPoint = [1.0], [zero_point]
    graph.tensors[image].quantization = scale
    framed = tensor("framed", (1, 226, 226, 2))
    grey = tensor("grey", (1, 224, 224, 1))
    begin = tensor("begin", (4,), np.array([0, 1, 1, 0], np.int32), schema.TensorType.INT32)
    size = tensor("size", (4,), np.array([1, 224, 224, 1], np.int32), schema.TensorType.INT32)
    cells = tensor("cells", (1, 7, 7, 1))
    features = tensor("features", (1, 7, 7, channels))
    pooled = tensor("pooled", (1, channels))
    logits = tensor("logits", (1, len(bias)))
    kernel_tensor = tensor("kernel", (channels, 1, 1, 1), kernel.astype(np.float32))
    zeros = tensor("zeros", (channels,), np.zeros(channels, np.float32))
    axes = tensor("axes", (2,), np.array([1, 2], np.int32), schema.TensorType.INT32)
    weight_tensor = tensor("weight", (len(bias), channels), weight.astype(np.float32))
    bias_tensor = tensor("bias", (len(bias),), bias.astype(np.float32))

    pool = schema.Pool2DOptionsT()
    pool.padding = schema.Padding.VALID
    pool.strideH = pool.strideW = pool.filterHeight = pool.filterWidth = CELL
    conv = schema.Conv2DOptionsT()
    conv.padding = schema.Padding.VALID
    conv.strideH = conv.strideW = 1
    conv.fusedActivationFunction = schema.ActivationFunctionType.RELU
    operators, options = schema.BuiltinOperator, schema.BuiltinOptions
    operation(operators.DEQUANTIZE, [image], framed)
    operation(operators.SLICE, [framed, begin, size], grey, options.SliceOptions, schema.SliceOptionsT())
    operation(operators.AVERAGE_POOL_2D, [grey], cells, options.Pool2DOptions, pool)
    operation(operators.CONV_2D, [cells, kernel_tensor, zeros], features, options.Conv2DOptions, conv)
    operation(operators.MEAN, [features, axes], pooled, options.ReducerOptions, schema.ReducerOptionsT())
    operation(operators.FULLY_CONNECTED, [pooled, weight_tensor, bias_tensor], logits, options.FullyConnectedOptions,
              schema.FullyConnectedOptionsT())  # fmt: skip
    graph.inputs, graph.outputs = [image], [features, logits]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def tiny_answer(image: npt.NDArray[np.uint8], kernel: Floats, weight: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """What `tiny_graph` answers: logits (L,), features (K, 7, 7)."""
    cells = image.reshape(7, CELL, 7, CELL).mean((1, 3), dtype=np.float64)
    features = np.maximum(kernel[:, np.newaxis, np.newaxis] * cells, 0).astype(np.float32)
    return (weight @ features.mean((1, 2)) + bias).astype(np.float32), features
