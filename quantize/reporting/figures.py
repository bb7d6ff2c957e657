"""Figures of the report, as text to put into a page: SVG drawings, and images as PNG in a data address."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import roc_curve

from edge_app.imaging.heatmap import RgbImage, overlay, scaled
from edge_app.records import Band, FloatMap, GreyImage, Roi
from quantize.evaluation.comparison import Comparison
from quantize.evaluation.layer_sqnr import LayerNoise
from quantize.statistics.metrics import CALIBRATION_BINS, Floats, Ints, calibration_bin
from quantize.statistics.risk_coverage import risk_coverage, undecided

BEFORE, AFTER = "#4c72b0", "#dd5b1f"  # of the trained network and of the graph


def as_png(image: RgbImage) -> str:
    """An image (h, w, 3) as a data: address."""
    _, data = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return "data:image/png;base64," + base64.b64encode(data.tobytes()).decode()


def draw_heatmap(image: GreyImage, cam: FloatMap, heat_scale: float) -> RgbImage:
    """The network's image (S, S) with a raw map over it, on the appliance's own scale and colours."""
    return overlay(image, Roi(0, 0, image.shape[1], image.shape[0]), scaled(cam, heat_scale))


def draw_roc(labels: Ints, before: Floats, after: Floats, graph: str) -> Figure:
    """ROC curves of the trained network and of the graph."""
    figure = Figure(figsize=(3.9, 3.9), layout="constrained")
    axes = figure.subplots()
    for probabilities, name, style in (
        (before, "torch FP32", {"color": BEFORE, "linewidth": 3.0, "alpha": 0.5}),
        (after, graph, {"color": AFTER}),
    ):
        wrong, right, _ = roc_curve(labels, probabilities)
        axes.plot(wrong, right, label=name, **style)
    axes.set(xlabel="1 - specificity", ylabel="sensitivity")
    _square(axes)
    return figure


def draw_reliability(labels: Ints, before: Floats, after: Floats, graph: str) -> Figure:
    """Share of abnormal images against the predicted probability."""
    figure = Figure(figsize=(3.9, 3.9), layout="constrained")
    axes = figure.subplots()
    for probabilities, name, colour, size in ((before, "torch FP32", BEFORE, 8), (after, graph, AFTER, 4)):
        bins = calibration_bin(probabilities)
        filled = [b for b in range(CALIBRATION_BINS) if (bins == b).any()]
        predicted = [probabilities[bins == b].mean() for b in filled]
        axes.plot(
            predicted,
            [labels[bins == b].mean() for b in filled],
            color=colour,
            marker="o",
            markersize=size,
            label=name,
            alpha=0.7,
        )
    axes.set(xlabel="predicted probability", ylabel="share of abnormal images")
    _square(axes)
    return figure


def draw_probabilities(before: Floats, after: Floats, threshold: float, graph: str) -> Figure:
    """Every image's probability before and after; those whose decision changed stand out."""
    figure = Figure(figsize=(3.9, 3.9), layout="constrained")
    axes = figure.subplots()
    changed = (before >= threshold) != (after >= threshold)
    axes.scatter(before[~changed], after[~changed], s=6, color="grey", alpha=0.5, label="same decision")
    axes.scatter(before[changed], after[changed], s=24, color="red", label=f"changed: {int(changed.sum())}")
    axes.axvline(threshold, color="black", linewidth=0.6)
    axes.axhline(threshold, color="black", linewidth=0.6)
    axes.set(xlabel="P(abnormal), torch FP32", ylabel=f"P(abnormal), {graph}")
    _square(axes)
    return figure


def draw_risk_coverage(labels: Ints, before: Floats, after: Floats, threshold: float, band: Band | None, graph: str) -> Figure:
    """Share of wrong labels against the share of images that get one; where the bundle's band ends the graph's, if it has one."""
    figure = Figure(figsize=(3.9, 3.9), layout="constrained")
    axes = figure.subplots()
    for probabilities, name, style in (
        (before, "torch FP32", {"color": BEFORE, "linewidth": 3.0, "alpha": 0.5}),
        (after, graph, {"color": AFTER}),
    ):
        curve = risk_coverage(labels, probabilities, threshold)
        axes.plot(curve.coverage, curve.risk, label=f"{name}, area {curve.area:.4f}", **style)
    if band is not None:
        decided = ~undecided(after, band)
        wrong = (decided & ((after >= threshold) != (labels == 1))).sum() / max(1, decided.sum())
        axes.plot(decided.mean(), wrong, "o", color="black", label=f"band: {decided.mean():.1%}, {1 - wrong:.1%} right")
    axes.set(xlabel="coverage: share of images with a label", ylabel="risk: share of these that are wrong", xlim=(0, 1))
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    return figure


def draw_groups(comparisons: Sequence[Comparison], limit: float) -> Figure:
    """Difference of the accuracy in every group with its interval, beside the most that may be lost over all images."""
    figure = Figure(figsize=(8, 0.24 * len(comparisons) + 0.8), layout="constrained")
    axes = figure.subplots()
    for row, comparison in enumerate(comparisons):
        difference = comparison.changes.accuracy.difference
        axes.plot([100 * difference.low, 100 * difference.high], [row, row], color=AFTER)
        axes.plot(100 * difference.value, row, marker="o", markersize=4, color=AFTER)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.axvline(-100 * limit, color="red", linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(comparisons)), [f"{c.group} ({c.images})" for c in comparisons])
    axes.set(xlabel="accuracy's difference, points (dotted: the gate's limit for all images' interval)")
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    return figure


def draw_noise(layers: Sequence[LayerNoise]) -> Figure:
    """Signal-to-noise along the network."""
    figure = Figure(figsize=(11, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([layer.sqnr_db for layer in layers], color=AFTER, marker=".", linewidth=0.8)
    starts = [i for i, layer in enumerate(layers) if i == 0 or _part(layer) != _part(layers[i - 1])]
    axes.set_xticks(starts, [_part(layers[i]) for i in starts], rotation=60, ha="right", fontsize="small")
    axes.set(ylabel="signal to noise, dB")
    axes.grid(alpha=0.3)
    return figure


def _part(layer: LayerNoise) -> str:
    return layer.module.split(".")[0]


def draw_cosines(values: Floats, limits: tuple[float, float]) -> Figure:
    """Histogram of 1 - cosine of the heatmaps, on a logarithmic scale; limits: of median and 5th percentile."""
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    distance = np.maximum(1 - values, 1e-7)
    axes.hist(distance, bins=np.geomspace(1e-7, 1, 57).tolist(), color=AFTER)
    for limit, name in zip(limits, ("median's limit", "5th percentile's limit"), strict=True):
        axes.axvline(1 - limit, color="red", linewidth=0.8, linestyle=":", label=f"{name} {limit:g}")
    axes.set(xscale="log", xlabel="1 - cosine of the two heatmaps", ylabel="images")
    axes.legend(fontsize="small")
    return figure


def _square(axes: Axes) -> None:
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    axes.set_aspect("equal")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
