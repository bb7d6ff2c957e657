"""`python -m quantize sign`: who vouches for a bundle. It needs only the appliance's packages, no torch."""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.cli.group import Command
from quantize.cli.options import NEW_FILE, bundle_argument
from quantize.cli.passphrase import unlock
from quantize.packaging.signing import sign_bundle


@click.command("sign", cls=Command, examples=("python -m quantize sign bundle --key keys/maker.key",))
@bundle_argument
@click.option("--key", "key_file", type=NEW_FILE, required=True, help="Private key that `keygen` wrote.")
def command(bundle: Path, key_file: Path) -> None:
    """Check BUNDLE and sign it, in place of an earlier signature.

    The key's passphrase is asked for, or read from the environment variable EDGE_APP_KEY_PASSPHRASE.
    """
    signed = sign_bundle(bundle, unlock(key_file))
    click.echo(f"{bundle}: {signed.id}, signed by the key {signed.signed_by.id}")
    click.echo(signed.manifest.intended_use)
