"""LiteRT in float, on the deployed network in the form that LiteRT runs fastest; in INT8 it is one of our own engines."""

from __future__ import annotations

from pathlib import Path

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.litert import LiteRtEngine

GRAPH = "graph.tflite"


def build(bundle: ModelBundle, folder: Path) -> None:
    """Convert it by litert-torch."""
    from benchmarks.peers.trained_network import restored
    from quantize.litert.convert import to_litert
    from quantize.litert.nhwc import deploy_channel_last

    (folder / GRAPH).write_bytes(to_litert(deploy_channel_last(restored(bundle))))


def load(bundle: ModelBundle, folder: Path, threads: int) -> LiteRtEngine:
    """Load the file, with XNNPACK."""
    return LiteRtEngine((folder / GRAPH).read_bytes(), "fp32", threads)
