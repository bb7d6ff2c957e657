"""ONNX Runtime on the processor, or on an NVIDIA GPU through CUDA or TensorRT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

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

Unit = Literal["onnxruntime", "cuda", "tensorrt"]  # onnxruntime: the processor
Provider = tuple[str, dict[str, str]]  # ONNX Runtime's name of an execution provider, and its options

_CPU: Provider = ("CPUExecutionProvider", {})
_CUDA: Provider = ("CUDAExecutionProvider", {"use_tf32": "0"})  # else convolutions in float keep ten bits of the mantissa
_TENSORRT: Provider = ("TensorrtExecutionProvider", {})

# In the order in which they take a node; what none of the others can run falls to the processor.
PROVIDERS: dict[Unit, tuple[Provider, ...]] = {
    "onnxruntime": (_CPU,),
    "cuda": (_CUDA, _CPU),
    "tensorrt": (_TENSORRT, _CUDA, _CPU),
}
NAMES: dict[Unit, str] = {"onnxruntime": "ONNX Runtime", "cuda": "ONNX Runtime CUDA", "tensorrt": "ONNX Runtime TensorRT"}


def units(available: Sequence[str] | None = None) -> list[Unit]:
    """What ONNX Runtime was built for here, the processor first. available: names of its providers; None: ask it."""
    present = ort.get_available_providers() if available is None else available
    return [unit for unit, providers in PROVIDERS.items() if providers[0][0] in present]


class OrtEngine:
    """A graph with the input "image" uint8 (1, 1, S, S) and the outputs "logits" (1, 2), "features" (1, K, h, w) float32."""

    def __init__(self, graph: bytes, precision: str, threads: int, unit: Unit = "onnxruntime") -> None:
        """Load an ONNX graph from its bytes; `precision` is for the name. Raises EngineError when the runtime refuses it,
        or would run it on something else than `unit`.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        # A spinning idle pool takes the cores that preprocessing and the screen need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.name = named(NAMES[unit], precision, threads)
        if unit not in units():
            raise EngineError(f"{NAMES[unit]} is not installed; install onnxruntime-gpu, or set engine.runtime to onnxruntime")
        try:
            self._session = ort.InferenceSession(graph, options, providers=list(PROVIDERS[unit]))
        except _ORT_ERRORS as exc:
            raise EngineError(f"ONNX Runtime cannot load the {precision} graph ({one_line(exc)}); check the bundle") from exc
        if self._session.get_providers()[0] != PROVIDERS[unit][0][0]:  # ONNX Runtime itself only warns of it
            raise EngineError(f"{NAMES[unit]} finds no GPU to use; check its driver, or set engine.runtime to onnxruntime")

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        try:
            logits, features = self._session.run(["logits", "features"], {"image": image[np.newaxis, np.newaxis]})
        except _ORT_ERRORS as exc:
            what = f"an image of {image.shape} {image.dtype}"
            raise EngineError(f"{self.name} failed on {what} ({one_line(exc)}); check the bundle") from exc
        return Inference(logits[0], features[0])
