"""The inference runtimes: the title of each, and the module that findings name the version of."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.config import Runtime


@dataclass(frozen=True)
class RuntimeInfo:
    """One runtime."""

    title: str
    module: str  # that it imports; the package that provides it may have another name: onnxruntime-gpu


ON_GPU: tuple[Runtime, ...] = ("cuda", "tensorrt")

RUNTIMES: dict[Runtime, RuntimeInfo] = {
    "onnxruntime": RuntimeInfo("ONNX Runtime", "onnxruntime"),
    "cuda": RuntimeInfo("ONNX Runtime CUDA", "onnxruntime"),
    "tensorrt": RuntimeInfo("ONNX Runtime TensorRT", "onnxruntime"),
    "litert": RuntimeInfo("LiteRT", "ai_edge_litert"),
    "openvino": RuntimeInfo("OpenVINO", "openvino"),
}
