"""`python -m quantize check`: may this bundle be shipped? Exit code 1 means no; the message names what forbids it."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FILE, HeldOutTest, bundle_argument, held_out_test, limits_option
from quantize.evaluation.comparison import compare_subgroups, find_flips
from quantize.evaluation.gate import assess, raise_if_failed
from quantize.evaluation.guard_gate import assess_guard
from quantize.evaluation.predictions import collect_predictions
from quantize.evaluation.robustness.gate import assess_robustness, require_same_bundle
from quantize.evaluation.robustness.records import RobustnessMatrix, read_matrix
from quantize.evaluation.robustness.run import bundle_digest
from quantize.packaging.writer import read_bundle
from quantize.recipe import load_recipe
from quantize.reporting.text import comparison_lines, gate_lines


@click.command(
    "check",
    cls=Command,
    examples=(
        "python -m quantize check bundle run/model.safetensors dataset",
        "python -m quantize check bundle run/model.safetensors dataset --test-set test_set",
        "python -m quantize check bundle run/model.safetensors dataset --robustness robustness/robustness.json",
    ),
)
@bundle_argument
@held_out_test
@limits_option
@click.option("--robustness", "matrix_file", type=FILE, help="What `robustness` wrote about BUNDLE; a release needs it.")
def command(bundle: Path, test: HeldOutTest, limits: str, matrix_file: Path | None) -> None:
    """Compare every graph of BUNDLE with the trained network, on held-out test subjects, and look at what its guard did.

    CHECKPOINT and DATASET are those the bundle was made of. The exit code is 1 when a graph, the guard or the robustness of the
    INT8 graphs does not pass the gate.
    """
    gate = load_recipe(limits).gate
    robustness = None if matrix_file is None else read_robustness(matrix_file, bundle)
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
    if robustness is None:
        click.echo("Robustness is not judged: measure it with `python -m quantize robustness`, and name its file (--robustness).")
    else:
        results |= {f"{graph} on perturbed images": criteria for graph, criteria in assess_robustness(robustness).items()}
    for graph, criteria in results.items():
        for line in gate_lines(graph, criteria):
            click.echo(line)
    raise_if_failed(results)


def read_robustness(file: Path, bundle: Path) -> RobustnessMatrix:
    """A matrix of this very bundle. Raises ConfigError."""
    matrix, model = read_matrix(file), read_bundle(bundle)
    graphs = [precision for precision in model.graphs if precision.value in matrix.graphs]
    require_same_bundle(matrix, bundle_digest(model, graphs), file)
    return matrix
