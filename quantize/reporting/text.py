"""A graph's comparison with the trained network, and the gate, in lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from edge_app.records import Interval
from quantize.evaluation.comparison import Comparison, Flip
from quantize.evaluation.gate import Criterion
from quantize.evaluation.predictions import Predictions
from quantize.statistics.heatmap_agreement import MapAgreement
from quantize.statistics.paired import Change, Changes

SCORES = {
    "accuracy": "accuracy",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "auc": "AUC",
    "brier": "Brier score",
    "calibration_error": "calibration error",
}


def comparison_lines(
    predictions: Predictions, graph: str, comparisons: Sequence[Comparison], flips: Sequence[Flip]
) -> Iterator[str]:
    """A graph's whole comparison as Markdown. The first comparison is that over all images."""
    overall = comparisons[0]
    yield f"# {graph} against the trained network in torch, FP32: {predictions.bundle.manifest.name}"
    yield ""
    yield (
        f"{overall.images} images of {overall.subjects} subjects ({predictions.held_out.description}), "
        f"{overall.abnormal} abnormal. Difference = {graph} - "
        "FP32, paired subject-bootstrap 95 % intervals; both read with the bundle's temperature and threshold."
    )
    yield f"{predictions.bundle.manifest.intended_use}"
    yield ""
    yield f"| score | FP32 | {graph} | difference |"
    yield "|---|---|---|---|"
    for field in fields(Changes):
        change: Change = getattr(overall.changes, field.name)
        yield f"| {SCORES[field.name]} | {change.before:.4f} | {change.after:.4f} | {signed(change.difference)} |"
    if overall.classes is not None:
        scores = [("class accuracy", overall.classes.accuracy), ("quadratic weighted kappa", overall.classes.weighted_kappa)]
        for name, of_classes in scores:
            if of_classes is not None:
                yield f"| {name} | {of_classes.before:.4f} | {of_classes.after:.4f} | {signed(of_classes.difference)} |"
        yield ""
        yield f"The same class is called on {overall.classes.agreement:.2%} of the images."
    yield ""
    d = overall.decisions
    yield (
        f"Decisions: {d.lost} lost, {d.gained} gained, McNemar's exact p = {d.p_value:.3g}; "
        f"at most {d.lost_at_most:.2%} of images lost (97.5 % bound, images taken as independent)."
    )
    for name, maps in (("called abnormal by FP32", overall.called_maps), ("with any map", overall.all_maps)):
        yield f"Heatmaps of {maps.images if maps else 0} images {name}: {map_sentence(maps)}"
    yield ""
    yield "| decision changed on | muscle | truth | P(abnormal) FP32 | " + graph + " | |"
    yield "|---|---|---|---|---|---|"
    for flip in flips:
        change_of_decision = "lost" if flip.lost else "gained"
        muscle = flip.sample.muscle or "not noted"
        yield (
            f"| {flip.sample.image} | {muscle} | {flip.sample.label} | {flip.before:.4f} | {flip.after:.4f} "
            f"| {change_of_decision} |"
        )
    yield ""
    yield "| group | images | subjects | accuracy FP32 | difference, points | AUC's | lost | gained | map cosine median, 5 % |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for c in comparisons:
        cosine = f"{c.called_maps.cosine_median:.4f}, {c.called_maps.cosine_p5:.4f}" if c.called_maps else "no map"
        accuracy, auc = c.changes.accuracy, c.changes.auc
        yield (
            f"| {c.group} | {c.images} | {c.subjects} | {accuracy.before:.4f} | {in_points(accuracy.difference)} | "
            f"{in_points(auc.difference)} | {c.decisions.lost} | {c.decisions.gained} | {cosine} |"
        )
    yield ""


def signed(e: Interval) -> str:
    """A difference with its interval."""
    return "not defined" if e.value != e.value else f"{e.value:+.4f} ({e.low:+.4f} to {e.high:+.4f})"


def in_points(e: Interval) -> str:
    """A difference of shares with its interval, in percentage points."""
    return "not defined" if e.value != e.value else f"{100 * e.value:+.2f} ({100 * e.low:+.2f} to {100 * e.high:+.2f})"


def map_sentence(maps: MapAgreement | None) -> str:
    """Agreement of heatmaps, in words."""
    if maps is None:
        return "none"
    return (
        f"cosine median {maps.cosine_median:.4f}, 5th percentile {maps.cosine_p5:.4f}; intersection over union of the top fifth "
        f"median {maps.overlap_median:.3f}, 5th percentile {maps.overlap_p5:.3f}; shift of the peak median "
        f"{maps.shift_median:.1f} px, 95th percentile {maps.shift_p95:.1f} px of 224"
    )


def gate_lines(graph: str, criteria: Sequence[Criterion]) -> Iterator[str]:
    """Every criterion beside its limit."""
    yield f"Gate of {graph}:"
    for criterion in criteria:
        yield f"  {criterion}"
