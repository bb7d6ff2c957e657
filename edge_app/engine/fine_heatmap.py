"""The finer heatmap: a second graph after the classifier computes Grad-CAM at the last 14 x 14 feature map."""

from __future__ import annotations

from dataclasses import replace

from edge_app.engine.onnx_runtime import EARLY, FEATURES, OrtSession
from edge_app.engine.protocol import Engine, Inference, fine_engine_name
from edge_app.errors import EngineError
from edge_app.records import FloatMap, GreyImage

CAM = "cam"  # name of the graph's output


class FineCams:
    """The graph with the inputs "early" (1, C, 14, 14), "features" (1, K, 7, 7) and the output "cam" (1, 14, 14), float32."""

    def __init__(self, graph: bytes, threads: int) -> None:
        """Load an ONNX graph from its bytes. Raises EngineError when the runtime rejects it."""
        self._session = OrtSession(graph, "fine heatmap", threads)

    def cam(self, inference: Inference) -> FloatMap:
        """Raw Grad-CAM (14, 14) float32 of one inference. Raises EngineError if it lacks the early map or the runtime fails."""
        if inference.early is None:
            raise EngineError(
                "the classifier does not output its 14 x 14 map; set engine.heatmap to coarse, or use another bundle"
            )
        feeds = {EARLY: inference.early[None], FEATURES: inference.features[None]}
        (batch,) = self._session.run([CAM], feeds)
        cam: FloatMap = batch[0]
        return cam


class FineEngine:
    """An engine whose output includes the finer heatmap."""

    def __init__(self, engine: Engine, graph: bytes, threads: int) -> None:
        """engine: runs a graph that outputs the early map. Raises EngineError when the runtime rejects the second graph."""
        self.name = fine_engine_name(engine.name)
        self._engine, self._cams = engine, FineCams(graph, threads)

    def run(self, image: GreyImage) -> Inference:
        """The wrapped engine's inference with `fine` added. Raises EngineError when a runtime fails."""
        inference = self._engine.run(image)
        return replace(inference, fine=self._cams.cam(inference))
