"""ONNX Runtime on the processor."""

from __future__ import annotations

import numpy as np
import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from edge_app.engine.engine import Inference, named, one_line
from edge_app.errors import EngineError
from edge_app.records import GreyImage

# ONNX Runtime's exceptions share no base class but Exception.
_ORT_ERRORS = (
    ort_errors.EPFail,
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)


class OrtEngine:
    """A graph with the input "image" uint8 (1, 1, S, S) and the outputs "logits" (1, 2), "features" (1, K, h, w) float32."""

    def __init__(self, graph: bytes, precision: str, threads: int) -> None:
        """Load an ONNX graph from its bytes; `precision` is for the name. Raises EngineError when the runtime refuses it."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        # A spinning idle pool takes the cores that preprocessing and the screen need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.name = named("ONNX Runtime", precision, threads)
        try:
            self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except _ORT_ERRORS as exc:
            raise EngineError(f"ONNX Runtime cannot load the {precision} graph ({one_line(exc)}); check the bundle") from exc

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        try:
            logits, features = self._session.run(["logits", "features"], {"image": image[np.newaxis, np.newaxis]})
        except _ORT_ERRORS as exc:
            what = f"an image of {image.shape} {image.dtype}"
            raise EngineError(f"{self.name} failed on {what} ({one_line(exc)}); check the bundle") from exc
        return Inference(logits[0], features[0])
