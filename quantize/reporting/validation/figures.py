"""The figures of a validation: each drawn into axes, so that a page has them one by one and a document all together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from edge_app.records import Interval
from quantize.evaluation.validation.records import Curve, ValidationReport

NETWORK, OTHER = "#dd5b1f", "#4c72b0"
SIDE = 3.9  # inches


def draw_roc(axes: Axes, r: ValidationReport) -> None:
    """Sensitivity against 1 - specificity of the judged images, and where the device's labels are."""
    found = r.discrimination
    if found.roc is None:
        _nothing(axes, "images of one kind only")
        return
    _band(axes, found.roc, f"network, AUC {_short(found.auc)}")
    rates = r.device_rates
    if rates.sensitivity and rates.specificity:
        axes.plot(1 - rates.specificity.value, rates.sensitivity.value, "o", color="black", label="labels of a device")
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":")
    _finish(axes, "1 - specificity", "sensitivity")


def draw_precision_recall(axes: Axes, r: ValidationReport) -> None:
    """Positive predictive value against sensitivity of the judged images."""
    found = r.discrimination
    if found.precision_recall is None:
        _nothing(axes, "images of one kind only")
        return
    _band(axes, found.precision_recall, f"network, area {_short(found.average_precision)}")
    axes.axhline(found.prevalence, color="grey", linewidth=0.8, linestyle=":", label="a guess")
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    _finish(axes, "recall (sensitivity)", "precision (positive predictive value)")


def draw_reliability(axes: Axes, r: ValidationReport) -> None:
    """Share of abnormal images against the probability that was said, by tenths of the images."""
    if r.calibration is None:
        _nothing(axes, "no image was judged")
        return
    curve = r.calibration.reliability
    below = [max(0.0, y - low) for y, low in zip(curve.y, curve.low, strict=True)]
    above = [max(0.0, high - y) for y, high in zip(curve.y, curve.high, strict=True)]
    slope = r.calibration.slope
    label = f"slope {slope.value:.2f}" if slope else "network"
    axes.errorbar(curve.x, curve.y, yerr=[below, above], color=NETWORK, marker="o", markersize=4, capsize=2, label=label)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8, linestyle=":", label="as said")
    _finish(axes, "probability that was said", "share of abnormal images")


def draw_decision(axes: Axes, r: ValidationReport) -> None:
    """Net benefit by threshold probability, beside acting on everybody and on nobody."""
    if r.decision is None:
        _nothing(axes, "no image was judged")
        return
    _band(axes, r.decision.network, "by the network")
    axes.plot(r.decision.threshold, r.decision.everybody, color=OTHER, label="everybody")
    axes.axhline(0, color="grey", linewidth=0.8, label="nobody")
    prevalence = r.discrimination.prevalence
    _finish(axes, "threshold probability", "net benefit")
    axes.set_aspect("auto")
    axes.set(xlim=(0, 1), ylim=(-0.2 * prevalence - 0.02, 1.1 * prevalence + 0.02))


def draw_risk_coverage(axes: Axes, r: ValidationReport) -> None:
    """Share of wrong answers against the share of images that get one, with and without the guard."""
    g = r.guard
    axes.plot(g.coverage, g.risk_with_guard, color=NETWORK, label=f"refused images last, area {g.area_with_guard:.3f}")
    axes.plot(g.coverage, g.risk_without, color=OTHER, label=f"without the guard, area {g.area_without:.3f}")
    if g.risk_answered is not None:
        axes.plot(g.answered, g.risk_answered, "o", color="black", label="labels of a device")
    _finish(axes, "coverage: share of all images with an answer", "risk: share of these that are wrong")
    axes.set_aspect("auto")
    axes.set_ylim(bottom=0)


def draw_groups(axes: Axes, r: ValidationReport) -> None:
    """Sensitivity and specificity of every group with their intervals; dotted, those of all images."""
    rows = list(enumerate(r.groups))
    for name, colour, shift in (("sensitivity", NETWORK, -0.15), ("specificity", OTHER, 0.15)):
        whole: Interval | None = getattr(r.device_rates, name)
        if whole is not None:
            axes.axvline(whole.value, color=colour, linewidth=0.8, linestyle=":")
        label: str | None = name
        for row, group in rows:
            found: Interval | None = getattr(group.rates, name)
            if found is not None:
                axes.plot([found.low, found.high], [row + shift] * 2, color=colour)
                axes.plot(found.value, row + shift, "o", color=colour, markersize=4, label=label)
                label = None
    axes.set_yticks([row for row, _ in rows], [f"{g.kind} {g.name} ({g.subjects})" for _, g in rows], fontsize="small")
    axes.set(xlim=(0, 1), xlabel="share that is right, of images with a label")
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    axes.legend(fontsize="small", loc="lower left")


SQUARE: dict[str, Callable[[Axes, ValidationReport], None]] = {
    "roc": draw_roc,
    "precision_recall": draw_precision_recall,
    "reliability": draw_reliability,
    "decision": draw_decision,
    "risk_coverage": draw_risk_coverage,
}


def page_figures(r: ValidationReport) -> Iterator[tuple[str, Figure]]:
    """Every figure by its name."""
    for name, draw in SQUARE.items():
        figure = Figure(figsize=(SIDE, SIDE), layout="constrained")
        draw(figure.subplots(), r)
        yield name, figure
    figure = Figure(figsize=(8, 0.32 * len(r.groups) + 1.0), layout="constrained")
    draw_groups(figure.subplots(), r)
    yield "groups", figure


def sheet(r: ValidationReport) -> Figure:
    """All of them on one sheet, for a document."""
    figure = Figure(figsize=(12, 8), layout="constrained")
    kind = "simulated images" if r.data.simulated else "images"
    figure.suptitle(f"{r.tested.bundle}, {r.tested.graph}: {r.data.images} {kind} of {r.data.subjects} subjects")
    axes = figure.subplots(2, 3)
    for place, draw in zip(axes.flat, (*SQUARE.values(), draw_groups), strict=True):
        draw(place, r)
    return figure


def _band(axes: Axes, curve: Curve, label: str) -> None:
    axes.fill_between(curve.x, curve.low, curve.high, color=NETWORK, alpha=0.2, linewidth=0)
    axes.plot(curve.x, curve.y, color=NETWORK, label=label)


def _finish(axes: Axes, x: str, y: str) -> None:
    axes.set(xlabel=x, ylabel=y)
    axes.set_aspect("equal")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")


def _nothing(axes: Axes, why: str) -> None:
    axes.text(0.5, 0.5, f"not defined: {why}", ha="center", transform=axes.transAxes)
    axes.set_axis_off()


def _short(found: Interval | None) -> str:
    return "not defined" if found is None else f"{found.value:.3f}"
