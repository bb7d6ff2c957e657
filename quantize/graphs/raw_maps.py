"""What is kept of many answers: logits, and the raw heatmaps of "abnormal". Needs no torch."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.loader import Reference
from edge_app.bundle.manifest import LABELS
from edge_app.engine.protocol import Inference
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap, Label


def logits_and_maps(inferences: Iterable[Inference], weight: FloatMap, scheme: ClassScheme | None = None) -> Reference:
    """Logits and raw Grad-CAM maps of "abnormal" of many inferences, without keeping their feature maps.

    weight: (L, K) of the linear layer; scheme: how its logits are read, None: as normal and abnormal.
    """
    row = weight[LABELS.index(Label.ABNORMAL.value)]
    logits, maps = [], []
    for inference in inferences:
        logits.append(inference.logits)
        maps.append(grad_cam(inference.features, row if scheme is None else scheme.abnormal_row(weight, inference.logits)))
    return Reference(np.stack(logits), np.stack(maps))
