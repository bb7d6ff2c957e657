"""How the very graph that is timed answers the golden images, beside the trained network in float."""

from __future__ import annotations

import numpy as np

from benchmarks.result.records import Accuracy
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.probability import read_probabilities
from edge_app.engine.protocol import Engine
from edge_app.imaging.heatmap import grad_cam
from edge_app.records import FloatMap


def golden_accuracy(bundle: ModelBundle, engine: Engine) -> Accuracy:
    """Raises EngineError when the runtime fails or answers what is not a number."""
    manifest, reference = bundle.manifest, bundle.golden.fp32
    same, differences, cosines = 0, [], []
    for image, logits, heat in zip(bundle.golden.images, reference.logits, reference.maps, strict=True):
        answer = engine.run(image)
        ours = read_probabilities(answer.logits, manifest).abnormal
        theirs = read_probabilities(logits, manifest).abnormal
        same += (ours >= manifest.decision_threshold) == (theirs >= manifest.decision_threshold)
        differences.append(abs(ours - theirs))
        cosines += cosine(grad_cam(answer.features, bundle.heat_row(answer.logits)), heat)
    count = len(differences)
    return Accuracy(
        golden_label_agreement=same / count,
        golden_probability_worst=max(differences),
        heat_cosine_median=float(np.median(cosines)) if cosines else 1.0,
        heat_cosine_p5=float(np.quantile(cosines, 0.05)) if cosines else 1.0,
        images=count,
    )


def cosine(ours: FloatMap, theirs: FloatMap) -> list[float]:
    """Of two maps (h, w); 0 where only one of them has any heat, nothing where neither has."""
    lengths = float(np.linalg.norm(ours)), float(np.linalg.norm(theirs))
    if lengths == (0.0, 0.0):
        return []
    if 0.0 in lengths:
        return [0.0]
    return [float(np.vdot(ours, theirs)) / (lengths[0] * lengths[1])]
