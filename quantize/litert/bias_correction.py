"""Bias correction of a LiteRT graph (Nagel et al. 2019, section 4.2, on images).

Rounding shifts the mean of every channel a little, always in the same direction for one graph, and the shifts add up to one of
all answers. They are measured on training images where the whole network flows through one convolution, from the first such
place to the last, and taken out of that convolution's bias. Needs the extra `litert`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter
from ai_edge_litert.tools import flatbuffer_utils

from edge_app.records import GreyImage
from quantize.litert.nhwc import add_borders

Means = npt.NDArray[np.float64]  # (C,)
CONVOLUTIONS = (schema.BuiltinOperator.CONV_2D, schema.BuiltinOperator.DEPTHWISE_CONV_2D)
SIGN = 0x80  # from grey levels to the signed input
MIN_ACTIVE = 0.1  # share of a channel's values; the shift of a channel that ReLU mostly closes is no better known


def correct_biases(exact: bytes, graph: bytes, images: GreyImage) -> bytes:
    """The INT8 graph with corrected biases. exact: the float graph it was made of; images: (N, S, S) training images."""
    for place in bottlenecks(exact):
        wanted, active = channel_means(exact, place, images)
        found, _ = channel_means(graph, place, images)
        graph = shift_output(graph, place, (wanted - found) / np.maximum(active, MIN_ACTIVE))
    return graph


def convolutions(model: Any) -> list[Any]:
    """The graph's convolutions in order; they are the same ones in the float and in the INT8 graph."""
    (subgraph,) = model.subgraphs
    return [o for o in subgraph.operators if model.operatorCodes[o.opcodeIndex].builtinCode in CONVOLUTIONS]


def bottlenecks(graph: bytes) -> list[int]:
    """The convolutions, by their number, whose output is all that anything after them reads."""
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(graph))
    (subgraph,) = model.subgraphs
    maker = {int(output): i for i, operator in enumerate(subgraph.operators) for output in operator.outputs}
    maker.update({int(i): -1 for i in subgraph.inputs})
    earliest = len(subgraph.operators)  # operator whose output something after the present one reads
    through = set()
    for i in reversed(range(len(subgraph.operators))):
        if earliest == i:
            through.add(i)
        read = [maker[int(t)] for t in subgraph.operators[i].inputs if int(t) in maker]
        earliest = min([earliest, *read])
    numbered = [i for i, o in enumerate(subgraph.operators) if model.operatorCodes[o.opcodeIndex].builtinCode in CONVOLUTIONS]
    return [number for number, i in enumerate(numbered) if i in through]


def channel_means(graph: bytes, place: int, images: GreyImage) -> tuple[Means, Means]:
    """Mean of each channel of a convolution's output over the images, and the share of its values above 0."""
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(graph))
    (subgraph,) = model.subgraphs
    output = int(convolutions(model)[place].outputs[0])
    subgraph.outputs, model.signatureDefs = [output], []
    interpreter = Interpreter(model_content=bytes(flatbuffer_utils.convert_object_to_bytearray(model)), num_threads=1)
    interpreter.allocate_tensors()
    (image,), (read,) = interpreter.get_input_details(), interpreter.get_output_details()
    scale, zero_point = read["quantization"] if read["dtype"] is np.int8 else (1.0, 0)
    sums = active = np.zeros(int(read["shape"][-1]))
    for one in images:
        bordered = add_borders(one[np.newaxis])
        interpreter.set_tensor(
            image["index"], (bordered ^ SIGN).view(np.int8) if image["dtype"] is np.int8 else bordered.astype(np.float32)
        )
        interpreter.invoke()
        values = interpreter.get_tensor(read["index"]).reshape(-1, len(sums)).astype(np.float32)
        sums = sums + values.mean(0, dtype=np.float64)
        active = active + (values > zero_point).mean(0)
    return (sums / len(images) - zero_point) * scale, active / len(images)


def shift_output(graph: bytes, place: int, shift: Means) -> bytes:
    """The graph with `shift` (C,) added to a convolution's output, before its ReLU."""
    model = flatbuffer_utils.read_model_from_bytearray(bytearray(graph))
    (subgraph,) = model.subgraphs
    bias = subgraph.tensors[convolutions(model)[place].inputs[2]]
    buffer = model.buffers[bias.buffer]
    steps = np.frombuffer(bytes(buffer.data), np.int32) + np.rint(shift / np.asarray(bias.quantization.scale)).astype(np.int32)
    buffer.data = np.frombuffer(steps.astype(np.int32).tobytes(), np.uint8)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))
