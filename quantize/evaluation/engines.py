"""The graphs of a bundle on the engines of the appliance. Needs no torch."""

from __future__ import annotations

import importlib.util

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.engine.protocol import Engine


def bundle_engine(bundle: ModelBundle, precision: Precision, threads: int) -> Engine:
    """One graph of a bundle, on the engine of the appliance that runs it. Raises EngineError when its runtime is missing."""
    runtime = LiteRtEngine if precision is Precision.INT8_LITERT else OrtEngine
    return runtime(bundle.graphs[precision], precision.value, threads)


def bundle_engines(bundle: ModelBundle, threads: int) -> dict[str, Engine]:
    """Every graph of a bundle."""
    return {precision.value: bundle_engine(bundle, precision, threads) for precision in bundle.graphs}


def runnable_graphs(bundle: ModelBundle) -> tuple[Precision, ...]:
    """The graphs of a bundle whose runtime is installed here, FP32 first."""
    has_litert = importlib.util.find_spec("ai_edge_litert") is not None
    return tuple(p for p in Precision if p in bundle.graphs and (has_litert or p is not Precision.INT8_LITERT))
