"""Compares an engine's results on the golden images with the reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.manifest import Tolerance
from edge_app.engine.factory import Target
from edge_app.engine.probability import read_probabilities
from edge_app.engine.protocol import Engine
from edge_app.errors import EngineError
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap, Label


@dataclass(frozen=True)
class GoldenComparison:
    """The largest differences from the reference, and the limits."""

    images: int
    same_labels: int  # images that are called as the reference calls them: normal or abnormal, and of the same class
    logits: float
    heat: float  # in units of the heat scale
    limit: Tolerance

    @property
    def passed(self) -> bool:
        within = self.logits <= self.limit.logits and self.heat <= self.limit.heat  # a NaN fails both
        return within and self.same_labels == self.images

    def __str__(self) -> str:
        return (
            f"{self.same_labels} of {self.images} labels equal, largest difference of logits {self.logits:.2g} "
            f"(limit {self.limit.logits:.2g}), of heat {self.heat:.2g} (limit {self.limit.heat:.2g})"
        )


def compare_to_fine_golden(bundle: ModelBundle, engine: Engine, precision: str) -> tuple[float, float]:
    """Largest difference of an engine's fine maps of the golden images from the reference, and the limit; 1 is the heat scale.

    `engine` runs the graph of that precision, and the bundle has the fine heatmap. Raises EngineError if a runtime fails or its
    maps have another shape.
    """
    fine, reference = bundle.manifest.fine, bundle.golden.fine
    assert fine is not None and reference is not None
    expected, limit = (reference.fp32, fine.fp32) if precision == "fp32" else (reference.int8, fine.int8)
    maps = [engine.run(image).fine for image in bundle.golden.images]
    if any(cam is None or cam.shape != expected.shape[1:] for cam in maps):
        raise EngineError(f"{engine.name}: the fine maps have the wrong shape")
    return float(np.abs(np.stack([cam for cam in maps if cam is not None]) - expected).max()) / fine.heat_scale, limit


def compare_to_golden(bundle: ModelBundle, engine: Engine, target: Target) -> GoldenComparison:
    """Run the golden images. Raises EngineError if the runtime fails, or its results are not numbers or have another shape."""
    inferences = [engine.run(image) for image in bundle.golden.images]
    logits = np.stack([inference.logits for inference in inferences])
    maps = np.stack([grad_cam(inference.features, bundle.heat_row(inference.logits)) for inference in inferences])
    if logits.shape != target.reference.logits.shape or maps.shape != target.reference.maps.shape:
        raise EngineError(f"{engine.name}: logits {logits.shape} and maps {maps.shape} have the wrong shape")
    pairs = zip(logits, target.reference.logits, strict=True)
    return GoldenComparison(
        len(inferences),
        sum(_called(bundle, actual) == _called(bundle, expected) for actual, expected in pairs),
        float(np.abs(logits - target.reference.logits).max()),
        float(np.abs(maps - target.reference.maps).max()) / bundle.manifest.heat_scale,
        target.limit,
    )


def _called(bundle: ModelBundle, logits: FloatMap) -> tuple[bool, str | None]:
    """Whether an image is abnormal, and its class where the bundle describes classes."""
    manifest = bundle.manifest
    found = read_probabilities(logits, manifest)
    abnormal = found.abnormal >= manifest.decision_threshold
    if manifest.scheme is None or found.classes is None:
        return abnormal, None
    return abnormal, manifest.scheme.called_label(found.classes, Label.ABNORMAL if abnormal else Label.NORMAL)
