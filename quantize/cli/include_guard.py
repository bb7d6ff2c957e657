"""`python -m quantize include-guard`: put a fitted guard into a bundle, with what it may judge and was measured to do."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import FOLDER, bundle_argument, dataset_argument, key_option
from quantize.cli.passphrase import unlock
from quantize.steps.guard import include_guard


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
    include_guard(bundle, guard, dataset, key, click.echo)
