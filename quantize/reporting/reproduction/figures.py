"""The figures of a reproduction: curves as SVG, heatmaps as images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edge_app.imaging.heatmap import RgbImage, heat_levels
from edge_app.records import FloatMap, GreyImage
from quantize.evaluation.reproduction.heat_examples import HeatExamples
from quantize.evaluation.reproduction.paper import Counts, Paper
from quantize.evaluation.reproduction.records import ArmResult, Curves, ReproductionReport, SeedScore
from quantize.evaluation.validation.records import Curve
from quantize.network.model import CLASSES
from quantize.reporting.figures import as_png, draw_heatmap
from quantize.statistics.metrics import sigmoid

OURS, PAPER = "#dd5b1f", "#4c72b0"
SIDE = 3.9  # inches
PAPERS_OPACITY = 0.5  # of its colours over the image, to judge by its figure 6


def page_figures(r: ReproductionReport, paper: Paper) -> Iterator[tuple[str, Figure]]:
    """Every figure that there is something for, by its name."""
    if r.full is not None and r.curves is not None:
        for name, draw in {"roc": _roc, "precision_recall": _precision_recall, "reliability": _reliability}.items():
            figure = Figure(figsize=(SIDE, SIDE), layout="constrained")
            draw(figure.subplots(), r.curves, r.full, paper)
            yield name, figure
        yield "confusion", _confusions(r.full, paper)
    if len(r.ablation) > 1:
        yield "ablation", _ablation(r, paper)
    if r.networks:
        yield "networks", _networks(r, paper)


def _roc(axes: Axes, c: Curves, full: ArmResult, paper: Paper) -> None:
    _band(axes, c.roc, f"here, AUC {_short(full.scores['auc'])}")
    p = paper.counts
    axes.plot(p.fp / (p.fp + p.tn), p.tp / (p.tp + p.fn), "o", color=PAPER, label=f"paper's counts (AUC {paper.table_2.auc})")
    for number, one in enumerate(full.counts):
        label = "labels here, each seed" if number == 0 else None
        axes.plot(one.fp / max(1, one.fp + one.tn), one.tp / max(1, one.tp + one.fn), "x", color="black", label=label)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    _finish(axes, "1 - specificity", "sensitivity")


def _precision_recall(axes: Axes, c: Curves, full: ArmResult, paper: Paper) -> None:
    area = "not defined" if c.average_precision is None else f"{c.average_precision.value:.3f}"
    _band(axes, c.precision_recall, f"here, area {area}")
    p = paper.counts
    axes.plot(p.tp / (p.tp + p.fn), p.tp / (p.tp + p.fp), "o", color=PAPER, label="paper's counts")
    abnormal = (full.counts[0].tp + full.counts[0].fn) / full.counts[0].total
    axes.axhline(abnormal, color="grey", linewidth=0.8, linestyle=":", label="a guess here")
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    _finish(axes, "recall (sensitivity)", "precision (PPV)")


def _reliability(axes: Axes, c: Curves, full: ArmResult, paper: Paper) -> None:
    curve = c.reliability
    below = [max(0.0, y - low) for y, low in zip(curve.y, curve.low, strict=True)]
    above = [max(0.0, high - y) for y, high in zip(curve.y, curve.high, strict=True)]
    error = "not defined" if c.error is None else f"{c.error.value:.3f}"
    axes.errorbar(
        curve.x, curve.y, yerr=[below, above], color=OURS, marker="o", markersize=4, capsize=2, label=f"here, ECE {error}"
    )
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":", label="as said")
    _finish(axes, "probability that was said", "share of abnormal images")


def _confusions(full: ArmResult, paper: Paper) -> Figure:
    """The paper's and the mean of ours, in shares of each row, so that data sets of other sizes compare."""
    figure = Figure(figsize=(6.4, 3.2), layout="constrained")
    mean = np.mean([(c.tn, c.fp, c.fn, c.tp) for c in full.counts], axis=0)
    for axes, title, four in zip(
        figure.subplots(1, 2), ("paper", f"here, mean of {len(full.counts)}"), (_four(paper.counts), mean), strict=True
    ):
        counts = np.reshape(four, (2, 2))
        shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
        axes.imshow(shares, cmap="Oranges", vmin=0, vmax=1.3)
        for row in range(2):
            for column in range(2):
                axes.text(column, row, f"{counts[row, column]:g}\n{shares[row, column]:.1%}", ha="center", va="center")
        axes.set_xticks((0, 1), ("called normal", "called abnormal"), fontsize="small")
        axes.set_yticks((0, 1), ("normal", "abnormal"), fontsize="small")
        axes.set_title(title, fontsize="medium")
    return figure


