"""`edge-app validation`: the site validations of this device, installed, listed and removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from edge_app.cli import wiring
from edge_app.cli.group import Group
from edge_app.cli.options import (
    ConfigOptions,
    ModelOptions,
    model_options,
    profile_options,
    validation_keys_option,
)
from edge_app.cli.output import one_line
from edge_app.errors import SiteValidationError

if TYPE_CHECKING:
    from edge_app.bundle.loader import ModelBundle
    from edge_app.device_profiles import DeviceProfiles
    from edge_app.records import Interval
    from edge_app.validation.installed import InstalledRecord
    from edge_app.validation.record import ClassCounts, ValidationCounts

_METRICS = {"auc": "AUC"}  # where a metric is not written as its field


@click.group(
    "validation",
    cls=Group,
    examples=(
        "edge-app validation install clinic.validation",
        "edge-app validation list",
        "edge-app validation remove ward-7",
    ),
)
def command() -> None:
    """Install, list and remove what a site has validated a bundle for.

    A bundle gives labels only on devices that it was validated on: those that its maker lists, and those for which a site has
    a signed record of its own. A record holds for one bundle on one device at one setting, and for nothing else.
    """


@command.command("install", examples=("edge-app validation install clinic.validation",))
@click.argument("file", type=click.Path(path_type=Path))
@validation_keys_option
@model_options
@profile_options
def install(file: Path, validation_keys: Path | None, model: ModelOptions, profiles: str | None, config: ConfigOptions) -> None:
    """Verify FILE, a signed site validation, and keep a copy under its name.

    Shows its figures, and whether it holds for the bundle and the device profile that are here now.
    """
    from edge_app.bundle.trusted_keys import validation_keys as trusted
    from edge_app.validation.installed import install as keep

    known, bundle = _profiles(profiles, config), wiring.model_bundle(model)
    added = keep(file, wiring.validation_folder(known), trusted(validation_keys))
    click.echo(f"{one_line(added.name)} is installed in {wiring.validation_folder(known)}")
    _show([added], bundle, known)


@command.command("list", examples=("edge-app validation list",))
@validation_keys_option
@model_options
@profile_options
def list_validations(validation_keys: Path | None, model: ModelOptions, profiles: str | None, config: ConfigOptions) -> int:
    """List what is installed, with its figures, and whether it holds for the bundle and the device profiles that are here now.

    A file that is refused is named on standard error; the exit code is then 3.
    """
    known, bundle = _profiles(profiles, config), wiring.model_bundle(model)
    found = wiring.site_validations(known, validation_keys)
    for sentence in found.refused:
        click.echo(f"refused: {one_line(sentence)}", err=True)
    if not found.accepted:
        click.echo(
            f"no site validation is in force on this device; {wiring.validation_folder(known)} is where they are installed"
        )
    else:
        _show(found.accepted, bundle, known)
    return SiteValidationError.exit_code if found.refused else 0


@command.command("remove", examples=("edge-app validation remove ward-7",))
@click.argument("name")
@profile_options
def remove(name: str, profiles: str | None, config: ConfigOptions) -> None:
    """Remove the site validation NAME, as `list` names it; what rested on it is not validated any more."""
    from edge_app.validation.installed import remove as forget

    forget(name, wiring.validation_folder(_profiles(profiles, config)))
    click.echo(f"{one_line(name)} is removed")


def _profiles(folder: str | None, config: ConfigOptions) -> DeviceProfiles:
    return wiring.device_profiles(wiring.configuration(config, command_line={"capture.device_profiles": folder}).settings.capture)


def _show(records: Sequence[InstalledRecord], bundle: ModelBundle, profiles: DeviceProfiles) -> None:
    """The figures of every record, then for each whether it holds. Raises StoreError for a device profile."""
    from edge_app.validation.matching import differences

    for one in records:
        click.echo("\n".join(one_line(line) for line in _figures(one)))
    click.echo(f"with the bundle {bundle.id} and the device profiles in {profiles.folder}:")
    for one in records:
        validation = one.record.validation
        known = profiles.find(validation.device.device)
        against = differences(validation, bundle.manifest_sha256, known, known.remembered_controls if known else ())
        holds = "holds" if not against else f"does not hold: {'; '.join(map(str, against))}"
        click.echo(one_line(f"  {one.name} {holds}"))


def _figures(one: InstalledRecord) -> Iterator[str]:
    """A record in lines: what it is of, how much was tested, and each metric beside the limits that it had to meet."""
    validation, key = one.record.validation, one.record.signed_by
    setting, counts = validation.device, validation.counts
    shown = f"{setting.width} x {setting.height} px, {setting.mm_per_pixel:g} mm per pixel"
    way = "mirrored" if setting.mirrored else "as shown"
    ends = f", expires {validation.expires}" if validation.expires else ""
    yield f"{one.name}: {validation.site}, {validation.created}{ends}"
    yield f"  {'signed for by':14}{validation.signed_for}, with the key {key.id} ({key.source})"
    yield f"  {'bundle':14}{validation.bundle.id}"
    yield f"  {'device':14}{setting.device}, preset {setting.preset}, {shown}, {way}"
    for control in setting.controls:
        yield f"  {'':14}{control.name} {control.value}"
    yield f"  {'tested on':14}{counts.subjects} subjects, {counts.images} images, {_abstained(counts)}"
    for part in counts.classes:
        yield f"  {'':14}{part.label}: {part.subjects} subjects, {part.images} images, {_abstained(part)}"
    yield f"  {'data':14}SHA-256 {validation.data_sha256}"
    yield f"  {'metric':14}{'value':>7}  {'95 % interval':17}  limits that were met"
    for field in fields(validation.metrics):
        interval: Interval | None = getattr(validation.metrics, field.name)
        if interval is None:
            continue
        limits = "; ".join(str(limit) for limit in validation.limits if limit.metric == field.name) or "-"
        between = f"{interval.low:.3f} to {interval.high:.3f}"
        yield f"  {_METRICS.get(field.name, field.name):14}{interval.value:7.3f}  {between:17}  {limits}"
    if validation.metrics.coverage is not None:
        yield f"  {'':14}abstention: images without a label; coverage: those with one, of the judged; the other metrics: of those"
    yield f"  {validation.notice}"


def _abstained(counts: ValidationCounts | ClassCounts) -> str:
    if counts.indeterminate is None:  # an older record
        return f"{counts.abstained} of them abstained from"
    refused = counts.abstained - counts.indeterminate
    return f"{counts.abstained} of them abstained from ({refused} not judged, {counts.indeterminate} indeterminate)"
