"""OpenVINO on the CPU, where it is installed. It runs the bundle's ONNX graphs."""

from __future__ import annotations

import numpy as np

from edge_app.engine.protocol import Inference, engine_name, one_line
from edge_app.errors import EngineError
from edge_app.records import GreyImage


class OpenVinoEngine:
    """A graph with the input "image" uint8 (1, 1, S, S) and the outputs "logits" (1, 2), "features" (1, K, h, w) float32.

    It may have a third output, "early" (1, C, 14, 14) float32.
    """

    def __init__(self, graph: bytes, precision: str, threads: int) -> None:
        """Load an ONNX graph from its bytes; `precision` is for the name.

        Raises EngineError when OpenVINO is not installed or rejects the graph.
        """
        try:
            import openvino
        except ModuleNotFoundError as exc:
            raise EngineError("OpenVINO is not installed; pip install openvino, or set engine.runtime to onnxruntime") from exc
        self.name = engine_name("openvino", precision, threads)
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "INFERENCE_PRECISION_HINT": "f32",  # otherwise half precision on CPUs that support it
        }
        try:
            core = openvino.Core()
            model = core.compile_model(core.read_model(graph), "CPU", settings)
            self._request = model.create_infer_request()
            present = {name for output in model.outputs for name in output.names}
            self._outputs = [name for name in ("logits", "features", "early") if name in present]
        except (RuntimeError, TypeError) as exc:
            raise EngineError(f"OpenVINO cannot load the {precision} graph ({one_line(exc)}); check the bundle") from exc

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        if image.dtype != np.uint8:
            raise EngineError(f"{self.name} failed on an image of {image.shape} {image.dtype}; it takes uint8")
        try:
            results = self._request.infer({"image": image[np.newaxis, np.newaxis]}, share_inputs=True)
        except RuntimeError as exc:
            raise EngineError(
                f"{self.name} failed on an image of {image.shape} {image.dtype} ({one_line(exc)}); check the bundle"
            ) from exc
        return Inference(*(results[name][0] for name in self._outputs))
