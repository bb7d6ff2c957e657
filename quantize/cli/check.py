"""`python -m quantize check`: may this bundle be shipped? Exit code 1 means no; the message names what forbids it."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import HeldOutTest, bundle_argument, held_out_test, limits_option
from quantize.evaluation.comparison import compare_subgroups, find_flips
from quantize.evaluation.gate import assess, raise_if_failed
from quantize.evaluation.guard_gate import assess_guard
from quantize.evaluation.predictions import collect_predictions
from quantize.recipe import load_recipe
from quantize.reporting.text import comparison_lines, gate_lines


@click.command(
    "check",
    cls=Command,
    examples=(
        "python -m quantize check bundle run/model.safetensors dataset",
        "python -m quantize check bundle run/model.safetensors dataset --test-set test_set",
    ),
)
@bundle_argument
@held_out_test
@limits_option
def command(bundle: Path, test: HeldOutTest, limits: str) -> None:
    """Compare every graph of BUNDLE with the trained network, on held-out test subjects, and look at what its guard did.

    CHECKPOINT and DATASET are those the bundle was made of. The exit code is 1 when a graph or the guard does not pass the gate.
    """
    gate = load_recipe(limits).gate
    predictions = collect_predictions(bundle, test.dataset, test.checkpoint, test.test_set, test.threads)
    results = {}
    for graph, answers in predictions.graphs.items():
        comparisons = compare_subgroups(predictions.samples, predictions.trained, answers, predictions.decision)
        flips = find_flips(predictions.samples, predictions.trained, answers, predictions.decision)
        for line in comparison_lines(predictions, graph, comparisons, flips):
            click.echo(line)
        results[graph] = assess(comparisons[0], gate)
    guard = predictions.bundle.manifest.guard
    if guard is None:
        click.echo("The bundle has no guard: `python -m quantize include-guard` puts one into it.")
    else:
        results["guard"] = assess_guard(guard.measured)
    for graph, criteria in results.items():
        for line in gate_lines(graph, criteria):
            click.echo(line)
    raise_if_failed(results)
