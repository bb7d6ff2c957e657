"""Is this bundle sound, and does this machine compute with it what it should?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_app.bundle import ModelBundle, Precision, Reference, load_bundle
from edge_app.engine.ort import OrtEngine
from edge_app.errors import EngineError
from edge_app.heatmap import grad_cam
from edge_app.manifest import Tolerance
from edge_app.signature import TrustedKey


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    name: str
    passed: bool
    figures: str  # what was measured, and the limit


@dataclass(frozen=True)
class Report:
    """What the examination found."""

    bundle_id: str
    intended_use: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def examine(folder: Path, threads: int, keys: Iterable[TrustedKey] | None = None) -> Report:
    """Check a bundle's signature and files and re-run its golden vectors on both graphs with `threads` threads.

    keys: as for `load_bundle`. Raises BundleError when the bundle cannot be accepted at all; a graph that fails or answers
    otherwise than it should is a failed check.
    """
    bundle = load_bundle(folder, keys)
    manifest, golden = bundle.manifest, bundle.golden
    checks = (
        Check("signature", True, f"key {bundle.signed_by.id}, trusted by {bundle.signed_by.source}"),
        Check("files", True, f"{len(manifest.files)} files, every SHA-256 as listed"),
        _golden_check(bundle, Precision.FP32, threads, golden.fp32, manifest.golden.fp32),
        _golden_check(bundle, Precision.INT8, threads, golden.int8, manifest.golden.int8),
        _accuracy_check(bundle),
    )
    return Report(bundle.id, manifest.intended_use, checks)


def _golden_check(bundle: ModelBundle, precision: Precision, threads: int, reference: Reference, limit: Tolerance) -> Check:
    """Run one graph on the golden pictures and compare its answers with the reference."""
    name = f"golden vectors {precision.value}"
    try:
        engine = OrtEngine(bundle.graphs[precision], precision.value, threads)
        answers = [engine.run(image) for image in bundle.golden.images]
    except EngineError as exc:
        return Check(name, False, str(exc))
    got_logits = np.stack([answer.logits for answer in answers])
    got_maps = np.stack([grad_cam(answer.features, bundle.abnormal_weights) for answer in answers])
    if got_logits.shape != reference.logits.shape or got_maps.shape != reference.maps.shape:
        return Check(name, False, f"{engine.name}: logits {got_logits.shape} and maps {got_maps.shape} of a wrong shape")
    logit_gap = float(np.abs(got_logits - reference.logits).max())
    heat_gap = float(np.abs(got_maps - reference.maps).max()) / bundle.manifest.heat_scale
    return Check(
        name,
        logit_gap <= limit.logits and heat_gap <= limit.heat,  # a NaN fails both
        f"{engine.name}: {len(answers)} pictures, largest difference of logits {logit_gap:.2g} (limit {limit.logits:.2g}), "
        f"of heat {heat_gap:.2g} (limit {limit.heat:.2g})",
    )


def _accuracy_check(bundle: ModelBundle) -> Check:
    """A bundle whose accuracy was never measured is for development alone."""
    measured = bundle.manifest.measured
    if measured is None:
        return Check("measured accuracy", False, "none: this bundle was never measured, use it for development alone")
    accuracy, auc = measured.metrics.accuracy, measured.metrics.auc
    return Check(
        "measured accuracy",
        True,
        f"{accuracy.value:.3f} ({accuracy.low:.3f}-{accuracy.high:.3f}), AUC {auc.value:.3f} ({auc.low:.3f}-{auc.high:.3f}), "
        f"{measured.subjects} subjects, {measured.images} pictures: {measured.part}",
    )
