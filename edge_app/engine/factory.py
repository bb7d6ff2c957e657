"""Which runtime runs which graph with how many threads: engines are created only here."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_app.bundle.loader import ModelBundle, Precision, Reference
from edge_app.bundle.manifest import Tolerance
from edge_app.config import Runtime
from edge_app.engine.graph_operators import refuse_control_flow
from edge_app.engine.protocol import Engine, Inference, engine_name, fine_engine_name
from edge_app.errors import EngineError

FIRST_ANSWER_S = 60.0  # s that a graph may take for its first image; the network takes 0.02, on an emulated board 5


@dataclass(frozen=True)
class EngineChoice:
    """The settings that determine an engine's outputs and speed."""

    runtime: Runtime
    precision: str  # "int8" or "fp32"
    threads: int
    fine: bool = False  # whether its output includes the finer heatmap
    spinning: bool = False  # whether ONNX Runtime's idle threads spin on the CPU; only `benchmarks` has them do so

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

    So it does when the graph's answer to the first golden image is late, not made of numbers, or not of the form that the rest
    of the bundle needs: then it belongs to another bundle, or was never right. Only the chosen runtime is imported.
    """
    engine = load_engine(bundle, choice)
    _check_answer(bundle, _first_answer(engine, bundle), engine.name)
    return engine


def load_engine(bundle: ModelBundle, choice: EngineChoice) -> Engine:
    """Create an engine that has not computed anything yet, for those who time its first answer; others call `make_engine`.

    Raises EngineError when the bundle has no such graph or the runtime rejects it.
    """
    if not choice.fine:
        return _classifier(bundle, choice)
    if bundle.fine is None:
        raise EngineError(f"the bundle {bundle.id} has no graph for the fine heatmap; set engine.heatmap to coarse")
    if choice.runtime == "litert":
        raise EngineError("the LiteRT graph has no output for the fine heatmap; set engine.runtime to onnxruntime")
    from edge_app.engine.fine_heatmap import FineEngine

    refuse_control_flow(bundle.fine, "fine heatmap")
    return FineEngine(_classifier(bundle, choice), bundle.fine, choice.threads)


def _classifier(bundle: ModelBundle, choice: EngineChoice) -> Engine:
    graph = target(bundle, choice.runtime, choice.precision).graph
    if choice.runtime != "litert":
        refuse_control_flow(graph, choice.precision)
    match choice.runtime:
        case "onnxruntime" | "cuda" | "tensorrt":
            from edge_app.engine.onnx_runtime import OrtEngine

            return OrtEngine(graph, choice.precision, choice.threads, choice.runtime, choice.spinning)
        case "litert":
            from edge_app.engine.litert import LiteRtEngine

            return LiteRtEngine(graph, choice.precision, choice.threads)
        case "openvino":
            from edge_app.engine.openvino import OpenVinoEngine

            return OpenVinoEngine(graph, choice.precision, choice.threads)


def _first_answer(engine: Engine, bundle: ModelBundle) -> Inference:
    """The answer to the first golden image. In a thread of its own: a runtime that computes cannot be interrupted, only left."""
    answers: list[Inference | Exception] = []

    def ask() -> None:
        try:
            answers.append(engine.run(bundle.golden.images[0]))
        except Exception as exc:  # raised again below, in the thread that asked
            answers.append(exc)

    thread = threading.Thread(target=ask, name="first answer", daemon=True)
    thread.start()
    thread.join(FIRST_ANSWER_S)
    if not answers:
        raise EngineError(f"{engine.name} has not answered within {FIRST_ANSWER_S:.0f} s; check the bundle")
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0]


def _check_answer(bundle: ModelBundle, answer: Inference, name: str) -> None:
    """Raise EngineError for an answer that the rest of the bundle cannot belong to."""
    labels, width = bundle.weight.shape
    if answer.logits.shape != (labels,) or answer.features.ndim != 3 or answer.features.shape[0] != width:
        raise EngineError(
            f"{name} answers with logits of {answer.logits.shape} and features of {answer.features.shape}, but the bundle is "
            f"for {labels} labels and {width} features; install the bundle again"
        )
    if answer.features.shape[1:] != bundle.golden.fp32.maps.shape[1:]:
        raise EngineError(f"{name} answers with another heatmap's size than the bundle's golden images have; install it again")
    if answer.fine is not None and bundle.golden.fine is not None and answer.fine.shape != bundle.golden.fine.fp32.shape[1:]:
        raise EngineError(
            f"{name} answers with another fine heatmap's size than the golden images have; install the bundle again"
        )
    parts = [part for part in (answer.logits, answer.features, answer.fine) if part is not None]
    if not all(np.isfinite(part).all() for part in parts):
        raise EngineError(f"{name} answers the bundle's first golden image with what is not a number; install the bundle again")


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
