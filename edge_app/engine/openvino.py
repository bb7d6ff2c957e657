"""OpenVINO on the processor, where it is installed. It runs the bundle's ONNX graphs."""

from __future__ import annotations

import numpy as np

from edge_app.engine.engine import Inference, named, one_line
from edge_app.errors import EngineError
from edge_app.records import GreyImage


class OpenVinoEngine:
    """A graph with the input "image" uint8 (1, 1, S, S) and the outputs "logits" (1, 2), "features" (1, K, h, w) float32."""

    def __init__(self, graph: bytes, precision: str, threads: int) -> None:
        """Load an ONNX graph from its bytes; `precision` is for the name.

        Raises EngineError when the runtime is not installed or refuses the graph.
        """
        try:
            import openvino
        except ModuleNotFoundError as exc:
            raise EngineError("OpenVINO is not installed; pip install openvino, or set engine.runtime to onnxruntime") from exc
        self.name = named("OpenVINO", precision, threads)
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "INFERENCE_PRECISION_HINT": "f32",  # else half precision where the processor has it
        }
        try:
            core = openvino.Core()
            self._request = core.compile_model(core.read_model(graph), "CPU", settings).create_infer_request()
        except (RuntimeError, TypeError) as exc:
            raise EngineError(f"OpenVINO cannot load the {precision} graph ({one_line(exc)}); check the bundle") from exc

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (S, S) uint8 preprocessed image. Raises EngineError when the runtime fails."""
        if image.dtype != np.uint8:
            raise EngineError(f"{self.name} failed on an image of {image.shape} {image.dtype}; it takes uint8")
        try:
            results = self._request.infer({"image": image[np.newaxis, np.newaxis]}, share_inputs=True)
        except RuntimeError as exc:
            what = f"an image of {image.shape} {image.dtype}"
            raise EngineError(f"{self.name} failed on {what} ({one_line(exc)}); check the bundle") from exc
        return Inference(results["logits"][0], results["features"][0])
