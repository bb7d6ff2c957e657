"""`python -m quantize include-guard`: put a fitted guard into a bundle, with what it may judge and was measured to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.guard.scope import GuardScope, ScanPlane
from quantize.cli.options import FOLDER, bundle_argument, dataset_argument, key_option
from quantize.cli.passphrase import unlock, unsigned_notice
from quantize.dataset.augment import Augmentation
from quantize.dataset.manifest import data_hash, read_manifest
from quantize.dataset.region_sizes import measure_regions
from quantize.evaluation.gate import raise_if_failed
from quantize.evaluation.guard_gate import REMEDY, assess_guard
from quantize.guard.fitted_guard import read_fitted_guard
from quantize.packaging.writer import read_bundle, write_bundle
from quantize.reporting.text import gate_lines


@click.command(
    "include-guard",
    cls=Command,
    examples=("python -m quantize include-guard bundle guard dataset --key keys/maker.key",),
)
@bundle_argument
@click.argument("guard", type=FOLDER)
@dataset_argument
@key_option
def command(bundle: Path, guard: Path, dataset: Path, key_file: Path | None) -> None:
    """Put the guard that `fit-guard` wrote to GUARD into BUNDLE, when it passes the gate.

    DATASET is what the bundle's network was trained on: regions much smaller or larger than those in it, in millimetres, are not
    judged. Views along the fascicles are not judged either. BUNDLE changes, so it has to be signed again.
    """
    key = unlock(key_file) if key_file else None
    model, fitted = read_bundle(bundle, read_guard=False), read_fitted_guard(guard)
    criteria = assess_guard(fitted.measured)
    for line in gate_lines("guard", criteria):
        click.echo(line)
    raise_if_failed({"guard": criteria}, REMEDY)
    samples = read_manifest(dataset)
    sizes = measure_regions(dataset, samples)
    width, height = sizes.may_be_judged(Augmentation())
    scope = GuardScope(width, height, ScanPlane.TRANSVERSE, fitted.measured)
    manifest = replace(model.manifest, guard=scope)
    write_bundle(bundle, replace(model, manifest=manifest, texture=fitted.texture, texture_golden=fitted.golden), key)
    click.echo(
        f"{sizes.regions} regions of {dataset}: {sizes.width_mm[0]:.1f}-{sizes.width_mm[1]:.1f} x "
        f"{sizes.height_mm[0]:.1f}-{sizes.height_mm[1]:.1f} mm; judged are {ScanPlane.TRANSVERSE.value} views of "
        f"{width[0]:g}-{width[1]:g} x {height[0]:g}-{height[1]:g} mm"
    )
    if data_hash(dataset, samples) != model.manifest.training_data.sha256:
        click.echo(f"{dataset} is not the data set that the network was trained on: its regions stand for those")
    if key is None:
        click.echo(unsigned_notice(bundle))
