"""The doctor finds a sound bundle sound, and a machine or graph that computes otherwise not."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_app import config
from edge_app.bundle.loader import ONNX, ModelBundle, Precision, Reference
from edge_app.diagnostics.self_test import Report, run_self_test
from edge_app.engine.factory import choices
from edge_app.errors import BundleError
from edge_app.guard.texture_golden import TOLERANCE
from quantize.packaging.writer import write_bundle
from tests.support.signing import KEY, KEYS


def examined(bundle: ModelBundle, folder: Path, **parts: Any) -> Report:
    """Examine a copy of the bundle in which these parts are exchanged, with hashes that fit."""
    write_bundle(folder, dataclasses.replace(bundle, **parts), KEY)
    return run_self_test(folder, threads=1, keys=KEYS)


def failed(report: Report) -> list[str]:
    return [check.name for check in report.checks if not check.passed]


def golden_checks(bundle: ModelBundle, *precisions: Precision) -> list[str]:
    """The names of the checks of golden vectors, of every runtime that is installed: of ONNX Runtime without its own."""
    wanted = [choice for choice in choices(bundle, [1], providers=[]) if choice.precision in precisions]
    return [f"golden vectors {one.precision}" + f" {one.runtime}" * (one.runtime != "onnxruntime") for one in wanted]


def test_a_sound_bundle_passes_and_says_what_it_is_for(bundle: ModelBundle, bundle_folder: Path) -> None:
    report = run_self_test(bundle_folder, threads=2, keys=KEYS)
    assert report.passed and failed(report) == []
    assert report.bundle_id == bundle.id and report.intended_use == bundle.manifest.intended_use
    names = ["signature", "files", *golden_checks(bundle, *ONNX), "measured accuracy"]
    assert [check.name for check in report.checks] == names


@pytest.mark.parametrize("precision", ONNX)
@pytest.mark.parametrize("part", ["logits", "maps"])
def test_other_answers_than_the_reference_fail(bundle: ModelBundle, tmp_path: Path, precision: Precision, part: str) -> None:
    reference: Reference = getattr(bundle.golden, precision.value)
    off = dataclasses.replace(reference, **{part: getattr(reference, part) + np.float32(2 * bundle.manifest.heat_scale)})
    changes: dict[str, Any] = {precision.value: off}
    altered = dataclasses.replace(bundle.golden, **changes)
    assert failed(examined(bundle, tmp_path / "b", golden=altered)) == golden_checks(bundle, precision)


def test_what_does_not_run_here_only_warns(bundle: ModelBundle, tmp_path: Path) -> None:
    """A processor that computes the graph in eight bits wrongly has the other one; what runs has to be right."""
    altered = dataclasses.replace(
        bundle.golden, int8=dataclasses.replace(bundle.golden.int8, logits=bundle.golden.int8.logits + 9)
    )
    write_bundle(tmp_path / "b", dataclasses.replace(bundle, golden=altered), KEY)
    same = config.Engine("onnxruntime", "int8", 1, "coarse")
    for settings, passes in ((dataclasses.replace(same, precision="fp32"), True), (same, False)):
        report = run_self_test(tmp_path / "b", 1, KEYS, settings)
        assert report.passed is passes and golden_checks(bundle, Precision.INT8)[0] in failed(report)


def test_a_graph_that_does_not_load_fails_and_the_other_is_still_examined(bundle: ModelBundle, tmp_path: Path) -> None:
    graphs = {**bundle.graphs, Precision.FP32: b"not a graph"}
    assert failed(examined(bundle, tmp_path / "b", graphs=graphs)) == golden_checks(bundle, Precision.FP32)


def test_graphs_exchanged_for_each_other_fail(bundle: ModelBundle, tmp_path: Path) -> None:
    graphs = {Precision.FP32: bundle.graphs[Precision.INT8], Precision.INT8: bundle.graphs[Precision.FP32]}
    assert "golden vectors fp32" in failed(examined(bundle, tmp_path / "b", graphs=graphs))


def test_a_bundle_that_was_never_measured_fails(bundle: ModelBundle, tmp_path: Path) -> None:
    manifest = dataclasses.replace(bundle.manifest, measured=None)
    assert failed(examined(bundle, tmp_path / "b", manifest=manifest)) == ["measured accuracy"]


def test_a_guard_is_measured_again(guarded_bundle: ModelBundle, guarded_folder: Path) -> None:
    report = run_self_test(guarded_folder, threads=1, keys=KEYS)
    check = next(check for check in report.checks if check.name == "guard")
    assert report.passed and report.guard == guarded_bundle.manifest.guard
    assert "3 crops" in check.figures and "transverse views" in check.figures


def test_a_guard_with_other_scores_than_its_reference_fails(guarded_bundle: ModelBundle, tmp_path: Path) -> None:
    golden = guarded_bundle.texture_golden
    assert golden is not None
    shifted = dataclasses.replace(golden, scores=golden.scores + np.float32(5 * TOLERANCE))
    assert failed(examined(guarded_bundle, tmp_path / "b", texture_golden=shifted)) == ["guard"]


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        run_self_test(tmp_path, threads=1)
