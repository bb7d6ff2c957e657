"""The golden vectors of a bundle: a few images, and what the trained network and its INT8 graph answer to them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.loader import GoldenVectors, Precision
from edge_app.engine.onnx_runtime import OrtEngine
from quantize.graphs.answers import trained_inferences
from quantize.graphs.raw_maps import logits_and_maps
from quantize.network.model import NmdAssistNet


def golden_vectors(
    net: NmdAssistNet, int8_graph: bytes, images: npt.NDArray[np.uint8], scheme: ClassScheme | None = None
) -> GoldenVectors:
    """Reference outputs for preprocessed images (N, S, S): of the trained network, and of INT8 on the appliance's engine."""
    weight = net.fc.weight.detach().numpy()
    engine = OrtEngine(int8_graph, Precision.INT8.value, threads=1)
    return GoldenVectors(
        images=images,
        fp32=logits_and_maps(trained_inferences(net, images), weight, scheme),
        int8=logits_and_maps(map(engine.run, images), weight, scheme),
    )
