"""OpenCV's DNN module. Version 5 does not run the attention; 4.11 reads unsigned bytes wrongly and gets floats."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from benchmarks.peers.two_planes import two_planes
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.records import GreyImage

GRAPH = "graph.onnx"


class OpenCvDnn:
    """An Engine."""

    def __init__(self, graph: Path, side: int, threads: int) -> None:
        cv2.setNumThreads(threads)
        self.name = f"OpenCV DNN, {threads} threads"
        self._net = cv2.dnn.readNetFromONNX(str(graph))
        self._planes = two_planes(side)

    def run(self, image: GreyImage) -> Inference:
        self._planes[0] = image
        self._net.setInput(self._planes[None], "image")
        logits, features = self._net.forward(["logits", "features"])
        return Inference(np.asarray(logits, np.float32).reshape(-1), np.asarray(features[0], np.float32))


def build(bundle: ModelBundle, folder: Path) -> None:
    """Export it."""
    import torch

    from benchmarks.peers.trained_network import TwoPlanes, export, restored
    from quantize.network.deploy import deploy

    side = bundle.manifest.preprocessing.size
    export(TwoPlanes(deploy(restored(bundle))), torch.zeros(1, 2, side, side), ["logits", "features"], folder / GRAPH)


def load(bundle: ModelBundle, folder: Path, threads: int) -> OpenCvDnn:
    """Load the file."""
    return OpenCvDnn(folder / GRAPH, bundle.manifest.preprocessing.size, threads)
