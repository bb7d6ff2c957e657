"""What was made, in lines to read: a bundle, its fine heatmap, a LiteRT graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from edge_app.bundle.class_scheme import ClassScheme
from edge_app.bundle.loader import ONNX, Reference
from edge_app.bundle.manifest import ClassMetrics, FineHeatmap, Manifest, Measured, Metrics
from edge_app.records import Interval
from quantize.statistics.calibration import contrasts, margins
from quantize.statistics.quantisation_error import cosines, signal_to_noise

NOT_DEFINED = "not defined"


def bundle_lines(manifest: Manifest, folder: Path) -> Iterator[str]:
    """A bundle written to `folder`: sizes, decision, and how well the INT8 graph did."""
    yield f"{folder}: {', '.join(f'{p.file} {(folder / p.file).stat().st_size / 1e6:.2f} MB' for p in ONNX)}"
    threshold, scale = manifest.decision_threshold, manifest.heat_scale
    yield f"temperature {manifest.temperature:.3f}, decision threshold {threshold:.3f}, heat scale {scale:.3g}"
    if manifest.measured is not None:
        fidelity = manifest.measured.fidelity
        yield f"{manifest.measured.part}: {manifest.measured.subjects} subjects, {manifest.measured.images} images, INT8"
        for field in fields(Metrics):
            value: Interval = getattr(manifest.measured.metrics, field.name)
            yield f"  {field.name.replace('_', ' '):<18} {value}"
        yield (
            f"INT8 against FP32: same answer on {fidelity.agreement:.2%}, logits {fidelity.logits_sqnr_db:.1f} dB, "
            f"heatmap cosine {fidelity.map_cosine:.4f} (median)"
        )
        if manifest.measured.classes is not None:
            yield from class_lines(manifest.measured.classes, manifest.labels)
    yield manifest.intended_use


def class_lines(found: ClassMetrics, labels: Sequence[str]) -> Iterator[str]:
    """How well a network of several classes calls them: a table of counts, and each class with its intervals."""
    yield f"Class called (columns) of images of each class (rows): accuracy {found.accuracy}"
    if found.weighted_kappa is not None:
        yield f"  quadratic weighted kappa {found.weighted_kappa}"
    width = max(len(label) for label in (*labels, "class"))
    yield f"  {'':{width}}  {'  '.join(f'{label:>{width}}' for label in labels)}"
    for label, row in zip(labels, found.confusion, strict=True):
        yield f"  {label:{width}}  {'  '.join(f'{count:{width}}' for count in row)}"
    for label, sensitivity, precision in zip(labels, found.sensitivity, found.precision, strict=True):
        yield f"  {label:{width}}  sensitivity {sensitivity or NOT_DEFINED}, precision {precision or NOT_DEFINED}"


def fine_heatmap_line(fine: FineHeatmap, graph: bytes) -> str:
    """The fine heatmap's graph, and how near INT8 is to FP32."""
    return (
        f"fine heatmap: {len(graph) / 1e6:.2f} MB in float32, heat scale {fine.heat_scale:.3g}; behind INT8 against FP32 on "
        f"{fine.pictures} images: cosine {fine.cosine_median:.4f} (median), {fine.cosine_p5:.4f} (5th percentile)"
    )


def measured_line(measured: Measured) -> str:
    """A LiteRT graph's accuracy, and what it lost against FP32."""
    accuracy, auc, fidelity = measured.metrics.accuracy, measured.metrics.auc, measured.fidelity
    return (
        f"accuracy {accuracy}, AUC {auc}, "
        f"against FP32: same answer on {fidelity.agreement:.2%}, logits {fidelity.logits_sqnr_db:.1f} dB, "
        f"heatmap cosine {fidelity.map_cosine:.4f} (median)"
    )


def agreement_lines(fp32: Reference, ours: Reference, scheme: ClassScheme | None = None) -> Iterator[str]:
    """How near a graph's answers to validation images are to FP32's, with no decision fitted yet."""
    noise = signal_to_noise(*(contrasts(one.logits, scheme) for one in (fp32, ours)))
    before, after = (margins(one.logits, scheme) > 0 for one in (fp32, ours))
    same_sign = float((before == after).mean())
    yield f"against FP32 on {len(fp32.logits)} validation images: logits {noise:.1f} dB, same sign on {same_sign:.1%}"
    shown = before & (fp32.maps.max((1, 2)) > 0)
    if shown.any():
        median, low = np.percentile(cosines(fp32.maps[shown], ours.maps[shown]), [50, 5])
        yield f"heatmap cosine on the {shown.sum()} that FP32 calls abnormal: median {median:.4f}, 5th percentile {low:.4f}"
