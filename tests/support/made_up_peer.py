"""A peer that is a real engine: the bundle's FP32 graph in ONNX Runtime, so that it is right and needs no package of a peer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.peers.catalogue import Peer, PeerModule
from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine, Inference
from edge_app.records import GreyImage


class Made:
    """A `PeerModule`."""

    def build(self, bundle: ModelBundle, folder: Path) -> None:
        (folder / "graph.onnx").write_bytes(bundle.graphs[Precision.FP32])

    def load(self, bundle: ModelBundle, folder: Path, threads: int) -> Engine:
        return OrtEngine((folder / "graph.onnx").read_bytes(), "fp32", threads)


class Wrong(Made):
    """Its answers are the right ones, negated."""

    def load(self, bundle: ModelBundle, folder: Path, threads: int) -> Engine:
        engine = super().load(bundle, folder, threads)

        class Negated:
            name = "negated"

            def run(self, image: GreyImage) -> Inference:
                answer = engine.run(image)
                return Inference(np.negative(answer.logits), answer.features)

        return Negated()


class Broken(Made):
    """It cannot be built."""

    def build(self, bundle: ModelBundle, folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError("unknown operator\n  in line 2")


class MadeUpPeer(Peer):
    """With a module of this file."""

    def __init__(self, module: PeerModule, packages: tuple[str, ...] = ("onnxruntime",)) -> None:
        super().__init__("made up", "fp32", type(module).__name__, packages)
        object.__setattr__(self, "made", module)

    def load_module(self) -> PeerModule:
        made: PeerModule = self.made  # type: ignore[attr-defined]
        return made
