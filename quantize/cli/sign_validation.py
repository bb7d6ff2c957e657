"""`python -m quantize sign-validation`: who vouches for a site validation. It needs only the appliance's packages, no torch."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.cli.group import Command
from edge_app.validation.signed_record import SUFFIX
from quantize.cli.options import FILE, NEW_FILE, out_file_option
from quantize.cli.passphrase import unlock
from quantize.packaging.site_validation import sign_record


@click.command(
    "sign-validation",
    cls=Command,
    examples=("python -m quantize sign-validation record.json --key validation-keys/clinic.key --out clinic.validation",),
)
@click.argument("record", type=FILE)
@click.option("--key", "key_file", type=NEW_FILE, required=True, help="Private key that `keygen --validation` wrote.")
@out_file_option(f"Signed record to write, NAME{SUFFIX}; it is never replaced.")
def command(record: Path, key_file: Path, out: Path) -> None:
    """Check RECORD, a site-validation record in JSON, and sign it.

    Its fields are those of `SiteValidation` in edge_app/validation/record.py. A record is refused whose figures cannot be, or
    miss the limits that it says were met. OUT is the one file that `edge-app validation install` takes. The key's passphrase
    is asked for, or read from the environment variable EDGE_APP_KEY_PASSPHRASE.
    """
    signed = sign_record(record, unlock(key_file, KeyPurpose.SITE_VALIDATION), out)
    validation = signed.validation
    click.echo(f"{out}: {validation.bundle.id} on {validation.device.device}, signed by the key {signed.signed_by.id}")
    click.echo(validation.notice)