def _four(c: Counts) -> tuple[int, int, int, int]:
    return c.tn, c.fp, c.fn, c.tp


def _ablation(r: ReproductionReport, paper: Paper) -> Figure:
    """AUC and accuracy of each arm, the paper's beside ours."""
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    arms = [one.experiment for one in paper.table_3]
    for axes, key, printed in (
        (left, "accuracy", [float(one.accuracy) / 100 for one in paper.table_3]),
        (right, "auc", [float(one.auc) for one in paper.table_3]),
    ):
        axes.plot(range(len(arms)), printed, "o--", color=PAPER, label="paper")
        for one in r.ablation:
            _mark(axes, arms.index(one.arm), one.scores[key], "here" if one is r.ablation[0] else None)
        axes.set_xticks(range(len(arms)), arms)
        axes.set(ylabel="AUC" if key == "auc" else "accuracy")
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    return figure


def _networks(r: ReproductionReport, paper: Paper) -> Figure:
    """AUC against size."""
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    axes = figure.subplots()
    printed = {one.name: (float(one.auc), float(one.parameters)) for one in paper.networks}
    printed["NMD-AssistNet"] = (float(paper.elsewhere.figure_2_auc), float(paper.elsewhere.figure_4_parameters))
    for number, (name, (area, millions)) in enumerate(printed.items()):
        axes.plot(millions, area, "o", color=PAPER, label="paper" if number == 0 else None)
        axes.annotate(name, (millions, area), xytext=(4, 4), textcoords="offset points", fontsize="small")
    for number, one in enumerate([*r.networks, *([r.full] if r.full else [])]):
        _mark(axes, one.parameters / 1e6, one.scores["auc"], "here" if number == 0 else None)
    axes.set(xscale="log", xlim=(1.8, 160), xlabel="parameters, million", ylabel="AUC")  # room for the names
    axes.set_xticks((2, 5, 10, 20, 50, 100), ("2", "5", "10", "20", "50", "100"))
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    return figure


def _mark(axes: Axes, x: float, found: SeedScore, label: str | None) -> None:
    """A mean with its interval over subjects, and a tick for each seed."""
    if found.mean is None:
        return
    if found.subjects is not None:
        axes.plot([x, x], [found.subjects.low, found.subjects.high], color=OURS)
    axes.plot(x, found.mean, "o", color=OURS, label=label)
    each = [value for value in found.each if value is not None]
    axes.plot([x] * len(each), each, "_", color="black", markersize=9)


def _band(axes: Axes, curve: Curve, label: str) -> None:
    axes.fill_between(curve.x, curve.low, curve.high, color=OURS, alpha=0.2, linewidth=0)
    axes.plot(curve.x, curve.y, color=OURS, label=label)


def _finish(axes: Axes, x: str, y: str) -> None:
    axes.set(xlabel=x, ylabel=y)
    axes.set_aspect("equal")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")


def _short(found: SeedScore) -> str:
    return "not defined" if found.mean is None else f"{found.mean:.3f}"


@dataclass(frozen=True)
class HeatRow:
    """One image of figure 6, as data: addresses."""

    caption: str
    image: str
    papers: tuple[str, ...]  # Grad-CAM of normal and of abnormal, in the paper's colours
    ours: str  # as the appliance shows it


def heat_rows(e: HeatExamples) -> list[HeatRow]:
    """Every image of the examples."""
    return [
        HeatRow(
            f"{CLASSES[e.labels[i]]}, P(abnormal) {float(sigmoid(np.float64(e.margins[i]))):.2f} ({e.names[i]})",
            as_png(np.repeat(e.images[i][:, :, None], 3, axis=2)),
            tuple(as_png(in_papers_colours(e.images[i], cam)) for cam in e.maps[i]),
            as_png(draw_heatmap(e.images[i], e.maps[i][CLASSES.index("abnormal")], e.heat_scale)),
        )
        for i in range(len(e.images))
    ]


def in_papers_colours(image: GreyImage, cam: FloatMap) -> RgbImage:
    """Blue to red over the whole image, each map scaled to its own largest value, as is usual: (S, S) -> (S, S, 3) RGB.

    So the faintest map is as red as the strongest; the appliance's own scale is fixed.
    """
    height, width = image.shape
    levels = heat_levels(cam / max(float(cam.max()), 1e-12), (width, height))
    colours = cv2.cvtColor(cv2.applyColorMap(levels, cv2.COLORMAP_JET), cv2.COLOR_BGR2RGB)
    grey = np.repeat(image[:, :, None], 3, axis=2)
    blended: RgbImage = np.rint(PAPERS_OPACITY * colours + (1 - PAPERS_OPACITY) * grey).astype(np.uint8)
    return blended
