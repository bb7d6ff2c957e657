"""`python -m quantize keygen` and `sign`: who answers for a bundle. They need the appliance's packages alone, no torch."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from edge_app.bundle.loader import MANIFEST, SIGNATURE, ModelBundle, check_bundle
from edge_app.errors import BundleError, ConfigError
from quantize.packaging.keys import SigningKey, read_signing_key, write_key_pair
from quantize.storage import atomic_write

PASSPHRASE = "EDGE_APP_KEY_PASSPHRASE"  # environment variable, for machines that sign without a person


def sign_bundle(folder: Path, key: SigningKey) -> ModelBundle:
    """Put a signature into a bundle, in place of an earlier one, once everything in it was checked.

    Raises BundleError when the appliance would refuse the bundle all the same; it is then left as it was.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError as exc:
        raise BundleError(f"{folder} holds no {MANIFEST} that can be read ({exc.strerror}); name a bundle's folder") from exc
    signature = key.sign(text)
    bundle = check_bundle(folder, text, signature, (key.trusted,))
    atomic_write(folder / SIGNATURE, lambda file: file.write(signature))
    return bundle


def ask_passphrase(path: Path, new: bool = False) -> str:
    """The passphrase of a key file, from the environment or typed unseen, twice where it is new."""
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise ConfigError(f"the passphrase of {path} cannot be asked for without a terminal; set {PASSPHRASE}")
    typed: str = click.prompt(f"Passphrase of {path}", hide_input=True, confirmation_prompt=new, err=True)
    return typed


def unlock(path: Path) -> SigningKey:
    """The signing key in a file, its passphrase asked for. Raises ConfigError."""
    return read_signing_key(path, ask_passphrase(path))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="signing", show_default=True, help="Name of the key's two files.")
def keygen(folder: Path, name: str) -> None:
    """Make a key pair to sign bundles with: NAME.key, private, and NAME.pub, for the devices.

    FOLDER is outside of any git checkout. The passphrase (16 characters or more) is asked for, or read from the environment
    variable EDGE_APP_KEY_PASSPHRASE. Keep the private key on a machine without a network, and a copy of it elsewhere.
    """
    if not name or Path(name).name != name or name.startswith("."):
        raise ConfigError(f"{name!r} is not the plain name of a file; give another --name")
    public, private = write_key_pair(folder, name, ask_passphrase(folder / name, new=True))
    click.echo(f"key {public.id}\n  private, to sign with:  {private}\n  public, for devices:    {public.source}")


@click.command()
@click.argument("bundle", type=click.Path(file_okay=False, path_type=Path))
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Private key that `keygen` wrote.")
def sign(bundle: Path, key: Path) -> None:
    """Check a bundle and sign it, in place of an earlier signature.

    BUNDLE is its folder. The key's passphrase is asked for, or read from the environment variable EDGE_APP_KEY_PASSPHRASE.
    """
    signed = sign_bundle(bundle, unlock(key))
    click.echo(f"{bundle}: {signed.id}, signed by the key {signed.signed_by.id}")
    click.echo(signed.manifest.intended_use)
