"""ONNX Runtime on the CPU, or on an NVIDIA GPU through CUDA or TensorRT."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from edge_app.config import ENGINE_CACHE
from edge_app.engine.protocol import Inference, engine_name, one_line
from edge_app.engine.runtimes import RUNTIMES
from edge_app.errors import EngineError
from edge_app.records import GreyImage
from edge_app.system.little_memory import is_little_memory

# ONNX Runtime's exceptions have no common base class except Exception.
_ORT_ERRORS = (
    ort_errors.EPFail,
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)

OrtRuntime = Literal["onnxruntime", "cuda", "tensorrt"]  # onnxruntime: the CPU
Provider = tuple[str, dict[str, str]]  # an execution provider's name in ONNX Runtime, and its options

_CPU: Provider = ("CPUExecutionProvider", {})
_CUDA: Provider = ("CUDAExecutionProvider", {"use_tf32": "0"})  # TF32 would keep only ten bits of the mantissa
_TENSORRT: Provider = ("TensorrtExecutionProvider", {})

# In order of preference for each node; the CPU runs what none of the others can.
PROVIDERS: dict[OrtRuntime, tuple[Provider, ...]] = {
    "onnxruntime": (_CPU,),
    "cuda": (_CUDA, _CPU),
    "tensorrt": (_TENSORRT, _CUDA, _CPU),
}


def available_providers(available: Sequence[str] | None = None) -> list[OrtRuntime]:
    """The runtimes that the installed ONNX Runtime supports, the CPU first. available: provider names; None: ask ONNX Runtime."""
    present = ort.get_available_providers() if available is None else available
    return [runtime for runtime, providers in PROVIDERS.items() if providers[0][0] in present]


def with_cache(providers: Sequence[Provider], cache: Path = ENGINE_CACHE) -> list[Provider]:
    """TensorRT keeps what it builds of a graph in `cache`, where there is such a folder: building takes minutes."""
    kept = {"trt_engine_cache_enable": "1", "trt_engine_cache_path": str(cache)} if cache.is_dir() else {}
    return [(name, options | kept) if name == _TENSORRT[0] else (name, options) for name, options in providers]


LOGITS, FEATURES, EARLY = "logits", "features", "early"  # names of the outputs; "early" is not in every graph


class OrtSession:
    """A loaded graph. Errors of ONNX Runtime are raised as EngineError."""

    def __init__(
        self, graph: bytes, precision: str, threads: int, runtime: OrtRuntime = "onnxruntime", spinning: bool = False
    ) -> None:
        """Load an ONNX graph from its bytes; `precision` is for the name. spinning: whether idle threads wait busily.

        Raises EngineError when ONNX Runtime rejects the graph or would run it on something other than `runtime`.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what ends the process; an error is raised, and is not said twice
        # An idle pool that spins would take the cores that preprocessing and the screen need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
        self.name = engine_name(runtime, precision, threads)
        if runtime not in available_providers():
            raise EngineError(
                f"{RUNTIMES[runtime].title} is not installed; install onnxruntime-gpu, or set engine.runtime to onnxruntime"
            )
        try:
            self._session = ort.InferenceSession(graph, options, providers=with_cache(PROVIDERS[runtime]))
        except _ORT_ERRORS as exc:
            raise EngineError(f"ONNX Runtime cannot load the {precision} graph ({one_line(exc)}); {_remedy(exc)}") from exc
        if self._session.get_providers()[0] != PROVIDERS[runtime][0][0]:  # ONNX Runtime only logs a warning
            title = RUNTIMES[runtime].title
            raise EngineError(f"{title} finds no GPU to use; check its driver, or set engine.runtime to onnxruntime")
        self.outputs = frozenset(output.name for output in self._session.get_outputs())

    def run(self, outputs: list[str], feeds: dict[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
        """The requested outputs. Raises EngineError when the runtime fails."""
        try:
            values: list[npt.NDArray[Any]] = self._session.run(outputs, feeds)
        except _ORT_ERRORS as exc:
            inputs = ", ".join(f"{name} of {array.shape} {array.dtype}" for name, array in feeds.items())
            raise EngineError(f"{self.name} failed on {inputs} ({one_line(exc)}); {_remedy(exc)}") from exc
        return values


def _remedy(error: Exception) -> str:
    return "close other programs, there is too little memory" if is_little_memory(error) else "check the bundle"


class OrtEngine:
    """A graph with the input "image" uint8 (1, 1, S, S) and the outputs "logits" (1, 2), "features" (1, K, h, w) float32.

    It may have a third output, "early" (1, C, 14, 14) float32.
    """

    def __init__(
        self, graph: bytes, precision: str, threads: int, runtime: OrtRuntime = "onnxruntime", spinning: bool = False
    ) -> None:
        """Load an ONNX graph from its bytes; the arguments are `OrtSession`'s. Raises EngineError as `OrtSession` does."""
        self._session = OrtSession(graph, precision, threads, runtime, spinning)
        self.name = self._session.name
        self._outputs = [LOGITS, FEATURES, *({EARLY} & self._session.outputs)]

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        return Inference(*(output[0] for output in self._session.run(self._outputs, {"image": image[np.newaxis, np.newaxis]})))
