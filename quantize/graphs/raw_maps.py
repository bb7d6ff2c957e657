"""What is kept of many answers: logits, and the raw heatmaps of "abnormal". Needs no torch."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from edge_app.bundle.loader import Reference
from edge_app.bundle.manifest import LABELS
from edge_app.engine.protocol import Inference
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap, Label


def logits_and_maps(inferences: Iterable[Inference], weight: FloatMap) -> Reference:
    """Logits and raw Grad-CAM maps of "abnormal" of many inferences, without keeping their feature maps.

    weight: (2, K) of the linear layer.
    """
    row = weight[LABELS.index(Label.ABNORMAL.value)]
    logits, maps = [], []
    for inference in inferences:
        logits.append(inference.logits)
        maps.append(grad_cam(inference.features, row))
    return Reference(np.stack(logits), np.stack(maps))
