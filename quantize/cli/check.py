"""`python -m quantize check`: may this bundle be shipped? Exit code 1 says which figure forbids it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import click

from quantize.evaluation.comparison import Comparison, Flip, compare_subgroups, find_flips
from quantize.evaluation.gate import Criterion, assess, raise_if_failed
from quantize.evaluation.held_out import test_set_option
from quantize.evaluation.predictions import Evidence, collect_predictions
from quantize.recipe import DEFAULT_RECIPE, load_recipe
from quantize.statistics.heatmap_agreement import MapAgreement
from quantize.statistics.metrics import Estimate
from quantize.statistics.paired import Change, Changes

SCORES = {
    "accuracy": "accuracy",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "auc": "AUC",
    "brier": "Brier score",
    "ece": "calibration error",
}


def as_markdown(evidence: Evidence, graph: str, comparisons: Sequence[Comparison], flips: Sequence[Flip]) -> Iterator[str]:
    """A graph's whole comparison in lines to read. The first comparison is that over all images."""
    whole = comparisons[0]
    yield f"# {graph} against the trained network in torch, FP32: {evidence.bundle.manifest.name}"
    yield ""
    yield (
        f"{whole.images} images of {whole.subjects} subjects ({evidence.untouched.words}), {whole.abnormal} abnormal. "
        f"Difference = {graph} - "
        "FP32, paired subject-bootstrap 95 % intervals; both read with the bundle's temperature and threshold."
    )
    yield f"{evidence.bundle.manifest.intended_use}"
    yield ""
    yield f"| score | FP32 | {graph} | difference |"
    yield "|---|---|---|---|"
    for field in fields(Changes):
        change: Change = getattr(whole.changes, field.name)
        yield f"| {SCORES[field.name]} | {change.before:.4f} | {change.after:.4f} | {signed(change.difference)} |"
    yield ""
    d = whole.decisions
    yield (
        f"Decisions: {d.lost} lost, {d.gained} gained, McNemar's exact p = {d.p_value:.3g}; "
        f"at most {d.lost_at_most:.2%} of images lost (97.5 % bound, images taken for independent)."
    )
    for name, maps in (("called abnormal by FP32", whole.called_maps), ("with any map", whole.all_maps)):
        yield f"Heatmaps of {maps.images if maps else 0} images {name}: {map_sentence(maps)}"
    yield ""
    yield "| decision changed on | muscle | truth | P(abnormal) FP32 | " + graph + " | |"
    yield "|---|---|---|---|---|---|"
    for flip in flips:
        verdict = "lost" if flip.lost else "gained"
        yield (
            f"| {flip.sample.image} | {flip.sample.muscle} | {flip.sample.label} | {flip.before:.4f} | {flip.after:.4f} "
            f"| {verdict} |"
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


def signed(e: Estimate) -> str:
    """A difference with its interval."""
    return "not defined" if e.value != e.value else f"{e.value:+.4f} ({e.low:+.4f} to {e.high:+.4f})"


def in_points(e: Estimate) -> str:
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


@click.command()
@click.argument("bundle", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--recipe", default=DEFAULT_RECIPE, show_default=True, help="Recipe whose limits hold: a name or a TOML file.")
@test_set_option
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1), help="CPU threads.")
def check(bundle: Path, dataset: Path, checkpoint: Path, recipe: str, test_set: Path | None, threads: int) -> None:
    """Hold every graph of BUNDLE to the trained network, on the untouched test subjects.

    DATASET and CHECKPOINT are those the bundle was made of.
    """
    limits = load_recipe(recipe).gate
    evidence = collect_predictions(bundle, dataset, checkpoint, test_set, threads)
    verdicts = {}
    for graph, answers in evidence.graphs.items():
        comparisons = compare_subgroups(evidence.samples, evidence.trained, answers, evidence.decision)
        flips = find_flips(evidence.samples, evidence.trained, answers, evidence.decision)
        for line in as_markdown(evidence, graph, comparisons, flips):
            click.echo(line)
        verdicts[graph] = assess(comparisons[0], limits)
    for graph, criteria in verdicts.items():
        for line in gate_lines(graph, criteria):
            click.echo(line)
    raise_if_failed(verdicts)
