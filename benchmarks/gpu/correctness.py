"""Whether a variant answers the golden images as it should, before it is timed."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.gpu.passes import Passes
from benchmarks.gpu.plan import GpuPrecision
from benchmarks.gpu.torch_runner import Forward
from benchmarks.result.gpu import GpuAccuracy
from edge_app.bundle.loader import ModelBundle
from edge_app.bundle.manifest import Tolerance
from edge_app.engine.factory import Target, target
from edge_app.engine.golden import compare_to_golden
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage

# Largest difference from the float network's answers: logits, and heat where 1 is the heat scale. Three times what the same
# rounding did on a processor (docs/adr/0056-on-a-gpu.md); every label has to be the same as well.
LIMITS: dict[GpuPrecision, Tolerance] = {
    "tf32": Tolerance(0.007, 0.004),
    "fp16": Tolerance(0.007, 0.004),
    "bf16": Tolerance(0.054, 0.033),
}


class AsEngine:
    """A prepared batch as an engine that looks at one image at a time."""

    def __init__(self, name: str, ask: Callable[[GreyImage], Inference]) -> None:
        self.name = name
        self._ask = ask

    def run(self, image: GreyImage) -> Inference:
        return self._ask(image)


def wanted(bundle: ModelBundle, precision: GpuPrecision) -> Target:
    """What a variant is held to: the float network's answers, but those of its own graph in INT8."""
    if precision == "int8":
        return target(bundle, "onnxruntime", "int8")
    exact = target(bundle, "onnxruntime", "fp32")
    return exact if precision == "fp32" else Target(exact.graph, exact.reference, LIMITS[precision])


def check_answers(name: str, bundle: ModelBundle, precision: GpuPrecision, passes: Passes, forward: Forward) -> GpuAccuracy:
    """The answers to all golden images in batches. Raises EngineError when they are others than they should be."""
    images = bundle.golden.images
    found: list[Inference] = []
    number = 0
    while len(found) < len(images):
        logits, features = passes.answers(number, forward)
        found += [Inference(one.numpy(), heat.numpy()) for one, heat in zip(logits, features, strict=True)]
        number += 1
    answers = iter(found)
    compared = compare_to_golden(bundle, AsEngine(name, lambda image: next(answers)), wanted(bundle, precision))
    if not compared.passed:
        raise EngineError(f"{name} answers the golden images otherwise than it should ({compared})")
    return GpuAccuracy(
        same_labels=compared.same_labels,
        images=compared.images,
        logits_worst=compared.logits,
        logits_limit=compared.limit.logits,
        heat_worst=compared.heat,
        heat_limit=compared.limit.heat,
    )
