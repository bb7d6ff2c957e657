"""The bundles of tests/golden/bundles, which the appliance's tests load: the small network, plain and with the fine heatmap.

They are in the tree so that those tests need neither torch nor a quantiser. Written once, by

    python -m tests.support.small_bundles tests/golden/bundles

and tests/quantize/test_small_bundles.py holds what lies there to what this program writes.
"""

from __future__ import annotations

import dataclasses
import sys
from itertools import product
from pathlib import Path

import numpy as np

from edge_app.bundle.loader import BundleContent, FineMaps, GoldenVectors, Precision, Reference
from edge_app.bundle.manifest import (
    LABELS,
    MUSCLE_ULTRASOUND,
    SCHEMA,
    Fidelity,
    FineHeatmap,
    Golden,
    Manifest,
    Measured,
    Metrics,
    Tolerance,
    TrainingData,
)
from edge_app.bundle.validated_device import ValidatedDevice
from edge_app.device_profiles import SIMULATED_PROBE
from edge_app.engine.fine_heatmap import FineCams
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.imaging.preprocess import Preprocessing
from edge_app.records import FloatMap, Interval
from quantize.graphs.raw_maps import logits_and_maps
from quantize.packaging.writer import write_bundle
from tests.support.signing import KEY
from tests.support.small_network import SIDE, Graphs, SmallNetwork, fine_graph, graphs, small_network
from tests.support.speckle import Images, speckle

PLAIN, FINE = "plain", "fine"  # folders
SCALE = (0.01, 1.0)  # mm per pixel
# What the tests' fake probes are called, with and without a scale and an orientation; and the simulated probe.
VALIDATED = (
    *(ValidatedDevice(*one) for one in product(("test probe", "test"), (None,), (None, SCALE), (None, False, True))),
    ValidatedDevice(SIMULATED_PROBE.device, SIMULATED_PROBE.preset, SCALE, SIMULATED_PROBE.mirrored),
)
GOLDEN_IMAGES = 2


def golden(network: SmallNetwork, made: Graphs, images: Images) -> GoldenVectors:
    """What both graphs answer here."""

    def answers(precision: Precision) -> Reference:
        return logits_and_maps(map(OrtEngine(made[precision], precision.value, threads=1).run, images), network.weight)

    return GoldenVectors(images, answers(Precision.FP32), answers(Precision.INT8))


def manifest(network: SmallNetwork, vectors: GoldenVectors) -> Manifest:
    """Of the plain bundle."""
    unknown = Interval(0.5, 0.0, 1.0)
    return Manifest(
        schema=SCHEMA,
        kind=MUSCLE_ULTRASOUND,
        name="random-weights",
        created="2026-01-01T00:00:00+00:00",
        intended_use="Tests only: random weights. Not for clinical use.",
        files={},
        input_shape=(1, 1, SIDE, SIDE),
        labels=LABELS,
        preprocessing=Preprocessing(),
        temperature=0.5,
        decision_threshold=0.5,
        heat_scale=float(vectors.fp32.maps.max()),
        parameters=sum(kernel.size for kernel in network.kernels) + network.weight.size + network.bias.size,
        recipe="static QDQ of random weights",
        training_data=TrainingData("none", True, 0, 0, "0" * 64),
        measured=Measured("nothing: random weights", "0" * 64, "none", 0, 0, Metrics(*[unknown] * 8), Fidelity(0.0, 0.0, 0.0)),
        validated=VALIDATED,
        golden=Golden(Tolerance(1e-3, 1e-3), Tolerance(0.2, 0.5), "the machine that wrote the tests' bundles"),
    )


def fine_maps(made: Graphs, graph: bytes, images: Images) -> FineMaps:
    """Behind both graphs."""
    cams = FineCams(graph, threads=1)

    def behind(precision: Precision) -> FloatMap:
        engine = OrtEngine(made[precision], precision.value, threads=1)
        return np.stack([cams.cam(engine.run(image)) for image in images])

    return FineMaps(behind(Precision.FP32), behind(Precision.INT8))


def write(folder: Path) -> None:
    """Write both bundles."""
    network, images = small_network(), speckle(GOLDEN_IMAGES, seed=2)
    plain = graphs(network)
    vectors = golden(network, plain, images)
    reported = manifest(network, vectors)
    write_bundle(folder / PLAIN, BundleContent(reported, plain, network.weight, network.bias, vectors), KEY)
    early, graph = graphs(network, early=True), fine_graph(network)
    maps = fine_maps(early, graph, images)
    about = FineHeatmap(float(maps.fp32.max()), 0.01, 0.5, "noise", GOLDEN_IMAGES, 1.0, 1.0)
    reported = dataclasses.replace(reported, fine=about)
    vectors = dataclasses.replace(golden(network, early, images), fine=maps)
    write_bundle(folder / FINE, BundleContent(reported, early, network.weight, network.bias, vectors, graph), KEY)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
