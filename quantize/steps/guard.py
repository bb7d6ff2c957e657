"""A fitted guard put into a bundle, with what it may judge and was measured to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edge_app.guard.scope import GuardScope, ScanPlane
from quantize.dataset.augment import Augmentation
from quantize.dataset.manifest import data_hash, read_manifest
from quantize.dataset.region_sizes import measure_regions
from quantize.evaluation.gate import raise_if_failed
from quantize.evaluation.guard_gate import REMEDY, assess_guard
from quantize.guard.fitted_guard import read_fitted_guard
from quantize.packaging.keys import SigningKey
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.reporting.text import gate_lines
from quantize.steps.inputs import Say, unsigned_notice


def include_guard(bundle: Path, guard: Path, dataset: Path, key: SigningKey | None, say: Say) -> None:
    """Put the guard that `fit_guard` wrote into the bundle, when it passes the gate.

    dataset: what the network was trained on, whose regions give the sizes that are judged. Raises GateError, ConfigError.
    """
    model, fitted = read_bundle(bundle, read_guard=False), read_fitted_guard(guard)
    criteria = assess_guard(fitted.measured)
    for line in gate_lines("guard", criteria):
        say(line)
    raise_if_failed({"guard": criteria}, REMEDY)
    samples = read_manifest(dataset)
    sizes = measure_regions(dataset, samples)
    width, height = sizes.may_be_judged(Augmentation())
    scope = GuardScope(width, height, ScanPlane.TRANSVERSE, fitted.measured)
    manifest = replace(model.manifest, guard=scope)
    write_bundle(bundle, replace(model, manifest=manifest, texture=fitted.texture, texture_golden=fitted.golden), key)
    say(
        f"{sizes.regions} regions of {dataset}: {sizes.width_mm[0]:.1f}-{sizes.width_mm[1]:.1f} x "
        f"{sizes.height_mm[0]:.1f}-{sizes.height_mm[1]:.1f} mm; judged are {ScanPlane.TRANSVERSE.value} views of "
        f"{width[0]:g}-{width[1]:g} x {height[0]:g}-{height[1]:g} mm"
    )
    if data_hash(dataset, samples) != model.manifest.training_data.sha256:
        say(f"{dataset} is not the data set that the network was trained on: its regions stand for those")
    unsigned_notice(bundle, key, say)
