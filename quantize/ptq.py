"""Post-training quantisation: from the FP32 graph to INT8, calibrated on preprocessed training pictures.

Eight-bit unsigned activations, eight-bit signed weights with one scale per channel, written as quantise-dequantise pairs
(QDQ) so that every runtime may fuse them as it can. Ranges are the 99.999th percentile of each tensor: the plain maximum
follows single outliers, a lower percentile cuts off evidence.
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from tqdm import tqdm

from edge_app.engine.engine import Inference

PERCENTILE = 99.999
HEAD_OUTPUT = "logits"
FEATURES = "features"
FLOAT_SIDE = 112  # px: the stem and the first stage


class Pictures(CalibrationDataReader):  # type: ignore[misc]
    """Preprocessed pictures (N, S, S) uint8 in the form ONNX Runtime's calibration asks for."""

    def __init__(self, images: npt.NDArray[np.uint8]) -> None:
        self._images = images
        self.set_range(0, len(images))
        self._bar = tqdm(total=len(images), desc="calibrating", unit="picture", disable=None)

    def __len__(self) -> int:
        return len(self._images)

    def set_range(self, start_index: int, end_index: int) -> None:
        self._rest = iter(self._images[start_index:end_index])

    def get_next(self) -> dict[str, npt.NDArray[np.uint8]] | None:
        image = next(self._rest, None)
        if image is None:
            return None
        self._bar.update()
        return {"image": image[np.newaxis, np.newaxis]}


def quantise(graph: bytes, images: npt.NDArray[np.uint8]) -> bytes:
    """An FP32 graph and preprocessed training pictures (N, S, S) uint8 -> the INT8 graph with the same inputs and outputs.

    Two parts stay in float. The head: it costs nothing, and the logits then follow from the very features the heatmap is
    made of. The layers at the largest size: with their few channels eight bits cost most of the accuracy there (some 7 dB
    of the logits, seen on a barely trained network) and save no time in ONNX Runtime on x86; not measured on ARM.
    """
    model = onnx.load_from_string(graph)
    with tempfile.TemporaryDirectory() as folder, _quiet():
        output = Path(folder) / "int8.onnx"
        quantize_static(
            model,
            output,
            Pictures(images),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            calibrate_method=CalibrationMethod.Percentile,
            nodes_to_exclude=[*head_nodes(model), *large_nodes(model)],
            # One picture at a time: the activations of all of them together would not fit into memory.
            extra_options={"CalibPercentile": PERCENTILE, "CalibStridedMinMax": 1},
        )
        return output.read_bytes()


def head_nodes(model: onnx.ModelProto) -> list[str]:
    """Names of the nodes between the features and the logits."""
    producer = {name: node for node in model.graph.node for name in node.output}
    names, wanted = [], [HEAD_OUTPUT]
    while wanted:
        name = wanted.pop()
        if name != FEATURES and name in producer:
            names.append(producer[name].name)
            wanted.extend(producer[name].input)
    return names


def large_nodes(model: onnx.ModelProto) -> list[str]:
    """Names of the nodes whose output has `FLOAT_SIDE` pixels a side or more."""
    shapes = {value.name: value.type.tensor_type.shape.dim for value in onnx.shape_inference.infer_shapes(model).graph.value_info}
    sides = {name: dims[2].dim_value for name, dims in shapes.items() if len(dims) == 4}
    return [node.name for node in model.graph.node if sides.get(node.output[0], 0) >= FLOAT_SIDE]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the calibrator's prints and its advice to preprocess a graph that the exporter has already optimised."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        with redirect_stdout(io.StringIO()):
            yield
    finally:
        root.setLevel(level)


def run_unfused(graph: bytes, images: npt.NDArray[np.uint8]) -> Iterator[Inference]:
    """Run a QDQ graph pair by pair in float, as a runtime without integer kernels would, on (N, S, S) uint8 pictures.

    Integer kernels round at other places. How far the two come apart says how much a right answer may vary from one
    processor to the next.
    """
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    for image in images:
        logits, features = session.run([HEAD_OUTPUT, FEATURES], {"image": image[np.newaxis, np.newaxis]})
        yield Inference(logits[0], features[0])
