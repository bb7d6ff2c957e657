"""`python -m quantize fit-drift`: what drift of the simulated probe is measured against, put into a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from edge_app.drift.reference import MIN_PATIENTS
from quantize.cli.options import FILE, bundle_argument, key_option, out_file_option
from quantize.cli.passphrase import unlock
from quantize.steps.drift import fit_drift


@click.command(
    "fit-drift",
    cls=Command,
    examples=(
        "python -m quantize fit-drift bundle --patients 120 --out reference.json",
        "python -m quantize fit-drift bundle --reference reference.json --key keys/maker.key    # measured before",
    ),
)
@bundle_argument
@click.option(
    "--patients", default=120, show_default=True, type=click.IntRange(MIN_PATIENTS), help="Simulated patients, one in three ill."
)
@out_file_option("Write the reference into this file too, as JSON.", required=False)
@click.option("--reference", "known", type=FILE, help="A file that --out wrote, instead of simulating.")
@key_option
def command(bundle: Path, patients: int, out: Path | None, known: Path | None, key_file: Path | None) -> None:
    """Measure what the simulated probe and BUNDLE's INT8 graph give of simulated patients, and put that into BUNDLE.

    An appliance with this bundle watches the drift of the simulated probe against it. BUNDLE changes, so it has to be signed
    again. Simulating takes some seconds a patient. A reference of the same device and preset is replaced.
    """
    key = unlock(key_file) if key_file else None
    fit_drift(bundle, patients, known, out, key, click.echo)
