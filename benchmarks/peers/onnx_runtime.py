"""ONNX Runtime as most use it: the trained network as torch exports it, a session with its defaults but for the threads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.records import GreyImage

GRAPH = "graph.onnx"


class AsExported:
    """An Engine."""

    def __init__(self, graph: Path, threads: int) -> None:
        self.name = f"ONNX Runtime, as exported, {threads} threads"
        self._session = session(graph, threads)

    def run(self, image: GreyImage) -> Inference:
        logits, features = self._session.run(None, {"image": image[np.newaxis, np.newaxis].astype(np.float32)})
        return Inference(logits[0], features[0])


def session(graph: Path, threads: int) -> ort.InferenceSession:
    """Of a graph's file."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def build(bundle: ModelBundle, folder: Path) -> None:
    """Export it."""
    import torch

    from benchmarks.peers.trained_network import AsTrained, export, restored

    side = bundle.manifest.preprocessing.size
    export(AsTrained(restored(bundle)), torch.zeros(1, 1, side, side), ["logits", "features"], folder / GRAPH)


def load(bundle: ModelBundle, folder: Path, threads: int) -> AsExported:
    """Load the file."""
    return AsExported(folder / GRAPH, threads)
