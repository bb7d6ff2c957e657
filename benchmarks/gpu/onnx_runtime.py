"""ONNX Runtime's CUDA and TensorRT providers, on torch's memory and in torch's stream, so that torch's events time them too."""

from __future__ import annotations

from typing import Any

import onnxruntime as ort
import torch
from torch import Tensor

from benchmarks.gpu.network import BATCH
from benchmarks.gpu.plan import GpuPrecision, Runtime
from benchmarks.gpu.torch_runner import Answers, Forward
from edge_app.engine.protocol import one_line
from edge_app.errors import EngineError

# torch's types as ONNX numbers them (TensorProto.DataType); numpy has no bfloat16.
ELEMENT_TYPES = {torch.uint8: 2, torch.float32: 1, torch.float16: 10, torch.bfloat16: 16}
CUDA, TENSORRT, CPU = "CUDAExecutionProvider", "TensorrtExecutionProvider", "CPUExecutionProvider"

Provider = tuple[str, dict[str, str]]


class OnnxRuntimeRunner:
    """An ONNX graph, loaded anew for each batch size, whose dimension is fixed then."""

    def __init__(
        self,
        graph: bytes,
        runtime: Runtime,
        precision: GpuPrecision,
        device: str,
        shapes: dict[str, tuple[int, ...]],
        dtype: torch.dtype,
        only: int | None = None,
    ) -> None:
        """shapes: of one image's answers, by name, batch left out; dtype: theirs; only: the batch size that the graph is for,
        None: any. Raises EngineError where this ONNX Runtime lacks the provider."""
        self._graph, self._shapes, self._dtype, self._device, self._only = graph, shapes, dtype, device, only
        self.version = str(ort.__version__)
        stream = 0
        if device == "cuda":
            own = torch.cuda.Stream()  # type: ignore[no-untyped-call]  # ONNX Runtime takes torch's default stream, whose address is 0, for none
            torch.cuda.set_stream(own)
            stream = own.cuda_stream
        self._providers = providers(runtime, precision, stream) if device == "cuda" else [(CPU, {})]
        if (wanted := self._providers[0][0]) not in ort.get_available_providers():
            raise EngineError(f"{wanted} is not installed; install onnxruntime-gpu in this environment")

    def prepare(self, images: Tensor) -> Forward:
        """images: (N, 1, S, S) uint8 on the device. Raises EngineError where the provider does not run the graph."""
        batch = len(images)
        if self._only is not None and self._only != batch:
            raise EngineError(f"the graph is for batches of {self._only} only")
        options = ort.SessionOptions()
        options.log_severity_level = 4
        options.add_free_dimension_override_by_name(BATCH, batch)
        if self._device == "cuda":  # else a layer that it lacks would run on the processor, and be called the GPU's
            options.add_session_config_entry("session.disable_cpu_ep_fallback", "1")
        answers = tuple(torch.empty((batch, *shape), dtype=self._dtype, device=self._device) for shape in self._shapes.values())
        run_options = ort.RunOptions()
        run_options.add_run_config_entry("disable_synchronize_execution_providers", "1")
        wanted = self._providers[0][0]
        try:
            session = ort.InferenceSession(self._graph, options, providers=self._providers)
            if session.get_providers()[0] != wanted:
                raise EngineError(f"{wanted} does not start here; look whether its libraries are installed")
            binding = self._bind(session, images, answers)
            session.run_with_iobinding(binding, run_options)
        except EngineError:
            raise
        except Exception as exc:  # ONNX Runtime's have no base of their own
            raise EngineError(f"{wanted} does not run the graph ({one_line(exc)})") from exc

        def forward() -> Answers:
            session.run_with_iobinding(binding, run_options)
            return answers[0], answers[1]

        return forward

    def _bind(self, session: Any, images: Tensor, answers: tuple[Tensor, ...]) -> Any:
        binding = session.io_binding()
        element = ELEMENT_TYPES[images.dtype]
        binding.bind_input("image", self._device, 0, element, tuple(images.shape), images.data_ptr())
        for name, answer in zip(self._shapes, answers, strict=True):
            binding.bind_output(name, self._device, 0, ELEMENT_TYPES[answer.dtype], tuple(answer.shape), answer.data_ptr())
        return binding


def providers(runtime: Runtime, precision: GpuPrecision, stream: int) -> list[Provider]:
    """In the order in which they are asked. stream: address of the CUDA stream that they enqueue to.

    https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html and TensorRT-ExecutionProvider.html
    """
    common = {"user_compute_stream": str(stream)}
    cuda = (CUDA, {**common, "use_tf32": "1" if precision == "tf32" else "0", "cudnn_conv_algo_search": "EXHAUSTIVE"})
    if runtime == "onnxruntime, CUDA":
        return [cuda]
    flags = {"fp16": "trt_fp16_enable", "bf16": "trt_bf16_enable", "int8": "trt_int8_enable"}
    chosen = {flags[precision]: "1"} if precision in flags else {}
    return [(TENSORRT, {**common, **chosen}), cuda]
