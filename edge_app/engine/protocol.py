"""The interface of every inference runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from edge_app.config import Runtime
from edge_app.engine.runtimes import RUNTIMES
from edge_app.records import FloatMap, GreyImage


@dataclass(frozen=True)
class Inference:
    """The graph's outputs for one image."""

    logits: FloatMap  # (2,) normal, abnormal; of a bundle that describes its classes, see `ClassScheme`
    features: FloatMap  # (K, h, w) last feature map, before global average pooling
    early: FloatMap | None = None  # (C, 14, 14) the feature map one stage earlier, if the graph outputs it
    fine: FloatMap | None = None  # (14, 14) raw Grad-CAM of "abnormal" at `early`, from a `FineEngine`


class Engine(Protocol):
    """A loaded graph. INT8 scales are applied inside the engine; the caller sees floats."""

    name: str  # runtime and precision, e.g. "ONNX Runtime int8, 2 threads"

    def run(self, image: GreyImage) -> Inference:
        """One forward pass of a (224, 224) uint8 preprocessed image. Raises EngineError when the runtime fails.

        The returned arrays belong to the caller.
        """


def engine_name(runtime: Runtime, precision: str, threads: int) -> str:
    """Name of an engine."""
    return f"{RUNTIMES[runtime].title} {precision}, {threads} thread{'s' if threads > 1 else ''}"


def fine_engine_name(name: str) -> str:
    """Name of an engine whose output includes the finer heatmap."""
    return f"{name}, fine heatmap"


def one_line(error: Exception) -> str:
    """The runtime's message, which may span several lines, on one line."""
    return " ".join(str(error).split())
