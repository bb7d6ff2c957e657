"""`python -m quantize keygen`: a key pair to sign bundles, site validations or releases with.

It needs only the appliance's packages, no torch.
"""

from __future__ import annotations

from pathlib import Path

import click

from edge_app.bundle.key_purpose import KeyPurpose
from edge_app.cli.group import Command
from edge_app.errors import ConfigError
from quantize.cli.options import NEW_FOLDER
from quantize.cli.passphrase import ask_passphrase
from quantize.packaging.keys import write_key_pair


@click.command(
    "keygen",
    cls=Command,
    examples=(
        "python -m quantize keygen keys --name maker",
        "python -m quantize keygen validation-keys --name clinic --validation",
        "python -m quantize keygen release-keys --name maker --release",
    ),
)
@click.argument("folder", type=NEW_FOLDER)
@click.option("--name", default="signing", show_default=True, help="Name of the key's two files.")
@click.option("--validation", is_flag=True, help="A key for site validations, which signs no bundle.")
@click.option("--release", is_flag=True, help="A key for releases, which signs no bundle.")
def command(folder: Path, name: str, validation: bool, release: bool) -> None:
    """Make a key pair to sign bundles with: NAME.key, private, and NAME.pub, for the devices.

    With --validation, one to sign site validations with; with --release, one to sign the appliance's releases with. Each kind is
    refused where another is needed.

    FOLDER must lie outside any git checkout. The passphrase (16 characters or more) is asked for, or read from the
    environment variable EDGE_APP_KEY_PASSPHRASE. Keep the private key on a machine without a network, and a copy elsewhere.
    """
    if not name or Path(name).name != name or name.startswith("."):
        raise ConfigError(f"{name!r} is not the plain name of a file; give another --name")
    if validation and release:
        raise ConfigError("a key is for site validations or for releases, not for both; make two")
    purpose = KeyPurpose.SITE_VALIDATION if validation else KeyPurpose.RELEASE if release else KeyPurpose.BUNDLE
    public, private = write_key_pair(folder, name, ask_passphrase(folder / name, new=True), purpose)
    click.echo(f"key {public.id}, to sign a {purpose.value} with")
    click.echo(f"  private, to sign with:  {private}\n  public, for devices:    {public.source}")
