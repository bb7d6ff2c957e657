"""Post-training quantisation: from the FP32 graph to INT8, calibrated on preprocessed training images.

Written as quantise-dequantise pairs (QDQ), so that every runtime may fuse them as it can. The recipe decides how.
"""

from __future__ import annotations

import inspect
import io
import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16
from tqdm import tqdm

from edge_app.engine.onnx_runtime import EARLY
from edge_app.engine.protocol import Inference
from quantize.graphs.node_groups import FEATURES, HEAD_OUTPUT, float_nodes
from quantize.recipe import QuantRecipe

TYPES = {"uint8": QuantType.QUInt8, "int8": QuantType.QInt8}
METHODS = {
    "minmax": CalibrationMethod.MinMax,
    "entropy": CalibrationMethod.Entropy,
    "percentile": CalibrationMethod.Percentile,
}


class CalibrationImages(CalibrationDataReader):  # type: ignore[misc]
    """Preprocessed images (N, S, S) uint8 in the form ONNX Runtime's calibration asks for."""

    def __init__(self, images: npt.NDArray[np.uint8]) -> None:
        self._images = images
        self.set_range(0, len(images))
        self._bar = tqdm(total=len(images), desc="calibrating", unit="image", disable=None)

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


def quantise(graph: bytes, images: npt.NDArray[np.uint8], recipe: QuantRecipe, ranges: Path | None = None) -> bytes:
    """An FP32 graph and preprocessed training images (N, S, S) uint8 -> the INT8 graph with the same inputs and outputs.

    ranges: a file for the calibrated ranges; used when it is there, else calibrated and written. Raises ConfigError when
    the recipe keeps a layer in float that there is not.
    """
    kept = float_nodes(onnx.load_from_string(graph), recipe.keep_float)
    return quantise_nodes(graph, images, recipe, nodes_to_exclude=kept, ranges=ranges)


def quantise_nodes(
    graph: bytes,
    images: npt.NDArray[np.uint8],
    recipe: QuantRecipe,
    nodes_to_quantize: Sequence[str] = (),
    nodes_to_exclude: Sequence[str] = (),
    ranges: Path | None = None,
) -> bytes:
    """`quantise` with the nodes named: only those, or all but those."""
    cache = {} if ranges is None else {"calibration_cache_path": ranges}
    with tempfile.TemporaryDirectory() as folder, quietly():
        output = Path(folder) / "int8.onnx"
        quantize_static(
            onnx.load_from_string(graph),
            output,
            CalibrationImages(images),
            quant_format=QuantFormat.QDQ,
            activation_type=TYPES[recipe.activations],
            weight_type=TYPES[recipe.weights],
            per_channel=recipe.granularity == "channel",
            calibrate_method=METHODS[recipe.calibration],
            nodes_to_quantize=list(nodes_to_quantize),
            nodes_to_exclude=list(nodes_to_exclude),
            # One image at a time: the activations of all of them together would not fit into memory.
            extra_options={
                "CalibPercentile": recipe.percentile,
                "CalibStridedMinMax": 1,
                "ActivationSymmetric": recipe.activations == "int8",
            },
            **cache,
        )
        return output.read_bytes()


def to_half(graph: bytes) -> bytes:
    """An FP32 graph in half precision; what goes in and comes out stays as it was."""
    half: bytes = convert_float_to_float16(onnx.load_from_string(graph), keep_io_types=True).SerializeToString()
    return half


def keeps_ranges() -> bool:
    """Whether this ONNX Runtime can keep calibrated ranges in a file; older ones cannot."""
    return "calibration_cache_path" in inspect.signature(quantize_static).parameters


def make_graph(graph: bytes, images: npt.NDArray[np.uint8], recipe: QuantRecipe, ranges: Path | None = None) -> bytes:
    """The graph a recipe makes of the FP32 one; ranges as in `quantise`."""
    if recipe.is_int8:
        return quantise(graph, images, recipe, ranges)
    return to_half(graph) if recipe.weights == "float16" else graph


@contextmanager
def quietly() -> Iterator[None]:
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
    """Run a QDQ graph pair by pair in float, as a runtime without integer kernels would, on (N, S, S) uint8 images.

    Integer kernels round at other places. How far the two differ shows how much a correct answer may vary from one
    processor to the next.
    """
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    early = [output.name for output in session.get_outputs() if output.name == EARLY]
    for image in images:
        answer = session.run([HEAD_OUTPUT, FEATURES, *early], {"image": image[np.newaxis, np.newaxis]})
        yield Inference(*(output[0] for output in answer))
