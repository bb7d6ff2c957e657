"""`edge-app setup`: a stock machine as the appliance. deploy.sh calls it; it shows what it would do as well."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli import wiring
from edge_app.cli.group import Group
from edge_app.cli.options import ConfigOptions, config_options

_ROOT = click.option("--root", type=click.Path(path_type=Path), default=Path("/"), show_default=True,
                     help="Root of the file system, for a machine that does not run yet.")  # fmt: skip


@click.group(
    "setup",
    cls=Group,
    examples=(
        "edge-app setup apply --board raspberry-pi-5 --root my-device --dry-run",
        "edge-app setup commit --root my-device",
        "edge-app setup remove --root my-device",
    ),
)
def command() -> None:
    """Make a stock machine the appliance: services, rules, firewall, firmware.

    What is written is made of the board's factory file and the clinic's settings; `edge-app config --system-files FOLDER` writes
    it into a folder, to look at.
    """


@command.command("apply", examples=("edge-app setup apply --board generic --root my-device --dry-run",))
@_ROOT
@click.option("--dry-run", is_flag=True, help="Only say which files would be written and removed.")
@config_options
def apply(root: Path, dry_run: bool, config: ConfigOptions) -> None:
    """Write the system's files, and those of the firmware to be tried at the next start.

    On a Raspberry Pi a change for the firmware holds for one start only, until `edge-app setup commit`.
    """
    from edge_app.device_setup.boot_files import Staged, stage
    from edge_app.device_setup.install import install, reload
    from edge_app.device_setup.system_files import files_for

    settings = wiring.system_configuration(config).settings
    changes = install(files_for(settings), root, dry_run)
    for verb, paths in (("write", changes.written), ("remove", changes.removed)):
        for path in paths:
            click.echo(f"{verb}  /{path}")
    if dry_run:
        return
    if root == Path("/"):
        reload()
    match stage(settings, root):
        case Staged.TRIAL:
            click.echo("try    what the firmware is told, at one start: reboot '0 tryboot'")
        case Staged.WRITTEN:
            click.echo("write  what the boot loader is told; it holds from the next start on")


@command.command("commit", examples=("edge-app setup commit --root my-device",))
@_ROOT
def commit(root: Path) -> None:
    """Make what the firmware was told at this start the rule."""
    from edge_app.device_setup import boot_files

    if boot_files.commit(root):
        click.echo("committed")
    elif boot_files.trial_is_staged(root):
        click.echo("not committed: this start is not the trial; start it with  reboot '0 tryboot'")
    else:
        click.echo("nothing is being tried")


@command.command("remove", examples=("edge-app setup remove --root my-device",))
@_ROOT
def remove(root: Path) -> None:
    """Take everything away that `apply` wrote. Data, settings and exams stay."""
    from edge_app.device_setup.boot_files import restore
    from edge_app.device_setup.install import install, reload

    for path in install((), root).removed:
        click.echo(f"remove  /{path}")
    restore(root)
    if root == Path("/"):
        reload()
