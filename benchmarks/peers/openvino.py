"""OpenVINO on the bundle's FP32 graph."""

from __future__ import annotations

from pathlib import Path

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine.openvino import OpenVinoEngine


def build(bundle: ModelBundle, folder: Path) -> None:
    """Nothing: the bundle has the graph."""


def load(bundle: ModelBundle, folder: Path, threads: int) -> OpenVinoEngine:
    """Read and compile it."""
    return OpenVinoEngine(bundle.graphs[Precision.FP32], "fp32", threads)
