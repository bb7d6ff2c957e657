"""May this bundle be shipped?"""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path

from edge_app.bundle.loader import Precision
from quantize.evaluation.change_control import INT8_FIGURES, LITERT_FIGURES, change_lines, require_own_evidence
from quantize.evaluation.comparison import Comparison, compare_subgroups, find_flips
from quantize.evaluation.gate import Criterion, assess, raise_if_failed
from quantize.evaluation.guard_gate import assess_guard
from quantize.evaluation.predictions import Predictions, collect_predictions
from quantize.evaluation.robustness.gate import assess_robustness, require_same_bundle
from quantize.evaluation.robustness.records import RobustnessMatrix, read_matrix
from quantize.evaluation.robustness.run import bundle_digest
from quantize.packaging.writer import read_bundle
from quantize.recipe import GateLimits
from quantize.reporting.text import comparison_lines, gate_lines
from quantize.steps.inputs import HeldOutTest, Say

SAME = 1e-6  # of a share; the same answers give the same figure, whatever machine adds them up


def check(
    bundle: Path,
    test: HeldOutTest,
    gate: GateLimits,
    matrix_file: Path | None,
    succeeds: Path | None,
    say: Say,
    measured_again: Collection[str] = (),
) -> dict[str, tuple[Criterion, ...]]:
    """Compare every graph with the trained network on held-out test subjects; look at guard, robustness and what has changed.

    matrix_file: what `measure_robustness` wrote about this bundle; None: that is not judged. succeeds: the bundle whose place it
    takes; None: of none. measured_again: figures of the manifest that are known to be its own (`change_control.FIGURES`). Returns
    the criteria that it met, by graph. Raises GateError.
    """
    robustness = None if matrix_file is None else read_robustness(matrix_file, bundle)
    predictions = collect_predictions(bundle, test.dataset, test.checkpoint, test.test_set, test.threads)
    results: dict[str, tuple[Criterion, ...]] = {}
    own = set(measured_again)
    for graph, answers in predictions.graphs.items():
        comparisons = compare_subgroups(
            predictions.samples, predictions.trained, answers, predictions.decision, predictions.classes
        )
        flips = find_flips(predictions.samples, predictions.trained, answers, predictions.decision)
        for line in comparison_lines(predictions, graph, comparisons, flips):
            say(line)
        results[graph] = assess(comparisons[0], gate)
        own |= confirmed(predictions, graph, comparisons[0])
    guard = predictions.bundle.manifest.guard
    if guard is None:
        say("The bundle has no guard: `python -m quantize include-guard` puts one into it.")
    else:
        results["guard"] = assess_guard(guard.measured)
    if robustness is None:
        say("Robustness is not judged: measure it with `python -m quantize robustness`, and name its file (--robustness).")
    else:
        results |= {f"{graph} on perturbed images": criteria for graph, criteria in assess_robustness(robustness).items()}
    for graph, criteria in results.items():
        for line in gate_lines(graph, criteria):
            say(line)
    raise_if_failed(results)
    if succeeds is not None:
        check_succession(bundle, succeeds, say, own)
    return results


def confirmed(predictions: Predictions, graph: str, found: Comparison) -> set[str]:
    """The figures of the manifest that the gate has just measured and found to be the same."""
    manifest, changes = predictions.bundle.manifest, found.changes
    measured = {INT8_FIGURES: manifest.measured, LITERT_FIGURES: manifest.litert.measured if manifest.litert else None}
    name = {Precision.INT8.value: INT8_FIGURES, Precision.INT8_LITERT.value: LITERT_FIGURES}.get(graph, "")
    stated = measured.get(name)
    if stated is None or stated.data_sha256 != predictions.held_out.sha256:
        return set()
    pairs = (
        (stated.metrics.accuracy.value, changes.accuracy.after),
        (stated.metrics.auc.value, changes.auc.after),
        (stated.metrics.calibration_error.value, changes.calibration_error.after),
    )
    return {name} if all(math.isclose(one, other, abs_tol=SAME) for one, other in pairs) else set()


def check_succession(bundle: Path, succeeds: Path, say: Say, measured_again: Collection[str] = ()) -> None:
    """Say what changed from the bundle before, and what that asks for. Raises GateError where it kept any of its figures."""
    old, new = read_bundle(succeeds, read_guard=False), read_bundle(bundle)
    for line in change_lines(old.manifest, old.id, new.manifest):
        say(line)
    require_own_evidence(old.manifest, old.id, new.manifest, measured_again)


def read_robustness(file: Path, bundle: Path) -> RobustnessMatrix:
    """A matrix of this very bundle. Raises ConfigError."""
    matrix, model = read_matrix(file), read_bundle(bundle)
    graphs = [precision for precision in model.graphs if precision.value in matrix.graphs]
    require_same_bundle(matrix, bundle_digest(model, graphs), file)
    return matrix
