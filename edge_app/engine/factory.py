"""Which runtime runs which graph with how many threads: engines are created only here."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass

from edge_app.bundle.loader import ModelBundle, Precision, Reference
from edge_app.bundle.manifest import Tolerance
from edge_app.config import Runtime
from edge_app.engine.protocol import Engine, engine_name, fine_engine_name
from edge_app.errors import EngineError


@dataclass(frozen=True)
class EngineChoice:
    """The settings that determine an engine's outputs and speed."""

    runtime: Runtime
    precision: str  # "int8" or "fp32"
    threads: int
    fine: bool = False  # whether its output includes the finer heatmap

    @property
    def name(self) -> str:
        """Name of the resulting engine."""
        name = engine_name(self.runtime, self.precision, self.threads)
        return fine_engine_name(name) if self.fine else name


@dataclass(frozen=True)
class Target:
    """A graph of a bundle, and its reference outputs on the golden images."""

    graph: bytes
    reference: Reference
    limit: Tolerance


def target(bundle: ModelBundle, runtime: Runtime, precision: str) -> Target:
    """The graph that a runtime runs at a given precision. Raises EngineError when the bundle has none."""
    golden, limits = bundle.golden, bundle.manifest.golden
    match runtime, precision:
        case "litert", "int8" if golden.int8_litert is not None and bundle.manifest.litert is not None:
            return Target(bundle.graphs[Precision.INT8_LITERT], golden.int8_litert, bundle.manifest.litert.tolerance)
        case "litert", _:
            raise EngineError(f"the bundle {bundle.id} has no {precision} graph for LiteRT; set engine.runtime to onnxruntime")
        case _, "fp32":
            return Target(bundle.graphs[Precision.FP32], golden.fp32, limits.fp32)
        case _:
            return Target(bundle.graphs[Precision.INT8], golden.int8, limits.int8)


def make_engine(bundle: ModelBundle, choice: EngineChoice) -> Engine:
    """Create an engine. Raises EngineError when the bundle has no such graph or the runtime rejects it.

    Only the chosen runtime is imported.
    """
    if not choice.fine:
        return _classifier(bundle, choice)
    if bundle.fine is None:
        raise EngineError(f"the bundle {bundle.id} has no graph for the fine heatmap; set engine.heatmap to coarse")
    if choice.runtime == "litert":
        raise EngineError("the LiteRT graph has no output for the fine heatmap; set engine.runtime to onnxruntime")
    from edge_app.engine.fine_heatmap import FineEngine

    return FineEngine(_classifier(bundle, choice), bundle.fine, choice.threads)


def _classifier(bundle: ModelBundle, choice: EngineChoice) -> Engine:
    graph = target(bundle, choice.runtime, choice.precision).graph
    match choice.runtime:
        case "onnxruntime" | "cuda" | "tensorrt":
            from edge_app.engine.onnx_runtime import OrtEngine

            return OrtEngine(graph, choice.precision, choice.threads, choice.runtime)
        case "litert":
            from edge_app.engine.litert import LiteRtEngine

            return LiteRtEngine(graph, choice.precision, choice.threads)
        case "openvino":
            from edge_app.engine.openvino import OpenVinoEngine

            return OpenVinoEngine(graph, choice.precision, choice.threads)


def is_installed(package: str) -> bool:
    """Whether a Python package can be imported."""
    return importlib.util.find_spec(package) is not None


def choices(bundle: ModelBundle, threads: Sequence[int], providers: Sequence[str] | None = None) -> list[EngineChoice]:
    """Every `EngineChoice` that this bundle and this machine offer, with each number of threads; on a GPU only with the first.

    providers: names of ONNX Runtime's execution providers; None: those installed.
    """
    from edge_app.engine.onnx_runtime import available_providers

    gpu = [
        EngineChoice(runtime, precision, threads[0])
        for runtime in available_providers(providers)[1:]
        for precision in ("fp32", "int8")
    ]
    pairs: list[tuple[Runtime, str]] = [("onnxruntime", "fp32"), ("onnxruntime", "int8")]
    if bundle.manifest.litert is not None:
        pairs.append(("litert", "int8"))
    if is_installed("openvino"):
        pairs += [("openvino", "fp32"), ("openvino", "int8")]
    return gpu + [EngineChoice(runtime, precision, n) for n in threads for runtime, precision in pairs]
